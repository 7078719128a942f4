# shellcheck shell=bash
# Takes another host out of the cluster, from this control plane. TICKET is the stage of that host, or `down`.
old=
if [ "$ROLE" = control-plane ]; then
  list=$(etcdctl member list)
  old=$(awk -F', ' -v name="$NAME" -v peer="https://$ADDRESS:2380" '$3 == name || $4 == peer { print $1 }' <<<"$list")
fi
if [ -n "$old" ]; then
  left=$(($(wc -l <<<"$list") - 1))
  # Every member but the one that goes is asked. This one is asked twice, as etcdctl adds to its endpoints, and counted once.
  others=$(awk -F', ' -v old="$old" '$1 != old && $2 == "started" { print $5 }' <<<"$list" | paste -sd, -)
  healthy=$(etcdctl endpoint health --endpoints "$others" --command-timeout 10s 2>&1 |
    grep 'is healthy' | grep -cv '^https://127\.0\.0\.1:' || true)
  if [ "$healthy" -lt $((left / 2 + 1)) ]; then
    fail "of the $left etcd members that would be left $healthy are healthy, which is no majority: mend them first; nothing was removed"
  fi
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
