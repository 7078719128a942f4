# shellcheck shell=bash
# Prints what is wrong on this host, one finding per line, and changes nothing. Runs on any host.
read -r stage _ cluster name _ role _ <<<"$(print_state)"
if [ "$stage" != joined ]; then
  echo "has not joined the cluster (stage $stage): apply"
  exit
fi
if [ "$cluster" != - ] && [ "$cluster" != "$CLUSTER_NAME" ]; then
  echo "belongs to the cluster $cluster: remove it from the definition"
  exit
fi
if { [ "$name" != - ] && [ "$name" != "$NAME" ]; } || { [ "$role" != - ] && [ "$role" != "$ROLE" ]; }; then
  echo "is $role $name of this cluster: correct its name or role in the definition"
fi

# Renewal comes first, so that only what it has missed is reported.
days=30
if [ "$CERTIFICATE_RENEWAL_DAYS" -gt 0 ] && [ "$CERTIFICATE_RENEWAL_DAYS" -le 30 ]; then days=$((CERTIFICATE_RENEWAL_DAYS / 2)); fi
list_certificates | while read -r certificate end; do
  remaining=$((end - $(date +%s)))
  if [ "$remaining" -ge $((days * 86400)) ]; then continue; fi
  case $certificate in
    kubelet-*) advice='kubelet renews it, if the control planes are healthy (journalctl -u kubelet)' ;;
    ca | *-ca) advice='replace the CA (https://kubernetes.io/docs/tasks/tls/manual-rotation-of-ca-certificates/)' ;;
    *) advice='renew it: systemctl start plinth-certificates (journalctl -u plinth-certificates)' ;;
  esac
  if [ "$remaining" -lt 0 ]; then
    echo "the certificate $certificate has expired on $(date --utc --date "@$end" +%Y-%m-%d): $advice"
  else
    echo "the certificate $certificate expires in $((remaining / 86400)) days: $advice"
  fi
done
if ! systemctl is-active --quiet plinth-certificates.timer; then
  echo 'plinth-certificates.timer is not active, so certificates are not renewed: systemctl enable --now plinth-certificates.timer'
fi

list_routes | while read -r range gateway mtu; do
  if has_route "$range" "$gateway" "$mtu"; then continue; fi
  route=$(show_own_route "$range")
  if [ -n "$route" ]; then
    echo "has a route to $range of its own ($route), not the one to $gateway: remove it from the network configuration of the host, or remove via of the connection"
  else
    echo "has no route to $range by $gateway: systemctl start plinth-routes (journalctl -u plinth-routes), or run plinth apply $CLUSTER_NAME --repair (terraform apply -replace=terraform_data.hosts)"
  fi
done
if [ -n "$(list_routes)" ] && ! systemctl is-active --quiet plinth-routes.timer; then
  echo "plinth-routes.timer is not active, so missing routes are not added again: systemctl enable --now plinth-routes.timer, or run plinth apply $CLUSTER_NAME --repair (terraform apply -replace=terraform_data.hosts)"
fi

list_changed_files | while read -r path; do
  case $path in
    /etc/kubernetes/* | /var/lib/kubelet/* | /etc/plinth/kubelet.yaml) resource=configuration ;;
    /etc/haproxy/* | /etc/keepalived/*) resource=endpoint ;;
    *) resource=hosts ;;
  esac
  echo "$path was changed by hand: to restore it, run terraform apply -replace=terraform_data.$resource in the stack $CLUSTER_NAME-infrastructure, or plinth apply $CLUSTER_NAME --repair"
done
version=$(installed_kubelet_version)
if [ "$version" != "$KUBERNETES_VERSION" ]; then
  echo "has kubelet ${version:-of an unknown version}, and the definition has $KUBERNETES_VERSION: apply, or write the version of the cluster"
elif [ -e "$upgrade_file" ]; then
  echo "its upgrade to $KUBERNETES_VERSION is incomplete: apply"
fi
for unit in kubelet containerd; do
  if ! systemctl is-active --quiet "$unit"; then echo "$unit is not running: systemctl start $unit (journalctl -u $unit)"; fi
done

if [ "$ROLE" = control-plane ] && [ -n "$BACKUP_CERTIFICATE" ]; then
  # backup_field KEY: prints a field of the record of the last backup.
  backup_field() {
    sed -n "s/^$1=//p" /var/lib/plinth/last-backup 2>/dev/null || true
  }
  due=$(backup_field due)
  if [ -z "$(backup_field time)" ]; then
    echo 'has no backup: systemctl start plinth-backup (journalctl -u plinth-backup)'
  elif [ -n "$due" ] && [ $(($(date +%s) - due)) -gt 7200 ]; then
    echo "its last backup is of $(date --utc --date "@$(backup_field time)" +%Y-%m-%dT%H:%MZ), and the next one was due on $(date --utc --date "@$due" +%Y-%m-%dT%H:%MZ): systemctl start plinth-backup (journalctl -u plinth-backup)"
  fi
fi
