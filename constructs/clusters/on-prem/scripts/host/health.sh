# shellcheck shell=bash
# Prints the cluster's identity if this host is healthy: its API server is ready or, on an etcd host, its etcd is healthy.
# Runs on a control plane or etcd host. Prints nothing otherwise; the exit code is not used.
if [ -e /etc/plinth/etcd ]; then
  if etcdctl endpoint health >/dev/null 2>&1; then read_state identity; fi
elif [ "$(read_state stage)" = joined ] && [ -e "$admin_kubeconfig" ]; then
  kube get --raw '/readyz' >/dev/null 2>&1 && kube get configmap plinth --namespace kube-system --output 'jsonpath={.data.identity}'
fi
