# shellcheck shell=bash
# Initializes the cluster on this host with `kubeadm init`, and records its identity in the ConfigMap kube-system/plinth.
# Runs on the first control plane. Reads ETCD_CERTIFICATES (base64 tar archive), empty unless etcd has its own hosts, and
# CLUSTER_CA (base64 tar archive), the user's CA with its key, empty if kubeadm creates it. After an
# interruption it starts again: no other host can join before it has finished.
lock_host
require_own_host
stage=$(read_state stage)
if [ "$stage" = joined ] || [ "$stage" = joining ]; then
  fail 'has joined the cluster, or started to, at the same time: nothing was changed on this host; apply again'
fi
if [ "$stage" = initializing ]; then
  log 'discarding an interrupted initialization, and starting again'
  run_logged kubeadm-reset kubeadm reset --force --skip-phases=remove-etcd-member
  rm -rf /var/lib/etcd
fi
write_state initializing
install_certificates "$ETCD_CERTIFICATES"
install_certificates "$CLUSTER_CA"
write_kubeadm_configuration
# With external etcd, an interrupted initialization may have encrypted Secrets already.
if [ ! -e "$encryption_dir/keys" ]; then
  keys='identity -'
  if [ "$ENCRYPTION_KEY" != identity ]; then keys="$ENCRYPTION_KEY $(create_encryption_key)"$'\n'$keys; fi
  write_encryption_keys "$keys" || true
fi
if [ -n "$AUDIT_POLICY" ]; then write_if_changed /etc/kubernetes/audit/policy.yaml <<<"$AUDIT_POLICY" || true; fi
# Until kubeadm has created role bindings, only super-admin.conf has permissions.
install_kube_vip /etc/kubernetes/super-admin.conf
# CoreDNS is a component, installed by the bootstrap stack.
run_logged kubeadm-init kubeadm init --config "$configuration" --skip-phases addon/coredns --skip-token-print
install_kube_vip "$admin_kubeconfig"
kube create configmap plinth --namespace kube-system --from-literal "identity=$CLUSTER_IDENTITY" --from-literal "cluster=$CLUSTER_NAME" --from-literal "configuration=$CONFIGURATION_HASH" \
  --from-literal "secrets-key=$ENCRYPTION_KEY" >/dev/null
record_node
record_configuration_digests
write_state joined
wait_serving_certificate
