#!/usr/bin/env bash
# Upgrades one control plane after another to the defined version of Kubernetes; stops at the first that fails.
# Runs locally, after the upgrade of etcd hosts. Reads CLUSTER_IDENTITY. Control planes that are upgraded already are not changed.
. "$(dirname "$0")/lib.sh"
# shellcheck source=SCRIPTDIR/lib-upgrade.sh
. "$scripts/local/lib-upgrade.sh"

# release_lock: releases the lock of the cluster, if this run acquired it.
release_lock() {
  if [ -n "${locked_on-}" ]; then on_host "$locked_on" unlock-cluster </dev/null || true; fi
  locked_on=''
}
trap release_lock EXIT

read_nodes
while read -r name _; do
  if is_upgraded "$name"; then continue; fi
  select_host "$name"
  # No control plane joins or leaves meanwhile, which changes the members of etcd.
  on_host "$ADDRESS" lock-cluster </dev/null || fail_upgrade "$name"
  locked_on=$ADDRESS
  upgrade_node "$ADDRESS" </dev/null || fail_upgrade "$name"
  release_lock
done <<<"$CONTROL_PLANES"
