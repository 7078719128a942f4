# shellcheck shell=bash
# Saves a snapshot of etcd to /var/lib/plinth/etcd-snapshots, readable only by root, and prints its path; keeps the newest five.
# Runs on a host with etcd. A snapshot contains every Secret of the cluster.
lock_host
require_own_host
folder=/var/lib/plinth/etcd-snapshots
mkdir -p "$folder"
chmod 700 "$folder"
# The only folder of the host that the container of etcd can write to.
temporary=/var/lib/etcd/plinth-snapshot.db
trap 'rm -f "$temporary" "$temporary.part"' EXIT
rm -f "$temporary" "$temporary.part"
if ! output=$(etcdctl snapshot save "$temporary" --command-timeout 10m 2>&1) || [ ! -s "$temporary" ]; then
  fail "could not save a snapshot of etcd ($(grep -v '^ctr: ' <<<"$output" | tail -n 1)): nothing was changed"
fi
file=$folder/$(date --utc +%Y%m%dT%H%M%SZ).db
chmod 600 "$temporary"
mv "$temporary" "$file.new"
sync "$file.new"
mv "$file.new" "$file"
find "$folder" -name '*.db' | sort --reverse | tail -n +6 | while read -r old; do rm -f "$old"; done
echo "$file"
