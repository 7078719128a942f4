# shellcheck shell=bash
# Takes the lock on the cluster for a host that joins or leaves as control plane: etcd takes one change at a time.
# Whoever dies with it loses it after some minutes; the same host may take it again.
render_lock() {
  cat <<X
{"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "plinth-lock", "namespace": "kube-system"$1},
 "data": {"holder": "$NAME", "until": "$(($(date +%s) + 600))"}}
X
}
deadline=$(($(date +%s) + 1800))
while [ "$(date +%s)" -lt "$deadline" ]; do
  if render_lock '' | kube create --filename - >/dev/null 2>&1; then exit; fi
  read -r version holder until <<<"$(kube get configmap plinth-lock --namespace kube-system --ignore-not-found \
    --output 'jsonpath={.metadata.resourceVersion} {.data.holder} {.data.until}' 2>/dev/null)"
  if [ -n "$version" ] && { [ "$holder" = "$NAME" ] || [ "$until" -lt "$(date +%s)" ]; }; then
    # With the version that was read, so that of two who find it abandoned one gets it.
    if render_lock ", \"resourceVersion\": \"$version\"" | kube replace --filename - >/dev/null 2>&1; then exit; fi
  fi
  if [ "${reported_holder-}" != "$holder" ]; then log "waits for $holder, which joins or leaves just now"; fi
  reported_holder=$holder
  sleep 3
done
fail "${reported_holder-another host} has had the lock on the cluster for half an hour: look at it, and apply again"
