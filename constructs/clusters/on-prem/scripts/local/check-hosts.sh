#!/usr/bin/env bash
# Prints what is wrong on the hosts of the cluster, a line `NAME: FINDING` each, and changes nothing. Runs for `plinth status`, not in an
# apply. Reads KUBECONFIG_FILE, the kubeconfig on this machine, whose certificate is checked too if it exists.
. "$(dirname "$0")/lib.sh"

results=$(mktemp -d)
trap 'rm -rf "$results"' EXIT
while read -r name _; do
  (
    select_host "$name"
    if ! on_host "$ADDRESS" check-host >"$results/$name" 2>"$results/$name.err"; then
      reason=$(diagnose_ssh "$ADDRESS")
      echo "${reason:-could not be checked: $(tail -n 1 "$results/$name.err")}" >"$results/$name"
    fi
  ) </dev/null &
  track_job $!
done <<<"$(list_hosts)"
wait_jobs
while read -r name _; do
  # Hosts may print anything.
  tr -cd '[:print:]\n' <"$results/$name" | sed "/^$/d; s/^/$name: /"
done <<<"$(list_hosts)"

if command -v openssl >/dev/null && [ -e "$KUBECONFIG_FILE" ]; then
  certificate=$(sed -n 's/^ *client-certificate-data: *//p' "$KUBECONFIG_FILE" | base64 --decode 2>/dev/null || true)
  if [ -n "$certificate" ] && ! openssl x509 -noout -checkend 2592000 <<<"$certificate" >/dev/null 2>&1; then
    echo "$KUBECONFIG_FILE: its certificate has expired, or expires within 30 days: run plinth kubeconfig $CLUSTER_NAME"
  fi
fi
