# shellcheck shell=bash
# Functions for scripts of host/ that read, approve and renew certificates. configure-certificates.sh also copies them into the program
# that the timer of each host runs.

# node-exporter reads the files of this folder.
metrics_dir=/var/lib/plinth/metrics

# certificate_end: prints the end of the certificate in standard input, in seconds since 1970.
certificate_end() {
  local end
  end=$(openssl x509 -noout -enddate 2>/dev/null) && date --date "${end#notAfter=}" +%s
}

# list_certificates: prints `NAME END` of each certificate of this host: the name that `kubeadm certs` uses, `kubelet-client` or
# `kubelet-serving`, and the end of its validity in seconds since 1970.
list_certificates() {
  local file name end
  if ! command -v openssl >/dev/null; then return; fi
  for file in /etc/kubernetes/pki/*.crt /etc/kubernetes/pki/etcd/*.crt; do
    name=${file#/etc/kubernetes/pki/}
    name=${name%.crt}
    if [ -e "$file" ] && end=$(certificate_end <"$file"); then echo "${name/\//-} $end"; fi
  done
  for file in admin super-admin controller-manager scheduler; do
    if [ -e "/etc/kubernetes/$file.conf" ] &&
      end=$(sed -n 's/^ *client-certificate-data: *//p' "/etc/kubernetes/$file.conf" | base64 --decode 2>/dev/null | certificate_end); then
      echo "$file.conf $end"
    fi
  done
  for file in client server; do
    name=/var/lib/kubelet/pki/kubelet-$file-current.pem
    if [ -e "$name" ] && end=$(certificate_end <"$name"); then echo "kubelet-${file/server/serving} $end"; fi
  done
}

# list_due_certificates DAYS: prints the names of the certificates that `kubeadm certs renew all` renews, and that expire within DAYS.
list_due_certificates() {
  local name end
  list_certificates | while read -r name end; do
    case $name in ca | *-ca | kubelet-*) continue ;; esac
    # Its CA is only on the etcd hosts, and it is valid for almost ten years.
    if [ "$name" = apiserver-etcd-client ] && [ -n "$ETCD_HOSTS" ]; then continue; fi
    if [ "$end" -lt $(($(date +%s) + $1 * 86400)) ]; then echo "$name"; fi
  done
}

# write_certificate_metrics: writes the end of each certificate as a metric for node-exporter.
write_certificate_metrics() {
  local name end
  {
    echo '# HELP plinth_certificate_expiry_timestamp_seconds End of the validity of a certificate of this host, in seconds since 1970.'
    echo '# TYPE plinth_certificate_expiry_timestamp_seconds gauge'
    list_certificates | while read -r name end; do
      printf 'plinth_certificate_expiry_timestamp_seconds{certificate="%s"} %s\n' "$name" "$end"
    done
  } | write_metrics certificates
}

# write_metrics NAME: writes metrics in standard input to the file NAME.prom, which every user may read.
write_metrics() {
  mkdir -p "$metrics_dir"
  chmod 755 "${metrics_dir%/*}" "$metrics_dir"
  # node-exporter only reads names that end with .prom.
  cat >"$metrics_dir/$1.new"
  chmod 644 "$metrics_dir/$1.new"
  mv "$metrics_dir/$1.new" "$metrics_dir/$1.prom"
}

# record_node: records the addresses of the host NAME, separated by commas, for approve_serving_certificates. Only administrators can change this ConfigMap; the
# addresses in Node objects are set by kubelets.
record_node() {
  kube create configmap plinth-nodes --namespace kube-system >/dev/null 2>&1 || true
  kube patch configmap plinth-nodes --namespace kube-system --type merge --patch "{\"data\": {\"$NAME\": \"$(node_addresses)\"}}" >/dev/null
}

