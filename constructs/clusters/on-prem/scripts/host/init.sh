# shellcheck shell=bash
# Makes the cluster on this host. One that was interrupted begins again: nobody is let in before the last line.
alone
if [ "$(recorded stage)" = founding ]; then
  say 'was interrupted while it made the cluster, and begins again'
  logged kubeadm-reset kubeadm reset --force --skip-phases=remove-etcd-member
  rm -rf /var/lib/etcd
fi
keep founding
configuration=$(mktemp /run/plinth-XXXXXX)
trap 'rm -f "$configuration"' EXIT
cat >"$configuration" <<X
apiVersion: kubeadm.k8s.io/v1beta4
kind: InitConfiguration
bootstrapTokens: [{ttl: 1m0s}]
localAPIEndpoint: {advertiseAddress: "$ADDRESS", bindPort: 6443}
nodeRegistration:
  name: "$NAME"
  criSocket: unix:///run/containerd/containerd.sock
  kubeletExtraArgs: [{name: node-ip, value: "$ADDRESS"}, {name: node-labels, value: "$NODE_LABELS"}]
  taints: $NODE_TAINTS
  ignorePreflightErrors: $IGNORE_PREFLIGHT_ERRORS
---
$CLUSTER_CONFIGURATION
X
if [ -n "$AUDIT_POLICY" ]; then put /etc/kubernetes/audit/policy.yaml <<<"$AUDIT_POLICY" || true; fi
# DNS belongs to the bootstrap, as every other part of the platform does.
logged kubeadm-init kubeadm init --config "$configuration" --skip-phases addon/coredns --skip-token-print
kube create configmap plinth --namespace kube-system --from-literal "identity=$IDENTITY" --from-literal "cluster=$CLUSTER" >/dev/null
keep member
