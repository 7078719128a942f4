# shellcheck shell=bash
# Restores the cluster on this host from the files of a backup in /var/lib/plinth/restore: CAs, service-account keys, keys of Secrets and,
# unless etcd has its own hosts, the data of etcd, as its only member; then initializes the control plane with them. Other control planes join again.
# Runs on the first control plane, after discard-member. Reads BACKUP_NAME, and ETCD_CERTIFICATES (base64 tar archive), empty unless etcd
# has its own hosts. May be repeated.
lock_host
require_own_host
folder=/var/lib/plinth/restore
trap 'rm -rf "$folder"' EXIT
if [ "$(read_state stage)" != prepared ]; then fail "has the stage $(read_state stage), not prepared: nothing was changed"; fi
write_state initializing
mkdir -p /etc/kubernetes/pki
cp -a "$folder/pki/." /etc/kubernetes/pki
if [ -e "$folder/encryption/keys" ]; then write_encryption_keys "$(cat "$folder/encryption/keys")" || true; else ensure_encryption_configuration; fi
write_kubeadm_configuration
trap 'rm -rf "$folder" "$configuration"' EXIT
install_certificates "$ETCD_CERTIFICATES"
if [ -z "$ETCD_HOSTS" ]; then restore_etcd_data "$folder"; fi
if [ -n "$AUDIT_POLICY" ]; then write_if_changed /etc/kubernetes/audit/policy.yaml <<<"$AUDIT_POLICY" || true; fi
install_kube_vip /etc/kubernetes/super-admin.conf
run_logged kubeadm-init kubeadm init --config "$configuration" --skip-phases addon/coredns --skip-token-print \
  --ignore-preflight-errors "DirAvailable--var-lib-etcd,$(tr -d '[]" ' <<<"$IGNORE_PREFLIGHT_ERRORS")"
install_kube_vip "$admin_kubeconfig"
kube patch configmap plinth --namespace kube-system --type merge \
  --patch "{\"data\": {\"identity\": \"$CLUSTER_IDENTITY\", \"restored-from\": \"$BACKUP_NAME\"}}" >/dev/null
record_node
record_configuration_digests
write_state joined
wait_serving_certificate
log 'restored the cluster'
