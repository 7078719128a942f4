# shellcheck shell=bash
# Restores the cluster on this host from the files of a backup in /var/lib/plinth/restore: CAs, service-account keys, keys of Secrets and the data of
# etcd, as its only member; then initializes the control plane with them. Other control planes join again.
# Runs on the first control plane, after discard-control-plane. Reads BACKUP_NAME. May be repeated.
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
image=$(kubeadm config images list --config "$configuration" 2>/dev/null | grep '/etcd:')
# kubeadm pulls images that the host has, too, which fails at sites that import them from artifacts.
if ! grep -qxF "$image" <<<"$(ctr --namespace k8s.io images list --quiet)"; then
  run_logged images-pull kubeadm config images pull --config "$configuration"
fi
# Revisions of a restored etcd must not repeat those that clients have seen.
# etcdutl ARGUMENT…: runs etcdutl of the etcd image with the folders of the restore.
etcdutl() {
  ctr --namespace k8s.io run --rm --mount "type=bind,src=$folder,dst=/restore,options=rbind:rw" "$image" "plinth-restore-$$-$RANDOM" etcdutl "$@"
}
options=()
if [[ $(etcdutl snapshot restore --help 2>&1) == *bump-revision* ]]; then options=(--bump-revision 1000000000 --mark-compacted); fi
rm -rf "$folder/data"
run_logged etcd-restore etcdutl snapshot restore /restore/etcd.db --data-dir /restore/data --name "$NAME" \
  --initial-cluster "$NAME=https://$(url_host "$ADDRESS"):2380" --initial-advertise-peer-urls "https://$(url_host "$ADDRESS"):2380" \
  ${options[@]+"${options[@]}"}
rm -rf /var/lib/etcd
mkdir -p /var/lib/etcd
chmod 700 /var/lib/etcd
mv "$folder/data/member" /var/lib/etcd/member
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
