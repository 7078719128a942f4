# shellcheck shell=bash
# Applies a changed configuration to the API server of this control plane: certificate names, audit policy, arguments.
# Runs on a control plane. Reads CERTIFICATE_NAMES, AUDIT_POLICY, CLUSTER_CONFIGURATION. Restores the previous configuration, the
# certificate included, and exits with 1 if kubeadm fails or the API server does not become ready.
lock_host
require_own_host
manifest=/etc/kubernetes/manifests/kube-apiserver.yaml
policy=/etc/kubernetes/audit/policy.yaml
backup=$(mktemp --directory /run/plinth-XXXXXX)
write_kubeadm_configuration
ensure_encryption_configuration
cp "$manifest" "$backup/manifest"
if [ -e "$policy" ]; then cp "$policy" "$backup/policy"; fi

# restore_files: restores the certificate, the audit policy and the manifest.
restore_files() {
  if [ -e "$backup/apiserver.crt" ]; then cp "$backup"/apiserver.* /etc/kubernetes/pki; fi
  if [ -e "$backup/policy" ]; then write_if_changed "$policy" <"$backup/policy" || true; fi
  if cmp -s "$manifest" "$backup/manifest"; then return; fi
  # Written outside the folder that kubelet watches, and moved into it, so that kubelet never reads an incomplete file.
  cp "$backup/manifest" /etc/kubernetes/kube-apiserver.yaml.plinth
  mv /etc/kubernetes/kube-apiserver.yaml.plinth "$manifest"
}
restore=yes
trap 'if [ -n "$restore" ]; then restore_files; fi; rm -rf "$backup" "$configuration"' EXIT
container=$(running_containers kube-apiserver)

# wait_restarted: waits until a new container serves the API on this host; returns 1 after three minutes.
wait_restarted() {
  local current
  for _ in $(seq 90); do
    current=$(running_containers kube-apiserver)
    if [ -n "$current" ] && [ "$current" != "$container" ] && kube get --raw /readyz >/dev/null 2>&1; then return; fi
    sleep 2
  done
  return 1
}

# certificate_has_name NAME: succeeds if the certificate is valid for that name. kubeadm never renews an existing certificate
# because of missing names.
certificate_has_name() {
  local kind=-checkhost
  # With -checkip, openssl reports a match for every host name.
  if [[ $1 =~ ^[0-9.]+$ || $1 == *:* ]]; then kind=-checkip; fi
  openssl x509 -noout -in /etc/kubernetes/pki/apiserver.crt "$kind" "$1" 2>/dev/null | grep 'does match' >/dev/null
}
while read -r name; do
  if [ -z "$name" ] || [ -n "${changed-}" ] || certificate_has_name "$name"; then continue; fi
  mv /etc/kubernetes/pki/apiserver.crt /etc/kubernetes/pki/apiserver.key "$backup"
  run_logged certs-apiserver kubeadm init phase certs apiserver --config "$configuration"
  changed=certificate
done <<<"$CERTIFICATE_NAMES"
if [ -n "$AUDIT_POLICY" ] && write_if_changed "$policy" <<<"$AUDIT_POLICY"; then changed=policy; fi
run_logged control-plane-apiserver kubeadm init phase control-plane apiserver --config "$configuration"
if ! is_same_pod "$manifest" "$backup/manifest"; then
  changed=manifest
elif [ -n "${changed-}" ]; then
  # It reads the certificate and the audit policy only when it starts.
  ctr --namespace k8s.io tasks kill --signal SIGTERM "$container"
fi
if [ -z "${changed-}" ] || wait_restarted; then
  restore=
  record_files "$manifest" "$policy"
  exit
fi

log "the API server does not become ready with the new configuration (last log line: $(tail --quiet --lines 1 /var/log/pods/kube-system_kube-apiserver-*/kube-apiserver/*.log | tail -n 1 | cut -d' ' -f4-)): restoring the previous one"
container=$(running_containers kube-apiserver)
restore_files
restore=
wait_restarted || log 'the API server does not become ready with the previous configuration either'
exit 1
