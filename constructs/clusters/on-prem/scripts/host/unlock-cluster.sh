# shellcheck shell=bash
# Gives the lock on the cluster back, if it is still ours.
holder=$(kube get configmap plinth-lock --namespace kube-system --ignore-not-found --output 'jsonpath={.data.holder}')
if [ "$holder" = "$NAME" ]; then kube delete configmap plinth-lock --namespace kube-system >/dev/null; fi
