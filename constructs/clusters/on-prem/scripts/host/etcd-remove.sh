# shellcheck shell=bash
# Takes another host out of etcd.
old=$(member_of "$NAME" "$ADDRESS")
if [ -n "$old" ]; then
  spared "$old"
  remove_member "$old"
  say 'is no member of etcd any more'
fi
