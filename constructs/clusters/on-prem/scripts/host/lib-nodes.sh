# shellcheck shell=bash
# Functions for scripts of host/ that drain a node; they run on a control plane, about the host NAME.

# kube_retry ARGUMENT…: kube, repeated for a minute: after kubelet has restarted on a control plane, its API server starts again, and first
# has no permissions.
kube_retry() {
  local output
  for _ in $(seq 30); do
    if output=$(kube "$@" 2>/dev/null); then
      if [ -n "$output" ]; then echo "$output"; fi
      return
    fi
    sleep 2
  done
  kube "$@"
}

# drain_node: evicts the pods of the node NAME within their PodDisruptionBudgets; returns 1, with the reasons, if that takes longer
# than DRAIN_TIMEOUT_SECONDS.
drain_node() {
  local output
  if output=$(kubectl --kubeconfig "$admin_kubeconfig" --server "https://$(url_host "$THIS_HOST_ADDRESS"):6443" drain "$NAME" \
    --ignore-daemonsets --delete-emptydir-data --timeout "${DRAIN_TIMEOUT_SECONDS}s" 2>&1); then
    log 'drained'
    return
  fi
  printf '%s\n' "$output" | grep -iE 'error|cannot|timed' | sort -u | tail -n 10 >&2 || true
  log 'PodDisruptionBudgets of its pods that allow no disruption at the moment:'
  list_blocking_budgets >&2 || true
  return 1
}

# list_blocking_budgets: prints the PodDisruptionBudgets that allow no disruption and select a pod of the node NAME.
list_blocking_budgets() {
  local namespace name selector
  # shellcheck disable=SC2016 # expanded by kubectl
  while read -r namespace name selector; do
    if [ -z "$namespace" ]; then continue; fi
    if [ -n "$(kube get pods --namespace "$namespace" --field-selector "spec.nodeName=$NAME" --selector "${selector%,}" --output name)" ]; then echo "$namespace/$name"; fi
  done <<<"$(kube get poddisruptionbudgets --all-namespaces --output 'go-template={{range .items}}{{if not .status.disruptionsAllowed}}{{.metadata.namespace}} {{.metadata.name}} {{range $key, $value := .spec.selector.matchLabels}}{{$key}}={{$value}},{{end}}{{"\n"}}{{end}}{{end}}')"
}

# drain_advice: prints how to make the pods of a node evictable.
drain_advice() {
  echo 'make its pods evictable (more replicas, a less strict PodDisruptionBudget; delete pods without a controller yourself), or raise drainTimeoutSeconds, and apply again'
}
