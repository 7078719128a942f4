# shellcheck shell=bash
# Makes the API server of this control plane use the given keys, and restarts it if they changed. Restores the previous keys and exits with 1
# if the API server does not become ready. Runs on a control plane. Reads ENCRYPTION_KEYS (base64, as encryption-keys.sh prints them).
lock_host
require_own_host
keys=$(base64 --decode <<<"$ENCRYPTION_KEYS")
previous=$(cat "$encryption_dir/keys" 2>/dev/null || echo 'identity -')
if ! write_encryption_keys "$keys"; then exit; fi
if restart_static_pod kube-apiserver && wait_ready; then exit; fi
log "the API server does not become ready with other keys (journalctl -u kubelet, /var/log/pods on $ADDRESS): restoring the previous ones"
write_encryption_keys "$previous" || true
if ! restart_static_pod kube-apiserver || ! wait_ready; then log 'the API server does not become ready with the previous keys either'; fi
exit 1
