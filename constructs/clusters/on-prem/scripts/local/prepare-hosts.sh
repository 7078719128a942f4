#!/usr/bin/env bash
# Runs the preflight checks on all hosts and prints all findings; only if there are none, prepares all hosts in parallel.
# Runs locally, first, and again when a setting of the hosts changed. Reads CLUSTER_IDENTITY (see lib.sh).
. "$(dirname "$0")/lib.sh"

results=$(mktemp -d)
trap 'rm -rf "$results"' EXIT

host_addresses=$(list_hosts | cut -d' ' -f2 | paste -sd' ' -)
# run_on_all SCRIPT…: runs scripts on every host, twenty at a time. Output goes to $results/NAME; the file
# $results/NAME.failed exists if a script failed.
run_on_all() {
  local name reason
  while read -r name _; do
    (
      select_host "$name"
      # preflight compares the clock of the host with LOCAL_TIME, which is read for each host, since hosts wait for their turn.
      if ! on_host "$ADDRESS" "LOCAL_TIME=$(date +%s)" "HOST_ADDRESSES=$host_addresses" "$@" >"$results/$name" 2>"$results/$name.err"; then
        reason=$(diagnose_ssh "$ADDRESS")
        if [ -n "$reason" ]; then echo "$reason"; else cat "$results/$name.err"; fi >>"$results/$name"
        : >"$results/$name.failed"
      fi
    ) </dev/null &
    track_job $!
  done <<<"$(list_hosts)"
  wait_jobs
}

run_on_all preflight
findings=0
# add_finding NAME ADDRESS TEXT: prints and counts a finding.
add_finding() {
  printf '%s (%s): %s\n' "$@"
  findings=$((findings + 1))
}
while read -r name address; do
  while IFS= read -r line || [ -n "$line" ]; do
    case $line in
      'machine-id '*) echo "${line#machine-id }" >"$results/$name.id" ;;
      'state '*)
        select_host "$name"
        finding=$(check_owner "${line#state }")
        NAME=
        if [ -n "$finding" ]; then add_finding "$name" "$address" "$finding"; fi ;;
      '') ;;
      *) add_finding "$name" "$address" "$line" ;;
    esac
  done <"$results/$name"
done <<<"$(list_hosts)"
for id in $(cat "$results"/*.id 2>/dev/null | sort | uniq -d); do
  duplicates=$(grep -lx "$id" "$results"/*.id | sed 's|.*/||; s|\.id$||' | tr '\n' ' ')
  echo "${duplicates}have the same /etc/machine-id, as clones of one machine do: generate a new one on each: rm -f /etc/machine-id /var/lib/dbus/machine-id && systemd-machine-id-setup"
  findings=$((findings + 1))
done
if [ "$findings" -gt 0 ]; then fail "preflight findings: $findings; nothing was changed on any host"; fi
log "preflight checks passed on $(list_hosts | wc -l | tr -d ' ') hosts"

rm -f "$results"/*
# prepare sets up the operating system. configure-endpoint sets up keepalived and HAProxy, or kube-vip, for the address that the control planes share.
run_on_all prepare configure-routes install-binaries configure-containerd import-images install-kubelet-unit configure-endpoint configure-certificates
failed=("$results"/*.failed)
if [ -e "${failed[0]}" ]; then
  for file in "${failed[@]}"; do
    name=$(basename "$file" .failed)
    sed "s/^/$name: /" "$results/$name"
  done
  fail "hosts that could not be prepared: ${#failed[@]}; fix the errors above and apply again"
fi
log 'all hosts are prepared'
