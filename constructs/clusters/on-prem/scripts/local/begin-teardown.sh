#!/usr/bin/env bash
# Marks the whole cluster for deletion, so that hosts leave it without draining and without waiting for each other.
# Runs locally, at destroy of the resource `teardown`, before all others. Reads CLUSTER_IDENTITY. Unreachable hosts are skipped.
# Writes `teardown` into the stack's folder, and /etc/plinth/teardown on the hosts. Fails under `-target`.
. "$(dirname "$0")/lib.sh"

# This resource depends on all hosts, so `terraform destroy -target=…` of a single host destroys it too, and runs this script.
process=$PPID
while [ "${process:-0}" -gt 1 ]; do
  case "$(ps -o args= -p "$process" 2>/dev/null) ${TF_CLI_ARGS-} ${TF_CLI_ARGS_destroy-}" in
    *terraform*' -target'* | *tofu*' -target'*)
      fail 'cannot destroy a part of the cluster with -target, since that marks the whole cluster for deletion: remove the host from the definition and apply; no host was changed, but the kubeconfig file may be deleted already: the apply writes it again' ;;
  esac
  process=$(ps -o ppid= -p "$process" 2>/dev/null | tr -d ' ')
done
echo "$CLUSTER_IDENTITY" >"$scripts/../teardown"
run_everywhere set-teardown
