# shellcheck shell=bash
# Functions for the scripts of local/ that upgrade Kubernetes, sourced after lib.sh.

# read_nodes: reads the versions of all nodes, as list-nodes.sh prints them, into the variable `nodes`, from a healthy control plane.
read_nodes() {
  find_healthy_control_plane_except none || fail_unhealthy 'found no healthy control plane'
  nodes=$(on_host "$healthy_host" list-nodes)
}

# is_upgraded NAME: succeeds if the node runs KUBERNETES_VERSION, and its upgrade is complete.
is_upgraded() {
  local name version _ before_upgrade
  while read -r name version _ before_upgrade; do
    if [ "$name" = "$1" ]; then
      [ "$version" = "$KUBERNETES_VERSION" ] && [ -z "$before_upgrade" ]
      return
    fi
  done <<<"$nodes"
  return 1
}

# upgrade_node CONTROL_PLANE: upgrades the selected host: kubeadm and what it manages, then drains the node through the control plane with
# that address, replaces kubelet, containerd and the CNI plugins, and makes the node schedulable again. Returns 1 if a step fails; a node
# that is Ready then, with its previous version or the new one, is schedulable again.
upgrade_node() {
  local reason
  log "upgrading to Kubernetes $KUBERNETES_VERSION"
  # Each command has its own SSH connection, so the scripts of a host and of the control plane alternate.
  if on_host "$ADDRESS" UPGRADE_PROGRAMS=kubeadm install-binaries &&
    { [ "$ROLE" != control-plane ] || on_host "$ADDRESS" upgrade-kubeadm; } &&
    on_host "$1" drain-node &&
    { [ "$ROLE" = control-plane ] || on_host "$ADDRESS" upgrade-kubeadm; } &&
    on_host "$ADDRESS" 'UPGRADE_PROGRAMS=kubeadm kubelet kubectl' install-binaries configure-containerd upgrade-kubelet &&
    on_host "$1" UPGRADE_RESULT=succeeded uncordon-node; then
    log "is upgraded to Kubernetes $KUBERNETES_VERSION"
    return
  fi
  reason=$(diagnose_ssh "$ADDRESS")
  if [ -n "$reason" ]; then log "$reason"; fi
  on_host "$1" UPGRADE_RESULT=failed uncordon-node || true
  return 1
}

# fail_upgrade NAMES: fails because these hosts could not be upgraded.
fail_upgrade() {
  NAME=''
  fail "could not upgrade $1, see above; hosts that are upgraded remain in service, and no other host was changed: repair $1, or remove it from the definition, and apply again to continue"
}
