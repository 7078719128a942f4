# shellcheck shell=bash
# Waits until all nodes are Ready, which requires a network add-on; otherwise prints the others with their condition, and fails.
# Runs on a control plane. Reads READY_TIMEOUT_SECONDS.
if ! kubectl --kubeconfig "$admin_kubeconfig" wait --for condition=Ready node --all --timeout "${READY_TIMEOUT_SECONDS}s" >/dev/null 2>&1; then
  kube get nodes --output 'jsonpath={range .items[*]}{.metadata.name}{" "}{.status.conditions[?(@.type=="Ready")].status}{" "}{.status.conditions[?(@.type=="Ready")].message}{"\n"}{end}' |
    awk '$2 != "True"' >&2
  fail "not all nodes are Ready after $READY_TIMEOUT_SECONDS seconds"
fi
