#!/usr/bin/env bash
# Joins every defined host that has not joined yet, and sets the labels and taints of all nodes as defined.
# Runs locally, after the hosts' resources, and when labels or taints changed. Reads CLUSTER_IDENTITY.
# A killed Terraform may have recorded a host as created whose join was interrupted; this script completes it.
. "$(dirname "$0")/lib.sh"

results=$(mktemp -d)
trap 'rm -rf "$results"' EXIT
while read -r name address; do
  (on_host "$address" state >"$results/$name" 2>/dev/null || echo unknown >"$results/$name") </dev/null &
  track_job $!
done <<<"$(list_hosts)"
wait_jobs
while read -r name address; do
  state=$(cat "$results/$name")
  read -r stage _ <<<"$state"
  case $stage in
    joined)
      select_host "$name"
      owner=$(check_owner "$state")
      if [ -n "$owner" ]; then fail "$owner"; fi
      NAME='' ;;
    # Most likely it joined earlier and is down now, which must not block the labels and taints of the other nodes.
    unknown) log "warning: cannot read the state of $name: $(diagnose_ssh "$address")" ;;
    *)
      select_host "$name"
      NAME=$name ADDRESS=$ADDRESS ROLE=$ROLE CLUSTER_IDENTITY=$CLUSTER_IDENTITY bash "$scripts/local/join-node.sh" </dev/null
      NAME='' ;;
  esac
done <<<"$(list_hosts)"

find_healthy_control_plane_except none || fail_unhealthy 'found no healthy control plane'
on_host "$healthy_host" "NODE_LABELS_TABLE=$(cut -f2,6,7 <<<"$HOSTS")" label-nodes
log 'all reachable hosts have joined the cluster'
