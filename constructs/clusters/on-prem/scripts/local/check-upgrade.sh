#!/usr/bin/env bash
# Checks whether the cluster can be upgraded to the defined version of Kubernetes and, if it runs another one, whether every host can be
# reached; then imports the images of the new version on all hosts, twenty at a time. Fails if the cluster was created with other address
# ranges. Runs locally, when the version changed. Reads CLUSTER_IDENTITY.
. "$(dirname "$0")/lib.sh"
# shellcheck source=SCRIPTDIR/lib-upgrade.sh
. "$scripts/local/lib-upgrade.sh"

find_healthy_control_plane_except none || fail_unhealthy 'found no healthy control plane'
from=$(on_host "$healthy_host" verify-cluster check-upgrade)
if [ -z "$from" ]; then exit; fi
log "upgrading from Kubernetes $from to $KUBERNETES_VERSION"
results=$(mktemp -d)
trap 'rm -rf "$results"' EXIT
while read -r name address; do
  (
    select_host "$name"
    if ! state=$(on_host "$address" state 2>"$results/$name.err"); then
      reason=$(diagnose_ssh "$address")
      echo "${reason:-$(cat "$results/$name.err")}" >"$results/$name.finding"
      exit
    fi
    check_owner "$state" >"$results/$name.finding"
    read -r stage _ <<<"$state"
    if [ "$stage" != joined ]; then echo "has not joined the cluster (its stage is $stage)" >>"$results/$name.finding"; fi
    if [ -s "$results/$name.finding" ]; then exit; fi
    if ! on_host "$address" import-images 2>"$results/$name.err"; then cat "$results/$name.err" >"$results/$name.finding"; fi
  ) </dev/null &
  track_job $!
done <<<"$(list_hosts)"
wait_jobs
findings=0
while read -r name address; do
  if [ ! -s "$results/$name.finding" ]; then continue; fi
  printf '%s (%s): %s\n' "$name" "$address" "$(cat "$results/$name.finding")"
  findings=$((findings + 1))
done <<<"$(list_hosts)"
if [ "$findings" -gt 0 ]; then
  fail "hosts that cannot be upgraded: $findings; no host was upgraded: repair them, or remove them from the definition, and apply again"
fi
log "$(list_hosts | wc -l | tr -d ' ') hosts can be upgraded, and have the images of Kubernetes $KUBERNETES_VERSION"
