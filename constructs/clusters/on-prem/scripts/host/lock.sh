# shellcheck shell=bash
# Takes the lock on the cluster for a host that joins or leaves as control plane: etcd takes one change at a time.
# Whoever dies with it loses it after some minutes; the same host may take it again.
lock() {
  cat <<X
{"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "plinth-lock", "namespace": "kube-system"$1},
 "data": {"holder": "$NAME", "until": "$(($(date +%s) + 600))"}}
X
}
end=$(($(date +%s) + 1800))
while [ "$(date +%s)" -lt "$end" ]; do
  if lock '' | kube create --filename - >/dev/null 2>&1; then exit; fi
  read -r version holder until <<<"$(kube get configmap plinth-lock --namespace kube-system --ignore-not-found \
    --output 'jsonpath={.metadata.resourceVersion} {.data.holder} {.data.until}' 2>/dev/null)"
  if [ -n "$version" ] && { [ "$holder" = "$NAME" ] || [ "$until" -lt "$(date +%s)" ]; }; then
    # With the version that was read, so that of two who find it abandoned one gets it.
    if lock ", \"resourceVersion\": \"$version\"" | kube replace --filename - >/dev/null 2>&1; then exit; fi
  fi
  if [ "${told-}" != "$holder" ]; then say "waits for $holder, which joins or leaves just now"; fi
  told=$holder
  sleep 3
done
fail "${told-another host} has had the lock on the cluster for half an hour: look at it, and apply again"
