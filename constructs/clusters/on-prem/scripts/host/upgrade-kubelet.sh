# shellcheck shell=bash
# Restarts kubelet with the version that install-binaries has installed, and completes the upgrade of this host.
# Runs on any host that has joined, once it is drained. If the new kubelet does not become healthy, restores the previous one, with its
# configuration, and exits with 1.
lock_host
require_own_host
if [ -e /etc/plinth/etcd ]; then file=/etc/plinth/kubelet.yaml; else file=/var/lib/kubelet/config.yaml; fi
version=$(installed_kubelet_version)
if [ "$version" != "$KUBERNETES_VERSION" ]; then fail "has kubelet $version after its upgrade to $KUBERNETES_VERSION: nothing was changed on this host"; fi
systemctl daemon-reload
systemctl restart kubelet || true
if wait_kubelet_healthy "$file"; then
  if [ -e "$admin_kubeconfig" ]; then wait_api_server; fi
  rm -rf "$previous_dir" "$upgrade_file"
  record_configuration_digests
  log "runs kubelet $KUBERNETES_VERSION"
  exit
fi
reason=$(last_kubelet_error)
log "kubelet $KUBERNETES_VERSION does not become healthy (last error: ${reason:-see journalctl -u kubelet on $ADDRESS})"
if [ -e "$previous_dir/kubelet" ]; then
  log 'restoring the previous kubelet'
  install --mode 755 "$previous_dir/kubelet" "$(command -v kubelet).previous"
  mv "$(command -v kubelet).previous" "$(command -v kubelet)"
  if [ -e "$previous_dir/config.yaml" ]; then cp "$previous_dir/config.yaml" "$file"; fi
  if [ -e "$previous_dir/kubeadm-flags.env" ]; then cp "$previous_dir/kubeadm-flags.env" /var/lib/kubelet; fi
  systemctl restart kubelet || true
  if ! wait_kubelet_healthy "$file"; then log 'the previous kubelet does not become healthy either'; fi
fi
exit 1
