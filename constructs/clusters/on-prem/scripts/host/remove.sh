# shellcheck shell=bash
# Takes another host out of the cluster, from this control plane. TICKET is the stage of that host, or `down`.
old=
if [ "$ROLE" = control-plane ] && [ -z "$ETCD" ]; then
  old=$(member_of "$NAME" "$ADDRESS")
  if [ -n "$old" ]; then spared "$old"; fi
fi

if kube get node "$NAME" >/dev/null 2>&1; then
  kube cordon "$NAME" >/dev/null
  if [ "$TICKET" != down ]; then
    if ! said=$(kubectl --kubeconfig "$admin" drain "$NAME" --ignore-daemonsets --delete-emptydir-data --timeout "${DRAIN_TIMEOUT_SECONDS}s" 2>&1); then
      kube uncordon "$NAME" >/dev/null
      printf '%s\n' "$said" | grep -iE 'error|cannot|timed' | sort -u | tail -n 10 >&2 || true
      say 'these disruption budgets allow none of their pods to go:'
      kube get poddisruptionbudgets --all-namespaces --output 'jsonpath={range .items[?(@.status.disruptionsAllowed==0)]}{.metadata.namespace}/{.metadata.name}{"\n"}{end}' >&2
      fail "could not be drained within $DRAIN_TIMEOUT_SECONDS seconds and takes pods again: let those pods move (more replicas, a wider budget), or give it longer (drainTimeoutSeconds); then apply again"
    fi
    say 'is drained'
  fi
fi

if [ -n "$old" ]; then
  if ! remove_member "$old"; then
    kube uncordon "$NAME" >/dev/null 2>&1 || true
    fail 'is still a member, and takes pods again'
  fi
  say 'is no member of etcd any more'
fi
kube delete node "$NAME" --ignore-not-found >/dev/null
