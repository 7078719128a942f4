# shellcheck shell=bash
# Prints the name of the backup that the cluster was last restored from; nothing if there is none. Runs on a control plane.
kube get configmap plinth --namespace kube-system --output 'jsonpath={.data.restored-from}'
