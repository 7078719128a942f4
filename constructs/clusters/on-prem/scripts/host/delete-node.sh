# shellcheck shell=bash
# Takes another host out of the cluster, from this control plane. HOST_STATE is the stage of that host, or `unreachable`.
member_id=
if [ "$ROLE" = control-plane ] && [ -z "$ETCD_HOSTS" ]; then
  member_id=$(etcd_member_id "$NAME" "$ADDRESS")
  if [ -n "$member_id" ]; then require_etcd_quorum "$member_id"; fi
fi

if kube get node "$NAME" >/dev/null 2>&1; then
  kube cordon "$NAME" >/dev/null
  if [ "$HOST_STATE" != unreachable ]; then
    if ! output=$(kubectl --kubeconfig "$admin_kubeconfig" drain "$NAME" --ignore-daemonsets --delete-emptydir-data --timeout "${DRAIN_TIMEOUT_SECONDS}s" 2>&1); then
      kube uncordon "$NAME" >/dev/null
      printf '%s\n' "$output" | grep -iE 'error|cannot|timed' | sort -u | tail -n 10 >&2 || true
      log 'these disruption budgets allow none of their pods to go:'
      kube get poddisruptionbudgets --all-namespaces --output 'jsonpath={range .items[?(@.status.disruptionsAllowed==0)]}{.metadata.namespace}/{.metadata.name}{"\n"}{end}' >&2
      fail "could not be drained within $DRAIN_TIMEOUT_SECONDS seconds and takes pods again: let those pods move (more replicas, a wider budget), or give it longer (drainTimeoutSeconds); then apply again"
    fi
    log 'is drained'
  fi
fi

if [ -n "$member_id" ]; then
  if ! remove_etcd_member "$member_id"; then
    kube uncordon "$NAME" >/dev/null 2>&1 || true
    fail 'is still a member, and takes pods again'
  fi
  log 'is no member of etcd any more'
fi
kube delete node "$NAME" --ignore-not-found >/dev/null
