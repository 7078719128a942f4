# shellcheck shell=bash
# Fails if the cluster runs another version of Kubernetes than KUBERNETES_VERSION: hosts of mixed versions must not be created.
# Runs on a control plane.
cluster_version=$(kube get configmap kubeadm-config --namespace kube-system --output 'jsonpath={.data.ClusterConfiguration}' |
  sed -n 's/^kubernetesVersion: *v//p')
if [ "$cluster_version" != "$KUBERNETES_VERSION" ]; then
  fail "the cluster runs Kubernetes $cluster_version, the definition asks for $KUBERNETES_VERSION, and clusters are not upgraded in place: write kubernetes: '${cluster_version%.*}' and patch: '$cluster_version'"
fi
