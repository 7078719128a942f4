# shellcheck shell=bash
# Removes the host NAME from the cluster: drains its node, removes its etcd member, deletes its node. Changes nothing that has the name
# but another address: it belongs to another host.
# Runs on another control plane. Reads STAGE, the stage of the host NAME, `unreachable` if it cannot be drained;
# DRAIN_TIMEOUT_SECONDS. If draining fails, the node becomes schedulable again, unless it was cordoned before.
member_id=
if [ "$ROLE" = control-plane ] && [ -z "$ETCD_HOSTS" ]; then
  member_id=$(etcd_member_id "$NAME" "$ADDRESS")
  if [ -n "$member_id" ]; then require_etcd_quorum "$member_id"; fi
fi

output=$(kube get node "$NAME" --ignore-not-found --output 'jsonpath={.metadata.name}|{.status.addresses[?(@.type=="InternalIP")].address}|{.spec.unschedulable}')
IFS='|' read -r node address cordoned <<<"$output"
# The first of several, on a dual-stack cluster.
address=${address%% *}
if [ -n "$node" ] && [ "${address:-$ADDRESS}" != "$ADDRESS" ]; then
  log "the node with this name is on another host ($address), and was not changed"
  node=
fi

# uncordon: makes the node schedulable again, unless an operator had cordoned it.
uncordon() {
  if [ -n "$node" ] && [ "$cordoned" != true ]; then kube uncordon "$NAME" >/dev/null 2>&1 || true; fi
}

if [ -n "$node" ]; then
  kube cordon "$NAME" >/dev/null
  if [ "$STAGE" != unreachable ]; then
    if ! drain_node; then
      uncordon
      fail "could not be drained within $DRAIN_TIMEOUT_SECONDS seconds$(if [ "$cordoned" != true ]; then echo ' and is schedulable again'; fi): $(drain_advice)"
    fi
  fi
fi

if [ -n "$member_id" ]; then
  if ! remove_etcd_member "$member_id"; then
    uncordon
    fail "is still an etcd member$(if [ "$cordoned" != true ]; then echo ', and is schedulable again'; fi)"
  fi
  log 'removed its etcd member'
fi
if [ -n "$node" ]; then
  kube delete node "$NAME" --ignore-not-found >/dev/null
  # Its kubelet gets no serving certificate any more.
  kube patch configmap plinth-nodes --namespace kube-system --type merge --patch "{\"data\": {\"$NAME\": null}}" >/dev/null 2>&1 || true
fi
