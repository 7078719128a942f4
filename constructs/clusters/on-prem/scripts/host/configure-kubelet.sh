# shellcheck shell=bash
# Applies a changed configuration to the kubelet of this host. Pods keep running.
# Runs on any host. Reads ETCD_KUBELET_CONFIGURATION. Restores the previous configuration and exits with 1 if kubelet does not
# become healthy.
lock_host
require_own_host
if [ -e /etc/plinth/etcd ]; then file=/etc/plinth/kubelet.yaml; else file=/var/lib/kubelet/config.yaml; fi
backup=$(mktemp /run/plinth-XXXXXX)
trap 'rm -f "$backup"' EXIT
cp "$file" "$backup"
if [ -e /etc/plinth/etcd ]; then
  write_if_changed "$file" <<<"$ETCD_KUBELET_CONFIGURATION" || true
else
  run_logged upgrade-kubelet-config kubeadm upgrade node phase kubelet-config
fi
if cmp -s "$file" "$backup"; then exit; fi

# wait_healthy: waits until kubelet is healthy three times in a row, since with a wrong configuration it restarts repeatedly.
wait_healthy() {
  local successes=0
  for _ in $(seq 30); do
    if systemctl is-active --quiet kubelet && curl --silent --fail --output /dev/null --max-time 2 "http://127.0.0.1:$port/healthz"; then
      successes=$((successes + 1))
    else
      successes=0
    fi
    if [ "$successes" = 3 ]; then return; fi
    sleep 1
  done
  return 1
}
port=$(sed -n 's/^healthzPort: *//p' "$file")
port=${port:-10248}
systemctl restart kubelet
if wait_healthy; then exit; fi

log "kubelet does not become healthy with the new configuration (last error: $(journalctl --identifier kubelet --lines 100 --output cat | grep '^[EF][0-9]' | tail -n 1 | cut -d' ' -f4- || true)): restoring the previous one"
write_if_changed "$file" <"$backup" || true
systemctl restart kubelet
exit 1
