# shellcheck shell=bash
# Upgrades etcd on this host to the version of KUBERNETES_VERSION, with the kubeadm of that version; upgrade-kubelet.sh then replaces the
# kubelet. Runs on an etcd host that has joined. Does nothing unless every member of etcd is healthy, before and after.
lock_host
require_own_host
if [ "$(read_state stage)" != joined ]; then fail 'has not joined the cluster: nothing was changed'; fi
kubelet_version=$(installed_kubelet_version)
require_upgradable "$kubelet_version" 3
require_healthy_etcd
mkdir -p "$previous_dir"
if [ "$kubelet_version" != "$KUBERNETES_VERSION" ]; then
  cp "$(command -v kubelet)" "$previous_dir"
  cp /etc/plinth/kubelet.yaml "$previous_dir/config.yaml"
fi
write_upgrade node
manifest=/etc/kubernetes/manifests/etcd.yaml
# argument NAME: prints the value of an argument of etcd in its manifest.
argument() {
  sed -n "s/^ *- --$1=//p" "$manifest"
}
container=$(running_containers etcd)
cp "$manifest" "$previous_dir/etcd.yaml"
write_etcd_configuration "$(argument initial-cluster)" "$(argument initial-cluster-state)"
run_logged etcd-local kubeadm init phase etcd local --config "$configuration"
if cmp -s "$manifest" "$previous_dir/etcd.yaml"; then exit; fi
for _ in $(seq 60); do
  current=$(running_containers etcd)
  if [ -n "$current" ] && [ "$current" != "$container" ]; then break; fi
  sleep 2
done
require_healthy_etcd
log "runs etcd $(sed -n 's/^ *image: .*://p' "$manifest")"
