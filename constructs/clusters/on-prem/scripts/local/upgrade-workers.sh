#!/usr/bin/env bash
# Upgrades the workers to the defined version of Kubernetes: one group after another, and of each group as many hosts at a time as its
# batch size; stops after the first batch in which a host fails.
# Runs locally, after the upgrade of the control planes. Reads CLUSTER_IDENTITY. Workers that are upgraded already are not changed.
. "$(dirname "$0")/lib.sh"
# shellcheck source=SCRIPTDIR/lib-upgrade.sh
. "$scripts/local/lib-upgrade.sh"

failures=$(mktemp)
trap 'rm -f "$failures"' EXIT
# stop_on_failure: waits for the batch, and fails if a host of it failed.
stop_on_failure() {
  wait_jobs
  if [ -s "$failures" ]; then fail_upgrade "$(sort "$failures" | paste -sd' ' -)"; fi
}

read_nodes
while read -r group batch_size; do
  started=0
  while read -r name; do
    if [ -z "$name" ] || is_upgraded "$name"; then continue; fi
    if [ "$started" = 0 ]; then
      # The control plane that was healthy before the previous batch may not be any more.
      find_healthy_control_plane_except none || fail_unhealthy 'found no healthy control plane'
      control_plane=$healthy_host
    fi
    (
      select_host "$name"
      if ! upgrade_node "$control_plane"; then echo "$name" >>"$failures"; fi
    ) </dev/null &
    track_job $!
    started=$((started + 1))
    if [ "$started" -ge "$batch_size" ]; then
      stop_on_failure
      started=0
    fi
  done <<<"$(awk -F'\t' -v group="$group" '$8 == group { print $2 }' <<<"$HOSTS")"
  stop_on_failure
done <<<"$WORKER_GROUPS"
log "all hosts run Kubernetes $KUBERNETES_VERSION"
