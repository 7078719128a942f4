# shellcheck shell=bash
# Cordons and drains the node NAME for an upgrade, and records in its annotation plinth.dev/before-upgrade whether it was schedulable.
# Runs on a control plane. Reads DRAIN_TIMEOUT_SECONDS. If draining fails, the node becomes schedulable again, unless it was cordoned
# before. A node that is not Ready cannot be drained, and is only cordoned.
output=$(kube_retry get node "$NAME" --output 'jsonpath={.spec.unschedulable}|{.status.conditions[?(@.type=="Ready")].status}|{.metadata.annotations.plinth\.dev/before-upgrade}')
IFS='|' read -r unschedulable ready before_upgrade <<<"$output"
if [ -z "$before_upgrade" ]; then
  before_upgrade=schedulable
  if [ "$unschedulable" = true ]; then before_upgrade=cordoned; fi
  kube_retry annotate node "$NAME" --overwrite "plinth.dev/before-upgrade=$before_upgrade" >/dev/null
fi
kube_retry cordon "$NAME" >/dev/null
if [ "$ready" != True ]; then
  log 'is not Ready: its pods cannot be drained'
  exit
fi
if drain_node; then exit; fi
if [ "$before_upgrade" != cordoned ]; then kube_retry uncordon "$NAME" >/dev/null; fi
kube_retry annotate node "$NAME" plinth.dev/before-upgrade- >/dev/null
fail "could not be drained within $DRAIN_TIMEOUT_SECONDS seconds$(if [ "$before_upgrade" != cordoned ]; then echo ' and is schedulable again'; fi): $(drain_advice)"
