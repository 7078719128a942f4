#!/usr/bin/env bash
# Saves a snapshot of etcd before an upgrade, on the first healthy host with etcd; skipped if no host has to be upgraded.
# Runs locally, after check-upgrade. Reads CLUSTER_IDENTITY.
. "$(dirname "$0")/lib.sh"

find_healthy_control_plane_except none || fail_unhealthy 'found no healthy control plane'
from=$(on_host "$healthy_host" check-upgrade)
if [ -z "$from" ]; then exit; fi
etcd_hosts=${ETCD_HOSTS:-$CONTROL_PLANES}
find_healthy_except none "$etcd_hosts" || fail_unhealthy 'found no healthy host with etcd, to save a snapshot before the upgrade'
name=$(awk -v address="$healthy_host" '$2 == address { print $1 }' <<<"$etcd_hosts")
select_host "$name"
file=$(on_host "$ADDRESS" snapshot-etcd)
log "saved a snapshot of etcd to $file"
