# shellcheck shell=bash
# Records that this host is a member of the cluster.
lock_host
write_state joined
