# shellcheck shell=bash
# Applies a changed configuration to the kubelet of this host. Pods keep running.
# Runs on any host. Reads ETCD_KUBELET_CONFIGURATION. Restores the previous configuration and exits with 1 if kubelet does not
# become healthy.
lock_host
require_own_host
if [ -e /etc/plinth/etcd ]; then file=/etc/plinth/kubelet.yaml; else file=/var/lib/kubelet/config.yaml; fi
backup=$(mktemp /run/plinth-XXXXXX)
trap 'rm -f "$backup"' EXIT
cp "$file" "$backup"
if [ -e /etc/plinth/etcd ]; then
  write_if_changed "$file" <<<"$ETCD_KUBELET_CONFIGURATION" || true
else
  run_logged upgrade-kubelet-config kubeadm upgrade node phase kubelet-config
fi
restrict_kubelet_files
if cmp -s "$file" "$backup"; then
  record_files "$file"
  exit
fi

systemctl restart kubelet || true
if wait_kubelet_healthy "$file"; then
  record_files "$file"
  exit
fi

log "kubelet does not become healthy with the new configuration (last error: $(last_kubelet_error)): restoring the previous one"
write_if_changed "$file" <"$backup" || true
restrict_kubelet_files
systemctl restart kubelet || true
exit 1
