# shellcheck shell=bash
# Says the identity of the cluster, where this host is a control plane of it whose API and etcd answer, or runs etcd alone
# and that answers.
if [ -e /etc/plinth/etcd ]; then
  if etcdctl endpoint health >/dev/null 2>&1; then read_state identity; fi
elif [ "$(read_state stage)" = joined ] && [ -e "$admin_kubeconfig" ]; then
  kube get --raw '/readyz' >/dev/null 2>&1 && kube get configmap plinth --namespace kube-system --output 'jsonpath={.data.identity}'
fi
