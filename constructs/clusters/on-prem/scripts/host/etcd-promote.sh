# shellcheck shell=bash
# Gives a learner its vote, once it has all data.
end=$(($(date +%s) + 600))
until said=$(etcdctl member promote "$(member_of "$NAME" "$ADDRESS")" 2>&1); do
  if [ "$(date +%s)" -gt "$end" ]; then fail "etcd does not give it a vote: $(grep -v '^ctr: ' <<<"$said" | tail -n 1)"; fi
  sleep 2
done
