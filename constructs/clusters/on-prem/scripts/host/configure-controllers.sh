# shellcheck shell=bash
# Applies a changed configuration to the controller manager and the scheduler of this control plane. Other control planes lead meanwhile.
# Runs on a control plane. Reads CLUSTER_CONFIGURATION. Restores the previous configuration and exits with 1 if one does not become healthy.
lock_host
require_own_host
backup=$(mktemp --directory /run/plinth-XXXXXX)
write_kubeadm_configuration
trap 'rm -rf "$backup" "$configuration"' EXIT

# wait_healthy NAME PORT OLD: waits until a container other than OLD is healthy; returns 1 after two minutes.
wait_healthy() {
  local current
  for _ in $(seq 60); do
    current=$(running_containers "$1")
    if [ -n "$current" ] && [ "$current" != "$3" ] && curl --silent --insecure --fail --output /dev/null --max-time 2 "https://127.0.0.1:$2/healthz"; then return; fi
    sleep 2
  done
  return 1
}
while read -r name port; do
  manifest=/etc/kubernetes/manifests/kube-$name.yaml
  container=$(running_containers "kube-$name")
  cp "$manifest" "$backup/manifest"
  run_logged "control-plane-$name" kubeadm init phase control-plane "$name" --config "$configuration" </dev/null
  if is_same_pod "$manifest" "$backup/manifest" || wait_healthy "kube-$name" "$port" "$container"; then
    record_files "$manifest"
    continue
  fi
  log "kube-$name does not become healthy with the new configuration (last log line: $(tail --quiet --lines 1 /var/log/pods/kube-system_kube-"$name"-*/kube-"$name"/*.log | tail -n 1 | cut -d' ' -f4-)): restoring the previous one"
  # Written outside the folder that kubelet watches, and moved into it, so that kubelet never reads an incomplete file.
  cp "$backup/manifest" "/etc/kubernetes/kube-$name.yaml.plinth"
  mv "/etc/kubernetes/kube-$name.yaml.plinth" "$manifest"
  exit 1
done <<X2
controller-manager 10257
scheduler 10259
X2
