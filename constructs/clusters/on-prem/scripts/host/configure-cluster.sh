# shellcheck shell=bash
# Uploads the configuration into the cluster's ConfigMaps, from which hosts that join and kubelets read it; restarts kube-proxy
# if its configuration changed. Runs on a control plane. Reads CLUSTER_CONFIGURATION.
lock_host
write_kubeadm_configuration
kube_proxy_configuration() {
  kube get configmap kube-proxy --namespace kube-system --output 'jsonpath={.data.config\.conf}'
}
previous=$(kube_proxy_configuration)
run_logged upload-config-kubeadm kubeadm init phase upload-config kubeadm --config "$configuration"
run_logged upload-config-kubelet kubeadm init phase upload-config kubelet --config "$configuration"
run_logged addon-kube-proxy kubeadm init phase addon kube-proxy --config "$configuration"
if [ "$(kube_proxy_configuration)" != "$previous" ]; then
  kube rollout restart daemonset kube-proxy --namespace kube-system >/dev/null
fi
