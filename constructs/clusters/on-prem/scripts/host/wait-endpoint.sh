# shellcheck shell=bash
# Waits until the cluster answers at its endpoint: whoever held the address may just have left, and the next is taking it.
for _ in $(seq 30); do
  if curl --silent --insecure --output /dev/null --max-time 3 "https://$ENDPOINT/readyz"; then exit; fi
  sleep 1
done
log "warning: nothing answers at $ENDPOINT"
