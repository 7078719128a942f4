# shellcheck shell=bash
# Saves a snapshot of etcd to /var/lib/plinth/etcd-snapshots, readable only by root, and prints its path; keeps the newest five.
# Runs on a host with etcd. A snapshot contains every Secret of the cluster.
lock_host
require_own_host
folder=/var/lib/plinth/etcd-snapshots
mkdir -p "$folder"
chmod 700 "$folder"
file=$folder/$(date --utc +%Y%m%dT%H%M%SZ).db
save_etcd_snapshot "$file"
find "$folder" -name '*.db' | sort --reverse | tail -n +6 | while read -r old; do rm -f "$old"; done
echo "$file"
