# shellcheck shell=bash
# Acquires the lock of the cluster for the host NAME, which joins or leaves as a control plane: etcd accepts one change at a time.
# Runs on a control plane. Waits up to 30 minutes.
lock_cluster
