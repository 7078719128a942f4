# shellcheck shell=bash
# Gives kubelet its settings, and takes them back where it does not come up with them. Its pods go on.
alone
if [ -e /etc/plinth/etcd ]; then file=/etc/plinth/kubelet.yaml; else file=/var/lib/kubelet/config.yaml; fi
earlier=$(mktemp /run/plinth-XXXXXX)
trap 'rm -f "$earlier"' EXIT
cp "$file" "$earlier"
if [ -e /etc/plinth/etcd ]; then
  put "$file" <<<"$ETCD_KUBELET" || true
else
  logged kubelet-config kubeadm upgrade node phase kubelet-config
fi
if cmp -s "$file" "$earlier"; then exit; fi

# healthy: waits until kubelet has been up for a while: with wrong settings it ends at once, again and again.
healthy() {
  local good=0
  for _ in $(seq 30); do
    if systemctl is-active --quiet kubelet && curl --silent --fail --output /dev/null --max-time 2 "http://127.0.0.1:$port/healthz"; then
      good=$((good + 1))
    else
      good=0
    fi
    if [ "$good" = 3 ]; then return; fi
    sleep 1
  done
  return 1
}
port=$(sed -n 's/^healthzPort: *//p' "$file")
port=${port:-10248}
systemctl restart kubelet
if healthy; then exit; fi

say "its kubelet does not come up with these settings: $(journalctl --identifier kubelet --lines 100 --output cat | grep '^[EF][0-9]' | tail -n 1 | cut -d' ' -f4- || true)"
put "$file" <"$earlier" || true
systemctl restart kubelet
exit 1
