# shellcheck shell=bash
# Records that this host has joined the cluster. Runs on an etcd host, once its etcd is a voting member.
lock_host
require_own_host
case $(read_state stage) in
  initializing | joining | joined) write_state joined ;;
  *) fail 'has not started to join: apply again' ;;
esac
