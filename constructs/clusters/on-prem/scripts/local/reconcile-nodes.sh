#!/usr/bin/env bash
# Joins every defined host that has not joined yet, and sets the labels and taints of all nodes as defined.
# Runs locally, after the hosts' resources, and when labels or taints changed. Reads IDENTITY.
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
  read -r stage identity _ <"$results/$name"
  case $stage in
    joined)
      if [ "$identity" != "$IDENTITY" ]; then fail "$name belongs to another cluster ($identity)"; fi ;;
    # Most likely it joined earlier and is down now, which must not block the labels and taints of the other nodes.
    unknown) log "warning: cannot read the state of $name: $(diagnose_ssh "$address")" ;;
    *)
      select_host "$name"
      NAME=$name ADDRESS=$ADDRESS ROLE=$ROLE IDENTITY=$IDENTITY bash "$scripts/local/join-node.sh" </dev/null
      NAME='' ;;
  esac
done <<<"$(list_hosts)"

control_plane=$(find_healthy_control_plane none) || fail 'found no healthy control plane'
on_host "$control_plane" "NODE_LABELS_TABLE=$(cut -f2,6,7 <<<"$HOSTS")" label-nodes
log 'all reachable hosts have joined the cluster'
