# shellcheck shell=bash
# Waits until every node is Ready, which takes a network; says which are not, and why.
if ! kubectl --kubeconfig "$admin_kubeconfig" wait --for condition=Ready node --all --timeout "${READY_TIMEOUT_SECONDS}s" >/dev/null 2>&1; then
  kube get nodes --output 'jsonpath={range .items[*]}{.metadata.name}{" "}{.status.conditions[?(@.type=="Ready")].status}{" "}{.status.conditions[?(@.type=="Ready")].message}{"\n"}{end}' |
    awk '$2 != "True"' >&2
  fail "not all nodes are Ready after $READY_TIMEOUT_SECONDS seconds"
fi
