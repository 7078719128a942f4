# shellcheck shell=bash
# Gives kubelet its settings, and takes them back where it does not come up with them. Its pods go on.
lock_host
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

# wait_healthy: waits until kubelet has been up for a while: with wrong settings it ends at once, again and again.
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

log "its kubelet does not come up with these settings: $(journalctl --identifier kubelet --lines 100 --output cat | grep '^[EF][0-9]' | tail -n 1 | cut -d' ' -f4- || true)"
write_if_changed "$file" <"$backup" || true
systemctl restart kubelet
exit 1
