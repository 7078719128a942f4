# shellcheck shell=bash
# Makes the cluster on this host. One that was interrupted begins again: nobody is let in before the last line.
# TICKET has the certificates for etcd, where that has hosts of its own.
alone
if [ "$(recorded stage)" = founding ]; then
  say 'was interrupted while it made the cluster, and begins again'
  logged kubeadm-reset kubeadm reset --force --skip-phases=remove-etcd-member
  rm -rf /var/lib/etcd
fi
keep founding
unpack "$TICKET"
cluster_configuration
if [ -n "$AUDIT_POLICY" ]; then put /etc/kubernetes/audit/policy.yaml <<<"$AUDIT_POLICY" || true; fi
# Until kubeadm has bound roles, only the other kubeconfig may do anything.
hold_endpoint /etc/kubernetes/super-admin.conf
# DNS belongs to the bootstrap, as every other part of the platform does.
logged kubeadm-init kubeadm init --config "$configuration" --skip-phases addon/coredns --skip-token-print
hold_endpoint "$admin"
kube create configmap plinth --namespace kube-system --from-literal "identity=$IDENTITY" --from-literal "cluster=$CLUSTER" --from-literal "configuration=$CONFIGURATION" >/dev/null
keep member
