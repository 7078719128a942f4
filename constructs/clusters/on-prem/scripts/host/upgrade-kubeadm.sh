# shellcheck shell=bash
# Upgrades what kubeadm manages on this host to KUBERNETES_VERSION, with the kubeadm of that version: on a control plane the API server,
# controller manager, scheduler and etcd, and on all hosts the configuration of kubelet, which upgrade-kubelet.sh then replaces.
# Runs on a control plane or worker that has joined. Reads IGNORE_PREFLIGHT_ERRORS. May be repeated: the first control plane runs
# `kubeadm upgrade apply`, which also updates the configuration of the cluster and kube-proxy, the other hosts `kubeadm upgrade node`.
lock_host
require_own_host
if [ "$(read_state stage)" != joined ]; then fail 'has not joined the cluster: nothing was changed'; fi
kubelet_version=$(installed_kubelet_version)
require_upgradable "$kubelet_version" 3
# CoreDNS is a component, so neither its phase nor the checks of that phase apply.
ignored_checks=$(tr -d '[]" ' <<<"$IGNORE_PREFLIGHT_ERRORS")
arguments=(--skip-phases addon/coredns --ignore-preflight-errors "CoreDNSUnsupportedPlugins,CoreDNSMigration${ignored_checks:+,$ignored_checks}")
command=node
if [ "$ROLE" = control-plane ]; then
  from=$(cluster_version)
  require_upgradable "$from" 1
  if [ "$from" != "$KUBERNETES_VERSION" ] || { [ "$(read_upgrade version)" = "$KUBERNETES_VERSION" ] && [ "$(read_upgrade command)" = apply ]; }; then command=apply; fi
  if [ -z "$ETCD_HOSTS" ]; then require_healthy_etcd; fi
fi
# What upgrade-kubelet.sh restores if the new kubelet does not become healthy.
if [ "$kubelet_version" != "$KUBERNETES_VERSION" ]; then
  rm -rf "$previous_dir"
  mkdir -p "$previous_dir"
  cp "$(command -v kubelet)" /var/lib/kubelet/config.yaml "$previous_dir"
  if [ -e /var/lib/kubelet/kubeadm-flags.env ]; then cp /var/lib/kubelet/kubeadm-flags.env "$previous_dir"; fi
fi
write_upgrade "$command"
if [ "$command" = apply ]; then
  run_logged kubeadm-upgrade kubeadm upgrade apply "v$KUBERNETES_VERSION" --yes "${arguments[@]}"
else
  run_logged kubeadm-upgrade kubeadm upgrade node "${arguments[@]}"
fi
if [ "$ROLE" != control-plane ]; then exit; fi
wait_api_server
if [ -z "$ETCD_HOSTS" ]; then require_healthy_etcd; fi
log "runs the control plane of Kubernetes $KUBERNETES_VERSION"
