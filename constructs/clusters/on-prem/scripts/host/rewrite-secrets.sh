# shellcheck shell=bash
# Writes every Secret again, unchanged, which encrypts it with the current key, ENCRYPTION_KEY, and records that in the ConfigMap
# kube-system/plinth; does nothing if it is recorded. Runs on a control plane. A Secret that changes or is deleted at the same time is no
# error.
if [ "$(kube get configmap plinth --namespace kube-system --output 'jsonpath={.data.secrets-key}')" = "$ENCRYPTION_KEY" ]; then exit; fi
# rewrite NAMESPACE: writes the Secrets of a namespace; returns 1, with the error in $errors, if one was not written.
rewrite() {
  local secrets
  secrets=$(kubectl --kubeconfig "$admin_kubeconfig" --server "https://$(url_host "$THIS_HOST_ADDRESS"):6443" get secrets --namespace "$1" --output json) || return 1
  if ! grep -q '"kind": "Secret"' <<<"$secrets"; then return; fi
  errors=$(kubectl --kubeconfig "$admin_kubeconfig" --server "https://$(url_host "$THIS_HOST_ADDRESS"):6443" replace --filename - <<<"$secrets" 2>&1 >/dev/null)
}
for namespace in $(kube get namespaces --output 'jsonpath={.items[*].metadata.name}'); do
  written=''
  for _ in 1 2 3 4 5; do
    if rewrite "$namespace"; then
      written=yes
      break
    fi
    sleep 2
  done
  if [ -z "$written" ] && [ -n "$(kube get namespace "$namespace" --ignore-not-found --output name)" ]; then
    fail "could not write the Secrets of the namespace $namespace (${errors%%$'\n'*}): the previous key is kept; apply again"
  fi
done
kube patch configmap plinth --namespace kube-system --type merge --patch "{\"data\": {\"secrets-key\": \"$ENCRYPTION_KEY\"}}" >/dev/null
