#!/usr/bin/env bash
# Sees to it that every described host is a member, and that nodes have the labels and taints of the description.
# Terraform, killed at a bad moment, takes a host for done that was in the middle of joining: here it is finished.
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
    # It was let in once; that it is off now is nothing that labels could mend.
    unknown) log "warning: $name does not answer: $(diagnose_ssh "$address")" ;;
    *)
      select_host "$name"
      NAME=$name ADDRESS=$ADDRESS ROLE=$ROLE IDENTITY=$IDENTITY bash "$scripts/local/join-node.sh" </dev/null
      NAME='' ;;
  esac
done <<<"$(list_hosts)"

control_plane=$(find_healthy_control_plane none) || fail 'no control plane answers'
on_host "$control_plane" "NODE_LABELS_TABLE=$(cut -f2,6,7 <<<"$HOSTS")" label-nodes
log 'every host is a member'
