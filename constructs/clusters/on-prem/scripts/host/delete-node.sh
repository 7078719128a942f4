# shellcheck shell=bash
# Removes the host NAME from the cluster: drains its node, removes its etcd member, deletes its node.
# Runs on another control plane. Reads HOST_STAGE, the stage of the host NAME, `unreachable` if it cannot be drained;
# DRAIN_TIMEOUT_SECONDS. If draining fails, the node becomes schedulable again.
member_id=
if [ "$ROLE" = control-plane ] && [ -z "$ETCD_HOSTS" ]; then
  member_id=$(etcd_member_id "$NAME" "$ADDRESS")
  if [ -n "$member_id" ]; then require_etcd_quorum "$member_id"; fi
fi

if kube get node "$NAME" >/dev/null 2>&1; then
  kube cordon "$NAME" >/dev/null
  if [ "$HOST_STAGE" != unreachable ]; then
    if ! output=$(kubectl --kubeconfig "$admin_kubeconfig" drain "$NAME" --ignore-daemonsets --delete-emptydir-data --timeout "${DRAIN_TIMEOUT_SECONDS}s" 2>&1); then
      kube uncordon "$NAME" >/dev/null
      printf '%s\n' "$output" | grep -iE 'error|cannot|timed' | sort -u | tail -n 10 >&2 || true
      log 'PodDisruptionBudgets of the cluster that allow no disruption at the moment:'
      kube get poddisruptionbudgets --all-namespaces --output 'jsonpath={range .items[?(@.status.disruptionsAllowed==0)]}{.metadata.namespace}/{.metadata.name}{"\n"}{end}' >&2
      fail "could not be drained within $DRAIN_TIMEOUT_SECONDS seconds and is schedulable again: make its pods evictable (more replicas, a less strict PodDisruptionBudget; delete pods without a controller yourself), or raise drainTimeoutSeconds, and apply again"
    fi
    log 'drained'
  fi
fi

if [ -n "$member_id" ]; then
  if ! remove_etcd_member "$member_id"; then
    kube uncordon "$NAME" >/dev/null 2>&1 || true
    fail 'is still an etcd member, and is schedulable again'
  fi
  log 'removed its etcd member'
fi
kube delete node "$NAME" --ignore-not-found >/dev/null
