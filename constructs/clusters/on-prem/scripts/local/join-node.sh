#!/usr/bin/env bash
# Makes a host a member of the cluster: checks it, prepares it, has it let in by another, joins it.
. "$(dirname "$0")/lib.sh"

select_host "$NAME"

# release_lock: gives the lock back, whatever happened; it also ends by itself after some minutes.
release_lock() {
  if [ -n "${locked_on-}" ]; then on_host "$locked_on" unlock-cluster || true; fi
}
trap release_lock EXIT

if ! findings=$(on_host "$ADDRESS" "CONTROLLER_TIME=$(date +%s)" preflight); then
  reason=$(diagnose_ssh "$ADDRESS")
  fail "${reason#unreachable: }"
fi
findings=$(printf '%s\n' "$findings" | sed '/^machine-id /d; /^$/d')
if [ -n "$findings" ]; then
  while IFS= read -r line; do log "$line"; done <<<"$findings"
  fail 'nothing was changed on this host'
fi

if [ "$ROLE" != worker ] && [ "$(on_host "$ADDRESS" health || true)" = "$IDENTITY" ]; then
  if [ "$ROLE" = etcd ]; then on_host "$ADDRESS" mark-joined; fi
  log 'is a member'
  exit
fi
on_host "$ADDRESS" prepare install-binaries configure-containerd import-images install-kubelet-unit configure-endpoint
if [ "$ROLE" = etcd ]; then
  if ! etcd_member=$(find_healthy "$ADDRESS" "$ETCD_HOSTS"); then
    fail 'no other etcd host of this cluster answers, so nobody can let it in. If all were lost, restore etcd from a backup; to begin anew, destroy the cluster first'
  fi
  membership=$(on_host "$etcd_member" etcd-add-member)
  read -r initial_cluster ca <<<"$membership"
  on_host "$ADDRESS" "ETCD_INITIAL_CLUSTER=$initial_cluster" "ETCD_CA=$ca" etcd-start
  on_host "$etcd_member" etcd-promote-member
  on_host "$ADDRESS" mark-joined
  log 'is a member'
  exit
fi
if ! control_plane=$(find_healthy_control_plane "$ADDRESS"); then
  fail "no control plane of this cluster answers, so nobody can let the host in. If all were lost, restore etcd from a backup; to begin anew, destroy the cluster first"
fi
state=$(on_host "$ADDRESS" state)
if [ "$ROLE" = control-plane ]; then
  on_host "$control_plane" lock-cluster
  locked_on=$control_plane
fi
# The token ends after some minutes; it stays in the memory of these processes.
join_token=$(on_host "$control_plane" "HOST_STATE=$state" verify-version create-join-token)
on_host "$ADDRESS" "JOIN_TOKEN=$join_token" join
log 'is a member'
