# shellcheck shell=bash
# Resets this host to what it was before it joined: deletes kubelet state, etcd data, CNI interfaces, packet filter rules and
# /etc/plinth; packages stay. Runs on any host. Fails, without changes, on a host of another cluster, and if the host
# has joined with another name, address or role than NAME, ADDRESS and ROLE.
lock_host
require_own_host
identity=$(read_state identity)
address=$(read_state address)
if [ -n "$identity" ] && [ "$identity" != "$CLUSTER_IDENTITY" ]; then fail "belongs to another cluster ($identity): it was not reset"; fi
if [ "$(read_state stage)" != prepared ] && [ "${address:-$ADDRESS}" != "$ADDRESS" ]; then
  fail "has joined the cluster with the address $address, not $ADDRESS: it was not reset"
fi
systemctl disable --quiet --now kubelet 2>/dev/null || true
if command -v kubeadm >/dev/null; then
  # Its etcd member is removed already, or etcd as a whole is deleted.
  run_logged kubeadm-reset kubeadm reset --force --cleanup-tmp-dir --skip-phases=remove-etcd-member
fi
if [ -e /etc/plinth/etcd ]; then
  rm -f /etc/systemd/system/kubelet.service.d/90-etcd.conf
  systemctl daemon-reload
fi
for timer in plinth-backup plinth-certificates; do
  systemctl disable --quiet --now "$timer.timer" 2>/dev/null || true
  rm -f "/etc/systemd/system/$timer.timer" "/etc/systemd/system/$timer.service"
done
remove_routes
# Snapshots of etcd contain the Secrets of the cluster.
rm -rf /var/lib/etcd /var/lib/cni /run/flannel /etc/kubernetes /var/lib/plinth/etcd-snapshots /var/lib/plinth/previous \
  /var/lib/plinth/create-backup /var/lib/plinth/maintain-certificates /var/lib/plinth/metrics /var/lib/plinth/last-backup
# Only their content: the first may be a mount point, and containerd stops when the second is deleted.
for folder in /var/lib/kubelet /etc/cni/net.d; do
  if [ -d "$folder" ]; then find "$folder" -mindepth 1 -delete 2>/dev/null || true; fi
done
for interface in $(ip -oneline link show | sed -n 's/^[0-9]*: \([^:@]*\).*/\1/p'); do
  case $interface in
    cni0 | flannel.* | flannel-* | kube-ipvs0 | nodelocaldns | vxlan.calico | cilium_* | lxc_health) ip link delete "$interface" 2>/dev/null || true ;;
  esac
done
for family in iptables ip6tables; do
  for variant in '' -nft -legacy; do
    if ! command -v "$family$variant-save" >/dev/null; then continue; fi
    rules=$("$family$variant-save" 2>/dev/null || true)
    if grep -qE 'KUBE-|CNI-|FLANNEL|cali-|CILIUM_' <<<"$rules"; then
      grep -vE 'KUBE-|CNI-|FLANNEL|cali-|CILIUM_' <<<"$rules" | "$family$variant-restore"
    fi
  done
done
if command -v nft >/dev/null; then
  for family in ip ip6; do nft delete table "$family" kube-proxy 2>/dev/null || true; done
fi
if command -v ipvsadm >/dev/null; then ipvsadm --clear 2>/dev/null || true; fi
if [ -e /etc/plinth/endpoint ]; then
  systemctl disable --quiet --now keepalived haproxy 2>/dev/null || true
  rm -f /etc/keepalived/keepalived.conf /etc/haproxy/haproxy.cfg
fi
rm -rf /etc/plinth
