# shellcheck shell=bash
# Prints the administrator's kubeconfig with the endpoint, or else this host's address, as its server.
# Runs on a control plane. Exits with 1 if this host is not a control plane of the cluster CLUSTER_NAME. Prints a warning to standard
# error if the certificate in the kubeconfig has expired, or expires within 30 days.
if [ "$(read_state cluster)" != "$CLUSTER_NAME" ] || [ "$(read_state stage)" != joined ] || [ ! -e "$admin_kubeconfig" ]; then exit 1; fi
certificate=$(sed -n 's/^ *client-certificate-data: *//p' "$admin_kubeconfig" | base64 --decode 2>/dev/null || true)
if command -v openssl >/dev/null && [ -n "$certificate" ]; then
  for seconds in 0 2592000; do
    if openssl x509 -noout -checkend "$seconds" <<<"$certificate" >/dev/null 2>&1; then continue; fi
    end=$(openssl x509 -noout -enddate <<<"$certificate" 2>/dev/null | sed 's/^notAfter=//' || true)
    log "warning: the certificate of the kubeconfig $(if [ "$seconds" = 0 ]; then echo 'has expired'; else echo 'expires within 30 days'; fi) (${end:-unknown date}): renew the certificates (docs/on-premises.md, 'Certificates'), and fetch the kubeconfig again"
    break
  done
fi
sed "s|^\( *server: \).*|\1https://${ENDPOINT:-$THIS_HOST_ADDRESS:6443}|" "$admin_kubeconfig"
