#!/usr/bin/env bash
# Fails if the cluster runs another version of Kubernetes than the defined one, or was created with other address ranges. It never
# upgrades a cluster. Runs locally, when the version changed. Reads CLUSTER_IDENTITY.
. "$(dirname "$0")/lib.sh"

find_healthy_control_plane none || fail_unhealthy 'found no healthy control plane'
on_host "$healthy_host" verify-cluster