# expand_address ADDRESS: prints an address as openssl prints it: an IPv6 address in capitals and with all eight groups.
expand_address() {
  local address=${1^^} head tail group missing
  if [[ $address != *:* ]]; then
    echo "$address"
    return
  fi
  if [[ $address == *::* ]]; then
    head=${address%%::*} tail=${address##*::}
    missing=$((8 - $(tr ':' '\n' <<<"$head:$tail" | grep -c .)))
    address="$head:$(printf '0:%.0s' $(seq "$missing"))$tail"
  fi
  for group in ${address//:/ }; do printf '%X:' "0x$group"; done | sed 's/:$//'
}

# is_serving_request NODE ADDRESSES REQUEST: succeeds if a certificate request (base64 PEM) is for the kubelet of NODE, with no other name
# and address than NODE and those of ADDRESSES, separated by commas.
is_serving_request() {
  local request text names name address allowed
  request=$(base64 --decode <<<"$3" 2>/dev/null) || return 1
  if [ "$(openssl req -noout -subject -nameopt RFC2253 <<<"$request" 2>/dev/null)" != "subject=CN=system:node:$1,O=system:nodes" ]; then return 1; fi
  text=$(openssl req -noout -text <<<"$request" 2>/dev/null) || return 1
  names=$(sed -n '/X509v3 Subject Alternative Name/{n;p}' <<<"$text" | tr -d ' ')
  if [ -z "$names" ]; then return 1; fi
  allowed=" DNS:$1 "
  for address in ${2//,/ }; do allowed="${allowed}IPAddress:$(expand_address "$address") "; done
  for name in ${names//,/ }; do
    case $allowed in *" $name "*) ;; *) return 1 ;; esac
  done
}

# approve_serving_certificates: approves the requests of kubelets for serving certificates that have the name and the address of their
# host in the definition; prints the names of these nodes. Kubernetes approves no such request by itself, since it cannot verify them.
approve_serving_certificates() {
  local hosts requests name user request conditions node address
  # shellcheck disable=SC2016 # expanded by kubectl
  hosts=$(kube get configmap plinth-nodes --namespace kube-system --ignore-not-found \
    --output 'go-template={{range $name, $address := .data}}{{$name}} {{$address}}{{"\n"}}{{end}}') || return 1
  requests=$(kube get certificatesigningrequests --output 'jsonpath={range .items[?(@.spec.signerName=="kubernetes.io/kubelet-serving")]}{.metadata.name}|{.spec.username}|{.spec.request}|{.status.conditions[*].type}{"\n"}{end}') || return 1
  while IFS='|' read -r name user request conditions; do
    case $conditions in *Approved* | *Denied* | *Failed*) continue ;; esac
    node=${user#system:node:}
    address=$(awk -v name="$node" '$1 == name { print $2 }' <<<"$hosts")
    if [ -z "$name" ] || [ "$user" = "$node" ]; then continue; fi
    if [ -n "$address" ] && is_serving_request "$node" "$address" "$request"; then
      kube certificate approve "$name" >/dev/null && echo "$node"
    else
      log "the request $name of the kubelet of $node is not approved: its names must be $node and ${address:-the address of a host in the definition}"
    fi
  done <<<"$requests"
}

# wait_serving_certificate: approves the request of the kubelet of the host NAME, which has just joined; returns after half a minute
# without one. The timer of the control planes approves later ones.
wait_serving_certificate() {
  local approved
  if [ -z "$KUBELET_SERVING_CERTIFICATES" ]; then return; fi
  for _ in $(seq 15); do
    approved=$(approve_serving_certificates || true)
    if grep -qx "$NAME" <<<"$approved"; then return; fi
    sleep 2
  done
  log 'its kubelet has not requested a serving certificate yet: kubectl logs and exec work on it once a control plane has approved the request'
}

# restart_static_pod NAME: ends the containers with that name, which kubelet then starts again; returns 1 unless one runs within two minutes.
restart_static_pod() {
  local containers container current
  containers=$(running_containers "$1")
  if [ -z "$containers" ]; then return; fi
  for container in $containers; do ctr --namespace k8s.io tasks kill --signal SIGTERM "$container" || true; done
  for _ in $(seq 60); do
    current=$(running_containers "$1")
    if [ -n "$current" ] && ! grep -qxF "$current" <<<"$containers"; then return; fi
    sleep 2
  done
  return 1
}

# wait_ready: waits until the API server of this host is ready; returns 1 after two minutes.
wait_ready() {
  for _ in $(seq 60); do
    if kube get --raw /readyz >/dev/null 2>&1; then return; fi
    sleep 2
  done
  return 1
}

# restart_control_plane: restarts everything on this control plane that reads certificates only when it starts: all but etcd.
# Returns 1 unless the API server is ready afterwards.
restart_control_plane() {
  local name
  restart_static_pod kube-apiserver && wait_ready || return 1
  for name in kube-controller-manager kube-scheduler kube-vip; do restart_static_pod "$name" || return 1; done
}

# renew_certificates: renews the certificates of this control plane, except those of kubelet, and restarts it; one control plane of the
# cluster after another. Restores the previous certificates if kubeadm fails, or the API server does not become ready.
renew_certificates() {
  local folder due file locked=''
  due=$(list_due_certificates "$CERTIFICATE_RENEWAL_DAYS" | paste -sd' ' -)
  if [ -z "$due" ]; then return; fi
  # Without valid certificates, there may be no API server, and no lock.
  if kube get --raw /readyz >/dev/null 2>&1; then
    lock_cluster
    locked=yes
  fi
  folder=$(mktemp --directory /run/plinth-XXXXXX)
  # shellcheck disable=SC2064 # the values of now
  trap "rm -rf '$folder'; if [ -n '$locked' ]; then unlock_cluster || true; fi" EXIT
  lock_host
  log "renewing the certificates of this control plane; these expire within $CERTIFICATE_RENEWAL_DAYS days: $due"
  cp -a /etc/kubernetes/pki "$folder/pki" || return 1
  for file in admin super-admin controller-manager scheduler; do
    if [ -e "/etc/kubernetes/$file.conf" ]; then cp -a "/etc/kubernetes/$file.conf" "$folder" || return 1; fi
  done
  if (run_logged certs-renew kubeadm certs renew all) && restart_control_plane; then
    log 'renewed the certificates of this control plane'
    return
  fi
  log 'could not renew the certificates of this control plane: restoring the previous ones'
  cp -a "$folder/pki/." /etc/kubernetes/pki
  for file in "$folder"/*.conf; do
    if [ -e "$file" ]; then cp -a "$file" /etc/kubernetes; fi
  done
  restart_control_plane || log 'the API server does not become ready with the previous certificates either'
  return 1
}

# maintain_certificates: what the timer of a host does: approves requests of kubelets and renews certificates, on control planes; writes
# the metrics, on all hosts. Returns 1 if a certificate could not be renewed.
maintain_certificates() {
  local failed=''
  if [ "$(read_state stage)" != joined ]; then return; fi
  if [ "$ROLE" = control-plane ]; then
    approve_serving_certificates || log 'could not read the requests of kubelets for certificates: the API server does not answer'
    if [ "$CERTIFICATE_RENEWAL_DAYS" -gt 0 ] && ! (renew_certificates); then failed=yes; fi
  fi
  write_certificate_metrics
  [ -z "$failed" ]
}
