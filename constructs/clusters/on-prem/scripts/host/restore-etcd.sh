# shellcheck shell=bash
# Restores the data of etcd from the snapshot in /var/lib/plinth/restore on this host, as its only member; etcd-start then starts it, with
# another CA. Runs on the first etcd host, after discard-member. May be repeated.
lock_host
require_own_host
folder=/var/lib/plinth/restore
trap 'rm -rf "$folder"' EXIT
if [ "$(read_state stage)" != prepared ]; then fail "has the stage $(read_state stage), not prepared: nothing was changed"; fi
write_etcd_configuration "$NAME=https://$(url_host "$ADDRESS"):2380" new
trap 'rm -rf "$folder" "$configuration"' EXIT
restore_etcd_data "$folder"
