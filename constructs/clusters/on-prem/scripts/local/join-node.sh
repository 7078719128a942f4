#!/usr/bin/env bash
# Joins the host NAME to the cluster: runs the preflight checks, prepares it, gets a join token from a healthy member, joins it.
# Runs locally, at creation of a host's resource, and from reconcile-nodes.sh. Reads NAME, IDENTITY; the rest is in hosts.sh.
# A control plane or etcd host that is healthy already is only recorded as joined.
. "$(dirname "$0")/lib.sh"

select_host "$NAME"

# release_lock: releases the lock of the cluster, if this run acquired it. A lock that is never released expires.
release_lock() {
  if [ -n "${locked_on-}" ]; then on_host "$locked_on" unlock-cluster || true; fi
}
trap release_lock EXIT

if ! findings=$(on_host "$ADDRESS" "CONTROLLER_TIME=$(date +%s)" preflight); then
  reason=$(diagnose_ssh "$ADDRESS")
  fail "${reason:-could not run the preflight checks, see above}"
fi
findings=$(printf '%s\n' "$findings" | sed '/^machine-id /d; /^$/d')
if [ -n "$findings" ]; then
  while IFS= read -r line; do log "$line"; done <<<"$findings"
  fail 'preflight checks failed; nothing was changed on this host'
fi

if [ "$ROLE" != worker ] && [ "$(on_host "$ADDRESS" health || true)" = "$IDENTITY" ]; then
  if [ "$ROLE" = etcd ]; then on_host "$ADDRESS" mark-joined; fi
  log 'has joined the cluster'
  exit
fi
on_host "$ADDRESS" prepare install-binaries configure-containerd import-images install-kubelet-unit configure-endpoint
if [ "$ROLE" = etcd ]; then
  if ! etcd_member=$(find_healthy "$ADDRESS" "$ETCD_HOSTS"); then
    fail 'found no other healthy etcd host of this cluster, which must add this one as a member: repair one and apply again; if all are lost, restore etcd from a backup, or destroy the cluster and create it again'
  fi
  membership=$(on_host "$etcd_member" etcd-add-member)
  read -r initial_cluster ca <<<"$membership"
  on_host "$ADDRESS" "ETCD_INITIAL_CLUSTER=$initial_cluster" "ETCD_CA=$ca" etcd-start
  on_host "$etcd_member" etcd-promote-member
  on_host "$ADDRESS" mark-joined
  log 'has joined the cluster'
  exit
fi
if ! control_plane=$(find_healthy_control_plane "$ADDRESS"); then
  fail 'found no healthy control plane of this cluster, which must create the join token: repair one and apply again; if all are lost, restore etcd from a backup, or destroy the cluster and create it again'
fi
state=$(on_host "$ADDRESS" state)
read -r stage _ <<<"$state"
if [ "$ROLE" = control-plane ]; then
  on_host "$control_plane" lock-cluster
  locked_on=$control_plane
fi
# The token stays in the memory of these processes, and expires.
join_token=$(on_host "$control_plane" "HOST_STAGE=$stage" verify-version create-join-token)
on_host "$ADDRESS" "JOIN_TOKEN=$join_token" join
log 'has joined the cluster'
