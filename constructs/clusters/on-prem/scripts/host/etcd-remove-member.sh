# shellcheck shell=bash
# Takes another host out of etcd.
member_id=$(etcd_member_id "$NAME" "$ADDRESS")
if [ -n "$member_id" ]; then
  require_etcd_quorum "$member_id"
  remove_etcd_member "$member_id"
  log 'is no member of etcd any more'
fi
