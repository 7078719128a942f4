# shellcheck shell=bash
# Tells the cluster its settings: hosts that join later get them from there, kubelets fetch theirs, kube-proxy restarts.
alone
cluster_configuration
proxies() {
  kube get configmap kube-proxy --namespace kube-system --output 'jsonpath={.data.config\.conf}'
}
earlier=$(proxies)
logged upload-kubeadm kubeadm init phase upload-config kubeadm --config "$configuration"
logged upload-kubelet kubeadm init phase upload-config kubelet --config "$configuration"
logged kube-proxy kubeadm init phase addon kube-proxy --config "$configuration"
if [ "$(proxies)" != "$earlier" ]; then
  kube rollout restart daemonset kube-proxy --namespace kube-system >/dev/null
fi
