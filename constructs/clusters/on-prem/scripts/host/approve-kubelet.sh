# shellcheck shell=bash
# Waits for the node of the host NAME, which has just joined, and approves the request of its kubelet for a serving certificate.
# Runs on a control plane. kubeadm ends before kubelet has registered the node, which later steps need.
for _ in $(seq 60); do
  if [ -n "$(kube get node "$NAME" --ignore-not-found --output name 2>/dev/null || true)" ]; then
    wait_serving_certificate
    exit
  fi
  sleep 2
done
fail 'its kubelet has not registered its node within two minutes: see journalctl -u kubelet on the host, and apply again'
