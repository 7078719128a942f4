#!/usr/bin/env bash
# Rolls the settings of Kubernetes itself out where the standing cluster has others: the API servers one after another, then
# the kubelets, the first of them alone. What does not come up with them gets its earlier ones back, and nothing goes on.
. "$(dirname "$0")/lib.sh"

results=$(mktemp -d)
trap 'rm -rf "$results"' EXIT

# roll_out STEP: runs a step on the host that it is about, and notes how that ended.
roll_out() {
  local reason
  if on_host "$ADDRESS" "$1" </dev/null; then return; fi
  reason=$(diagnose_ssh "$ADDRESS")
  case $reason in
    unreachable*) : >"$results/$NAME.unreachable" ;;
    *)
      log "${reason:-has its earlier settings again}"
      : >"$results/$NAME.failed" ;;
  esac
}

# hosts_with_result HOW: the hosts whose last step ended like that.
hosts_with_result() {
  find "$results" -name "*.$1" -exec basename {} ".$1" \; | sort | paste -sd' ' -
}

# stop_on_failure: goes no further once a host did not take its settings.
stop_on_failure() {
  if [ -z "$(hosts_with_result failed)" ]; then return; fi
  NAME=
  fail "the settings were not taken by $(hosts_with_result failed); other hosts may have them already: mend the description, and apply again"
}

control_plane=$(find_healthy_control_plane none) || fail 'no control plane answers'
if [ "$(on_host "$control_plane" NEW_CONFIGURATION_HASH= verify-version configuration-hash)" = "$CONFIGURATION_HASH" ]; then exit; fi
# Until all have them the cluster has none for certain, so that the next try goes to every host, whatever it brings.
on_host "$control_plane" NEW_CONFIGURATION_HASH=none configuration-hash >/dev/null
first=''
while read -r name address; do
  select_host "$name"
  roll_out configure-apiserver
  stop_on_failure
  if [ "$address" = "$control_plane" ]; then first=$name; fi
done <<<"$CONTROL_PLANES"

select_host "$first"
on_host "$control_plane" configure-cluster
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
  fail "$(hosts_with_result unreachable) did not answer, and kept the earlier settings: bring them back, or take them out of the description, and apply again"
fi
on_host "$control_plane" "NEW_CONFIGURATION_HASH=$CONFIGURATION_HASH" configuration-hash
log 'has its new settings'
