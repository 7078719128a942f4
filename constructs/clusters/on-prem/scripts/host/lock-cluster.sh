# shellcheck shell=bash
# Acquires the lock of the cluster for the host NAME, which joins or leaves as a control plane: etcd accepts one change at a time.
# Runs on a control plane. Waits up to 30 minutes. The lock is the ConfigMap kube-system/plinth-lock; it expires after ten
# minutes, and its holder may acquire it again.
# render_lock METADATA: prints the ConfigMap, with more fields of its metadata as JSON.
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
    # With the resource version, so that only one of several hosts replaces an expired lock.
    if render_lock ", \"resourceVersion\": \"$version\"" | kube replace --filename - >/dev/null 2>&1; then exit; fi
  fi
  if [ "${reported_holder-}" != "$holder" ]; then log "waiting for the lock of the cluster, held by ${holder:-an unknown host}, which joins or leaves"; fi
  reported_holder=$holder
  sleep 3
done
fail "could not acquire the lock of the cluster within 30 minutes, last held by ${reported_holder:-an unknown host}: check that host and the API server, and apply again"
