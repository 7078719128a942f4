# shellcheck shell=bash
# Prints the hash of the configuration that all hosts of the cluster have; first records NEW_CONFIGURATION_HASH, unless empty.
# Runs on a control plane. The hash is in the ConfigMap kube-system/plinth; `none` while a rollout is incomplete.
if [ -n "$NEW_CONFIGURATION_HASH" ]; then
  kube patch configmap plinth --namespace kube-system --type merge --patch "{\"data\": {\"configuration\": \"$NEW_CONFIGURATION_HASH\"}}" >/dev/null
fi
kube get configmap plinth --namespace kube-system --output 'jsonpath={.data.configuration}{"\n"}'
