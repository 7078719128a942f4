# shellcheck shell=bash
# Stops where the cluster runs another version than the described one: two halves of a cluster must not drift apart.
cluster_version=$(kube get configmap kubeadm-config --namespace kube-system --output 'jsonpath={.data.ClusterConfiguration}' |
  sed -n 's/^kubernetesVersion: *v//p')
if [ "$cluster_version" != "$KUBERNETES_VERSION" ]; then
  fail "the cluster runs Kubernetes $cluster_version, and the description asks for $KUBERNETES_VERSION: clusters are not upgraded in place; write kubernetes: '${cluster_version%.*}' and patch: '$cluster_version'"
fi
