# shellcheck shell=bash
# Promotes the learner on the host NAME to a voting member; waits up to ten minutes until it has all data.
# Runs on another, healthy etcd host.
deadline=$(($(date +%s) + 600))
until output=$(etcdctl member promote "$(etcd_member_id "$NAME" "$ADDRESS")" 2>&1); do
  if [ "$(date +%s)" -gt "$deadline" ]; then fail "etcd rejects its promotion to a voting member: $(grep -v '^ctr: ' <<<"$output" | tail -n 1)"; fi
  sleep 2
done
