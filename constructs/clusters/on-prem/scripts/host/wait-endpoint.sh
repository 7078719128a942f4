# shellcheck shell=bash
# Waits, with 30 tries, for an answer at ENDPOINT: after a control plane was removed, another one takes over its address.
# Runs on a control plane. If there is no answer, prints a warning and succeeds.
for _ in $(seq 30); do
  if curl --silent --insecure --output /dev/null --max-time 3 "https://$ENDPOINT/readyz"; then exit; fi
  sleep 1
done
log "warning: no answer at the endpoint $ENDPOINT"
