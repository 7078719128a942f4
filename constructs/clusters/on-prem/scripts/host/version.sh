# shellcheck shell=bash
# Stops where the cluster runs another version than the described one: two halves of a cluster must not drift apart.
running=$(kube get configmap kubeadm-config --namespace kube-system --output 'jsonpath={.data.ClusterConfiguration}' |
  sed -n 's/^kubernetesVersion: *v//p')
if [ "$running" != "$KUBERNETES" ]; then
  fail "the cluster runs Kubernetes $running, and the description asks for $KUBERNETES: clusters are not upgraded in place; write kubernetes: '${running%.*}' and patch: '$running'"
fi
