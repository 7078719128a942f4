#!/usr/bin/env bash
# Rolls out a changed configuration of Kubernetes: to one etcd member after another, then to one control plane after another, then to the cluster's ConfigMaps, then to
# one kubelet, then to all others. Stops at the first host that does not become healthy; that host is rolled back.
# Runs locally, when the configuration changed. Reads CLUSTER_IDENTITY and CONFIGURATION_HASH (settings.sh).
. "$(dirname "$0")/lib.sh"

results=$(mktemp -d)
trap 'rm -rf "$results"' EXIT

# roll_out SCRIPT: runs a script on the selected host; creates $results/NAME.failed or $results/NAME.unreachable if that fails.
roll_out() {
  local reason
  if on_host "$ADDRESS" "$1" </dev/null; then return; fi
  reason=$(diagnose_ssh "$ADDRESS")
  case $reason in
    unreachable*) : >"$results/$NAME.unreachable" ;;
    *)
      log "${reason:-the new configuration failed, see above}"
      : >"$results/$NAME.failed" ;;
  esac
}

# hosts_with_result RESULT: prints the names of the hosts with that result.
hosts_with_result() {
  find "$results" -name "*.$1" -exec basename {} ".$1" \; | sort | paste -sd' ' -
}

# stop_on_failure: fails if a host failed.
stop_on_failure() {
  if [ -z "$(hosts_with_result failed)" ]; then return; fi
  NAME=
  fail "the configuration could not be applied to $(hosts_with_result failed); other hosts may have it already: fix the definition and apply again"
}

find_healthy_control_plane_except none || fail_unhealthy 'found no healthy control plane'
control_plane=$healthy_host
# verify-cluster fails before anything is changed, also without a lock file that shows the plan what the cluster was created with.
existing_hash=$(on_host "$control_plane" NEW_CONFIGURATION_HASH= verify-version verify-cluster configuration-hash)
# find_changed_hosts: prints the names of hosts whose configuration was changed by hand; a host that cannot be read is none.
find_changed_hosts() {
  local name
  while read -r name _; do
    (
      select_host "$name"
      if [ -n "$(on_host "$ADDRESS" list-changed-files 2>/dev/null)" ]; then : >"$results/$NAME.changed"; fi
    ) </dev/null &
    track_job $!
  done <<<"$(list_hosts)"
  wait_jobs
  hosts_with_result changed
}
if [ "$existing_hash" = "$CONFIGURATION_HASH" ]; then
  changed=$(find_changed_hosts)
  if [ -z "$changed" ]; then exit; fi
  log "restoring the configuration of hosts where it was changed by hand: $changed"
fi
# An interrupted rollout leaves no valid hash, so the next apply visits every host, whichever configuration it has.
on_host "$control_plane" NEW_CONFIGURATION_HASH=none configuration-hash >/dev/null
first=''
# One member of etcd after another, before the API servers.
while read -r name _; do
  if [ -z "$name" ]; then continue; fi
  select_host "$name"
  roll_out configure-etcd
  stop_on_failure
done <<<"${ETCD_HOSTS:-$CONTROL_PLANES}"
while read -r name address; do
  select_host "$name"
  roll_out configure-apiserver
  stop_on_failure
  roll_out configure-controllers
  stop_on_failure
  if [ "$address" = "$control_plane" ]; then first=$name; fi
done <<<"$CONTROL_PLANES"

select_host "$first"
on_host "$control_plane" "NODE_ADDRESSES=$(awk -F'\t' '$1 != "etcd" { print $2, $3 }' <<<"$HOSTS")" record-nodes configure-cluster
roll_out configure-kubelet
stop_on_failure
while read -r name _; do
  if [ "$name" = "$first" ]; then continue; fi
  select_host "$name"
  roll_out configure-kubelet </dev/null &
  track_job $!
done <<<"$(list_hosts)"
wait_jobs
stop_on_failure
NAME=
if [ -n "$(hosts_with_result unreachable)" ]; then
  fail "unreachable, still with the previous configuration: $(hosts_with_result unreachable): start these hosts, or remove them from the definition, and apply again"
fi
on_host "$control_plane" "NEW_CONFIGURATION_HASH=$CONFIGURATION_HASH" configuration-hash >/dev/null
log 'the new configuration is rolled out'
