#!/usr/bin/env bash
# Notes here and on every host that the whole cluster is to go; hosts that are off do not matter.
. "$(dirname "$0")/lib.sh"

# Everything hangs on this step, so that destroying a single resource begins here too: that is not the end of the cluster.
process=$PPID
while [ "${process:-0}" -gt 1 ]; do
  case "$(ps -o args= -p "$process" 2>/dev/null) ${TF_CLI_ARGS-} ${TF_CLI_ARGS_destroy-}" in
    *terraform*' -target'* | *tofu*' -target'*)
      fail 'a part of the cluster cannot be destroyed by -target, which takes it for all of the cluster: take the host out of the description and apply; no host was changed' ;;
  esac
  process=$(ps -o ppid= -p "$process" 2>/dev/null | tr -d ' ')
done
echo "$IDENTITY" >"$scripts/../teardown"
run_everywhere set-teardown
