# shellcheck shell=bash
# Gives a learner its vote, once it has all data.
deadline=$(($(date +%s) + 600))
until output=$(etcdctl member promote "$(etcd_member_id "$NAME" "$ADDRESS")" 2>&1); do
  if [ "$(date +%s)" -gt "$deadline" ]; then fail "etcd does not give it a vote: $(grep -v '^ctr: ' <<<"$output" | tail -n 1)"; fi
  sleep 2
done
