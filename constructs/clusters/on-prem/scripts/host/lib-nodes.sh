# shellcheck shell=bash
# Functions for scripts of host/ that lock the cluster or drain a node; they run on a control plane, about the host NAME.

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

# render_lock METADATA: prints the ConfigMap of the lock of the cluster, held by the host NAME, with more fields of its metadata as JSON.
render_lock() {
  cat <<X
{"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "plinth-lock", "namespace": "kube-system"$1},
 "data": {"holder": "$NAME", "until": "$(($(date +%s) + 600))"}}
X
}

# lock_cluster: acquires the lock of the cluster for the host NAME; fails after 30 minutes. The lock is the ConfigMap
# kube-system/plinth-lock; it expires after ten minutes, and its holder may acquire it again.
lock_cluster() {
  local deadline version holder until reported_holder=''
  deadline=$(($(date +%s) + 1800))
  while [ "$(date +%s)" -lt "$deadline" ]; do
    if render_lock '' | kube create --filename - >/dev/null 2>&1; then return; fi
    read -r version holder until <<<"$(kube get configmap plinth-lock --namespace kube-system --ignore-not-found \
      --output 'jsonpath={.metadata.resourceVersion} {.data.holder} {.data.until}' 2>/dev/null)"
    if [ -n "$version" ] && { [ "$holder" = "$NAME" ] || [ "$until" -lt "$(date +%s)" ]; }; then
      # With the resource version, so that only one of several hosts replaces an expired lock.
      if render_lock ", \"resourceVersion\": \"$version\"" | kube replace --filename - >/dev/null 2>&1; then return; fi
    fi
    if [ "$reported_holder" != "$holder" ]; then log "waiting for the lock of the cluster, held by ${holder:-an unknown host}, which joins, leaves or renews its certificates"; fi
    reported_holder=$holder
    sleep 3
  done
  fail "could not acquire the lock of the cluster within 30 minutes, last held by ${reported_holder:-an unknown host}: check that host and the API server, and apply again"
}

# unlock_cluster: releases the lock of the cluster if the host NAME holds it.
unlock_cluster() {
  local holder
  holder=$(kube_retry get configmap plinth-lock --namespace kube-system --ignore-not-found --output 'jsonpath={.data.holder}')
  if [ "$holder" = "$NAME" ]; then kube_retry delete configmap plinth-lock --namespace kube-system --ignore-not-found >/dev/null; fi
}
