# shellcheck shell=bash
# Makes the API server of this control plane use the given keys, and waits until it has read them, which takes up to a minute and needs no
# restart. Restores the previous keys and exits with 1 if it rejects them. Runs on a control plane. Reads ENCRYPTION_KEYS (base64, as
# encryption-keys.sh prints them).
lock_host
require_own_host
keys=$(base64 --decode <<<"$ENCRYPTION_KEYS")
previous=$(cat "$encryption_dir/keys" 2>/dev/null || echo 'identity -')

# count_reloads STATUS: prints how often the API server has read changed keys with that status, success or failure.
count_reloads() {
  local metrics
  metrics=$(kube get --raw /metrics 2>/dev/null || true)
  sed -n "s/^apiserver_encryption_config_controller_automatic_reloads_total{.*status=\"$1\".*} //p" <<<"$metrics" | grep . || echo 0
}
successes=$(count_reloads success)
failures=$(count_reloads failure)
if ! write_encryption_keys "$keys"; then exit; fi
for _ in $(seq 60); do
  sleep 3
  # After a restart it counts from zero, and has read the keys.
  if [ "$(count_reloads success)" != "$successes" ]; then exit; fi
  if [ "$(count_reloads failure)" != "$failures" ]; then break; fi
done
log "the API server does not read other keys (/var/log/pods/kube-system_kube-apiserver-* on $ADDRESS): restoring the previous ones"
write_encryption_keys "$previous" || true
exit 1
