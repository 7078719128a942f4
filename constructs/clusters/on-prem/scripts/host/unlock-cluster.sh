# shellcheck shell=bash
# Releases the lock of the cluster if the host NAME holds it. Runs on a control plane.
holder=$(kube get configmap plinth-lock --namespace kube-system --ignore-not-found --output 'jsonpath={.data.holder}')
if [ "$holder" = "$NAME" ]; then kube delete configmap plinth-lock --namespace kube-system >/dev/null; fi
