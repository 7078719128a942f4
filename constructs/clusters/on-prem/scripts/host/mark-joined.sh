# shellcheck shell=bash
# Records that this host has joined the cluster. Runs on an etcd host, once its etcd is a voting member.
lock_host
write_state joined
