# shellcheck shell=bash
# Says which settings the whole cluster has; with a TICKET it records them.
if [ -n "$TICKET" ]; then
  kube patch configmap plinth --namespace kube-system --type merge --patch "{\"data\": {\"configuration\": \"$TICKET\"}}" >/dev/null
fi
kube get configmap plinth --namespace kube-system --output 'jsonpath={.data.configuration}'
