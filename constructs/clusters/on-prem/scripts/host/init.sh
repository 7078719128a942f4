# shellcheck shell=bash
# Makes the cluster on this host. One that was interrupted begins again: nobody is let in before the last line.
# ETCD_CERTIFICATES has the certificates for etcd, where that has hosts of its own.
lock_host
if [ "$(read_state stage)" = initializing ]; then
  log 'was interrupted while it made the cluster, and begins again'
  run_logged kubeadm-reset kubeadm reset --force --skip-phases=remove-etcd-member
  rm -rf /var/lib/etcd
fi
write_state initializing
install_certificates "$ETCD_CERTIFICATES"
write_kubeadm_configuration
if [ -n "$AUDIT_POLICY" ]; then write_if_changed /etc/kubernetes/audit/policy.yaml <<<"$AUDIT_POLICY" || true; fi
# Until kubeadm has bound roles, only the other kubeconfig may do anything.
install_kube_vip /etc/kubernetes/super-admin.conf
# DNS belongs to the bootstrap, as every other part of the platform does.
run_logged kubeadm-init kubeadm init --config "$configuration" --skip-phases addon/coredns --skip-token-print
install_kube_vip "$admin_kubeconfig"
kube create configmap plinth --namespace kube-system --from-literal "identity=$IDENTITY" --from-literal "cluster=$CLUSTER_NAME" --from-literal "configuration=$CONFIGURATION_HASH" >/dev/null
write_state joined
