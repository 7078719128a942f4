# shellcheck shell=bash
# Gives the API server of this control plane its settings, and takes them back where it does not come up with them.
alone
manifest=/etc/kubernetes/manifests/kube-apiserver.yaml
policy=/etc/kubernetes/audit/policy.yaml
earlier=$(mktemp --directory /run/plinth-XXXXXX)
cluster_configuration
trap 'rm -rf "$earlier" "$configuration"' EXIT
cp "$manifest" "$earlier/manifest"
if [ -e "$policy" ]; then cp "$policy" "$earlier/policy"; fi
container=$(running kube-apiserver)

# restarted: waits until another container serves the API on this host.
restarted() {
  local now
  for _ in $(seq 90); do
    now=$(running kube-apiserver)
    if [ -n "$now" ] && [ "$now" != "$container" ] && kube get --raw /readyz >/dev/null 2>&1; then return; fi
    sleep 2
  done
  return 1
}

# kubeadm leaves a certificate that is there as it is, whatever names it lacks.
named() {
  local kind=-checkhost
  # Asked for a name as an address, openssl says that it matches.
  if [[ $1 =~ ^[0-9.]+$ || $1 == *:* ]]; then kind=-checkip; fi
  openssl x509 -noout -in /etc/kubernetes/pki/apiserver.crt "$kind" "$1" 2>/dev/null | grep -q 'does match'
}
while read -r name; do
  if [ -z "$name" ] || [ -n "${changed-}" ] || named "$name"; then continue; fi
  mv /etc/kubernetes/pki/apiserver.crt /etc/kubernetes/pki/apiserver.key "$earlier"
  logged certificate-api kubeadm init phase certs apiserver --config "$configuration"
  changed=certificate
done <<<"$CERTIFICATE_NAMES"
if [ -n "$AUDIT_POLICY" ] && put "$policy" <<<"$AUDIT_POLICY"; then changed=policy; fi
logged manifest-api kubeadm init phase control-plane apiserver --config "$configuration"
if ! cmp -s "$manifest" "$earlier/manifest"; then
  changed=manifest
elif [ -n "${changed-}" ]; then
  # It reads these when it starts.
  ctr --namespace k8s.io tasks kill --signal SIGTERM "$container"
fi
if [ -z "${changed-}" ] || restarted; then exit; fi

say "its API server does not come up with these settings: $(tail --quiet --lines 1 /var/log/pods/kube-system_kube-apiserver-*/kube-apiserver/*.log | tail -n 1 | cut -d' ' -f4-)"
container=$(running kube-apiserver)
if [ -e "$earlier/apiserver.crt" ]; then cp "$earlier"/apiserver.* /etc/kubernetes/pki; fi
if [ -e "$earlier/policy" ]; then put "$policy" <"$earlier/policy" || true; fi
# Not in the folder that kubelet watches: it would take a half-written file.
cp "$earlier/manifest" /etc/kubernetes/kube-apiserver.yaml.plinth
mv /etc/kubernetes/kube-apiserver.yaml.plinth "$manifest"
restarted || say 'it does not come up with its earlier settings either'
exit 1
