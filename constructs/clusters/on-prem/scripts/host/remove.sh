# shellcheck shell=bash
# Takes another host out of the cluster, from this control plane. TICKET is the stage of that host, or `down`.
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
if [ "$ROLE" = control-plane ]; then
  etcd=$(kube get pods --namespace kube-system --selector component=etcd --field-selector "spec.nodeName=$(recorded name)" --output name)
  etcdctl() {
    kube exec --namespace kube-system "$etcd" -- etcdctl --endpoints https://127.0.0.1:2379 --cacert /etc/kubernetes/pki/etcd/ca.crt \
      --cert /etc/kubernetes/pki/etcd/server.crt --key /etc/kubernetes/pki/etcd/server.key "$@"
  }
  list=$(etcdctl member list)
  old=$(awk -F', ' -v name="$NAME" -v peer="https://$ADDRESS:2380" '$3 == name || $4 == peer { print $1 }' <<<"$list")
  if [ -n "$old" ]; then
    left=$(($(wc -l <<<"$list") - 1))
    # Every endpoint but the one that goes must be asked: it may be down already.
    others=$(awk -F', ' -v old="$old" '$1 != old && $2 == "started" { print $5 }' <<<"$list" | paste -sd, -)
    healthy=$(etcdctl endpoint health --endpoints "$others" --command-timeout 10s 2>&1 | grep -c 'is healthy' || true)
    if [ "$healthy" -lt $((left / 2 + 1)) ]; then
      kube uncordon "$NAME" >/dev/null 2>&1 || true
      fail "of the $left etcd members that would be left $healthy are healthy, which is no majority: mend them first; nothing was removed"
    fi
    etcdctl member remove "$old" >/dev/null
    say 'is no member of etcd any more'
  fi
fi
kube delete node "$NAME" --ignore-not-found >/dev/null
