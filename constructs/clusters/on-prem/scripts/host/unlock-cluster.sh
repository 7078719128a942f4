# shellcheck shell=bash
# Releases the lock of the cluster if the host NAME holds it. Runs on a control plane.
unlock_cluster
