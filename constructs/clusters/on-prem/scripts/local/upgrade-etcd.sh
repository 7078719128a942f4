#!/usr/bin/env bash
# Upgrades one etcd host after another to the etcd and kubelet of the defined version of Kubernetes; stops at the first that fails.
# Runs locally, after snapshot-etcd, in clusters with etcd hosts. Reads CLUSTER_IDENTITY.
. "$(dirname "$0")/lib.sh"
# shellcheck source=SCRIPTDIR/lib-upgrade.sh
. "$scripts/local/lib-upgrade.sh"

while read -r name _; do
  if [ -z "$name" ]; then continue; fi
  select_host "$name"
  state=$(on_host "$ADDRESS" upgrade-state </dev/null) || fail "cannot read the version of its kubelet: $(diagnose_ssh "$ADDRESS")"
  if [ "${state% }" = "$KUBERNETES_VERSION" ]; then continue; fi
  log "upgrading etcd to the version of Kubernetes $KUBERNETES_VERSION"
  if ! on_host "$ADDRESS" UPGRADE_PROGRAMS=kubeadm install-binaries upgrade-etcd </dev/null ||
    ! on_host "$ADDRESS" 'UPGRADE_PROGRAMS=kubeadm kubelet kubectl' install-binaries configure-containerd upgrade-kubelet </dev/null; then
    reason=$(diagnose_ssh "$ADDRESS")
    if [ -n "$reason" ]; then log "$reason"; fi
    fail_upgrade "$name"
  fi
  log 'is upgraded'
done <<<"$ETCD_HOSTS"
