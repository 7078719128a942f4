# shellcheck shell=bash
# Releases the lock of the cluster if the host NAME holds it. Runs on a control plane.
holder=$(kube_retry get configmap plinth-lock --namespace kube-system --ignore-not-found --output 'jsonpath={.data.holder}')
if [ "$holder" = "$NAME" ]; then kube_retry delete configmap plinth-lock --namespace kube-system --ignore-not-found >/dev/null; fi
