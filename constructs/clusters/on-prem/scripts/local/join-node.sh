#!/usr/bin/env bash
# Joins the host NAME to the cluster: runs the preflight checks, prepares it, gets a join token from a healthy member, joins it.
# Runs locally, at creation of a host's resource, and from reconcile-nodes.sh. Reads NAME, and CLUSTER_IDENTITY, the ID of the
# cluster in the Terraform state; address and role of the host are in hosts.sh. Does nothing if the host is a control plane and a healthy
# member already; for an etcd host that is a healthy member already, records only that it has joined. A host of another cluster, or that has joined this one with another name or role, is
# not changed.
. "$(dirname "$0")/lib.sh"

select_host "$NAME"

# on_exit: releases the lock of the cluster, if this run acquired it (a lock that is never released expires). After a failed join,
# prints what to do next.
on_exit() {
  local status=$?
  if [ -n "${locked_on-}" ]; then on_host "$locked_on" unlock-cluster || true; fi
  if [ "$status" != 0 ] && [ -n "${join_started-}" ]; then
    log 'the join is incomplete: fix the error above and apply again. To remove the host instead, reset it first (docs/on-premises.md, "Reset a host by hand"): Terraform runs no script for a host whose creation failed'
  fi
}
trap on_exit EXIT

# is_healthy: succeeds if the host is a healthy member of this cluster.
is_healthy() {
  [ "$(on_host "$ADDRESS" health 2>/dev/null || true)" = "$CLUSTER_IDENTITY" ]
}

# finish: records that an etcd host has joined (other hosts record it in join.sh), and ends this script.
finish() {
  if [ "$ROLE" = etcd ]; then on_host "$ADDRESS" mark-joined; fi
  log 'has joined the cluster'
  exit
}

# preflight compares the clock of the host with LOCAL_TIME.
if ! output=$(on_host "$ADDRESS" "LOCAL_TIME=$(date +%s)" "HOST_ADDRESSES=$(list_hosts | cut -d' ' -f2 | paste -sd' ' -)" preflight); then
  reason=$(diagnose_ssh "$ADDRESS")
  fail "${reason:-could not run the preflight checks, see above}"
fi
findings=$(
  check_owner "$(sed -n 's/^state //p' <<<"$output")"
  sed '/^machine-id /d; /^state /d; /^$/d' <<<"$output"
)
if [ -n "$findings" ]; then
  while IFS= read -r line; do log "$line"; done <<<"$findings"
  fail 'preflight checks failed; nothing was changed on this host'
fi

if [ "$ROLE" != worker ] && is_healthy; then finish; fi
# configure-endpoint sets up keepalived and HAProxy, or kube-vip, for the address that the control planes share.
on_host "$ADDRESS" prepare configure-routes install-binaries configure-containerd import-images install-kubelet-unit configure-endpoint configure-certificates
# state.sh waits until a join of another apply on this host ends. etcd-start, discard-join and join fail or do nothing if the host
# has another state than EXPECTED_STATE when they run.
state=$(on_host "$ADDRESS" state)
read -r stage _ <<<"$state"
if [ "$stage" = joined ] && [ "$ROLE" != worker ] && is_healthy; then finish; fi
quorum_repair_advice='repair one and apply again; if all are lost, restore etcd from a backup, or destroy the cluster and create it again'
if [ "$ROLE" = etcd ]; then
  find_healthy_except "$ADDRESS" "$ETCD_HOSTS" ||
    fail_unhealthy 'found no other healthy etcd host of this cluster, which must add this one as a member' "$quorum_repair_advice"
  etcd_member=$healthy_host
  membership=$(on_host "$etcd_member" "STAGE=$stage" etcd-add-member)
  read -r initial_cluster ca <<<"$membership"
  join_started=yes
  on_host "$ADDRESS" "EXPECTED_STATE=$state" "ETCD_INITIAL_CLUSTER=$initial_cluster" "ETCD_CA=$ca" ETCD_RESTORE= etcd-start
  on_host "$etcd_member" etcd-promote-member
  finish
fi
find_healthy_control_plane_except "$ADDRESS" ||
  fail_unhealthy 'found no healthy control plane of this cluster, which must create the join token' "$quorum_repair_advice"
control_plane=$healthy_host
if [ "$ROLE" = control-plane ]; then
  on_host "$control_plane" lock-cluster
  locked_on=$control_plane
fi
# create-join-token prints what to do with the host (join_action), and what kubeadm needs for it. The token stays in the memory of these
# processes, and expires. verify-version and verify-cluster compare the cluster with the settings.
output=$(on_host "$control_plane" "STAGE=$stage" verify-version verify-cluster create-join-token)
read -r join_action endpoint token ca_hash certificate_key <<<"$output"
encryption_keys=''
if [ "$ROLE" = control-plane ]; then encryption_keys=$(on_host "$control_plane" encryption-keys); fi
join_started=yes
# An interrupted join of this host must be reset first; the stage `discarded` means that this was done.
if [ "$join_action" = discard-first ]; then
  on_host "$ADDRESS" "EXPECTED_STATE=$state" discard-join
  output=$(on_host "$control_plane" STAGE=discarded create-join-token)
  read -r join_action endpoint token ca_hash certificate_key <<<"$output"
fi
on_host "$ADDRESS" "EXPECTED_STATE=$state" "JOIN_ACTION=$join_action" "JOIN_ENDPOINT=$endpoint" "JOIN_TOKEN=$token" \
  "JOIN_CA_HASH=$ca_hash" "JOIN_CERTIFICATE_KEY=$certificate_key" "ENCRYPTION_KEYS=$encryption_keys" join
if [ "$join_action" != start-kubelet ]; then on_host "$control_plane" approve-kubelet; fi
log 'has joined the cluster'
