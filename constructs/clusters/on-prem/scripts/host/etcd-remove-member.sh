# shellcheck shell=bash
# Removes the member on the host NAME from etcd, unless the remaining members would have no quorum.
# Runs on another, healthy etcd host.
member_id=$(etcd_member_id "$NAME" "$ADDRESS")
if [ -n "$member_id" ]; then
  require_etcd_quorum "$member_id"
  remove_etcd_member "$member_id"
  log 'removed its etcd member'
fi
