# shellcheck shell=bash
# Gives the API server of this control plane its settings, and takes them back where it does not come up with them.
lock_host
manifest=/etc/kubernetes/manifests/kube-apiserver.yaml
policy=/etc/kubernetes/audit/policy.yaml
backup=$(mktemp --directory /run/plinth-XXXXXX)
write_kubeadm_configuration
trap 'rm -rf "$backup" "$configuration"' EXIT
cp "$manifest" "$backup/manifest"
if [ -e "$policy" ]; then cp "$policy" "$backup/policy"; fi
container=$(running_containers kube-apiserver)

# wait_restarted: waits until another container serves the API on this host.
wait_restarted() {
  local current
  for _ in $(seq 90); do
    current=$(running_containers kube-apiserver)
    if [ -n "$current" ] && [ "$current" != "$container" ] && kube get --raw /readyz >/dev/null 2>&1; then return; fi
    sleep 2
  done
  return 1
}

# kubeadm leaves a certificate that is there as it is, whatever names it lacks.
certificate_has_name() {
  local kind=-checkhost
  # Asked for a name as an address, openssl says that it matches.
  if [[ $1 =~ ^[0-9.]+$ || $1 == *:* ]]; then kind=-checkip; fi
  openssl x509 -noout -in /etc/kubernetes/pki/apiserver.crt "$kind" "$1" 2>/dev/null | grep -q 'does match'
}
while read -r name; do
  if [ -z "$name" ] || [ -n "${changed-}" ] || certificate_has_name "$name"; then continue; fi
  mv /etc/kubernetes/pki/apiserver.crt /etc/kubernetes/pki/apiserver.key "$backup"
  run_logged certs-apiserver kubeadm init phase certs apiserver --config "$configuration"
  changed=certificate
done <<<"$CERTIFICATE_NAMES"
if [ -n "$AUDIT_POLICY" ] && write_if_changed "$policy" <<<"$AUDIT_POLICY"; then changed=policy; fi
run_logged control-plane-apiserver kubeadm init phase control-plane apiserver --config "$configuration"
if ! cmp -s "$manifest" "$backup/manifest"; then
  changed=manifest
elif [ -n "${changed-}" ]; then
  # It reads these when it starts.
  ctr --namespace k8s.io tasks kill --signal SIGTERM "$container"
fi
if [ -z "${changed-}" ] || wait_restarted; then exit; fi

log "its API server does not come up with these settings: $(tail --quiet --lines 1 /var/log/pods/kube-system_kube-apiserver-*/kube-apiserver/*.log | tail -n 1 | cut -d' ' -f4-)"
container=$(running_containers kube-apiserver)
if [ -e "$backup/apiserver.crt" ]; then cp "$backup"/apiserver.* /etc/kubernetes/pki; fi
if [ -e "$backup/policy" ]; then write_if_changed "$policy" <"$backup/policy" || true; fi
# Not in the folder that kubelet watches: it would take a half-written file.
cp "$backup/manifest" /etc/kubernetes/kube-apiserver.yaml.plinth
mv /etc/kubernetes/kube-apiserver.yaml.plinth "$manifest"
wait_restarted || log 'it does not come up with its earlier settings either'
exit 1
