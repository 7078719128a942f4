#!/usr/bin/env bash
# Fails if the cluster runs another version of Kubernetes than the defined one. It never upgrades a cluster.
# Runs locally, when the version changed. Reads IDENTITY.
. "$(dirname "$0")/lib.sh"

control_plane=$(find_healthy_control_plane none) || fail 'found no healthy control plane'
on_host "$control_plane" verify-version
