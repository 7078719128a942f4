# shellcheck shell=bash
# Resets what an interrupted join left on this host, so that its node is no longer Ready and can be deleted.
# Runs on a control plane whose etcd member is removed already. Reads EXPECTED_STATE, the output of state.sh before the join.
lock_host
require_own_host
if [ "$(print_state)" != "$EXPECTED_STATE" ]; then fail 'was changed by another apply at the same time: apply again'; fi
discard_join
