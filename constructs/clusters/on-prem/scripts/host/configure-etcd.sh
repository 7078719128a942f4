# shellcheck shell=bash
# Applies changed arguments to etcd on this host; all members must be healthy, before and after. Runs on a host with etcd. Reads
# ETCD_ARGUMENTS, lines `NAME=VALUE`, and CLUSTER_CONFIGURATION. Restores the previous arguments and exits with 1 if etcd does not become
# healthy. What was applied is recorded in /etc/plinth/etcd-arguments. With a load balancer, the API server of this host is stopped meanwhile.
manifest=/etc/kubernetes/manifests/etcd.yaml
record=/etc/plinth/etcd-arguments
lock_host
require_own_host
api_server=/etc/kubernetes/manifests/kube-apiserver.yaml
stopped_api_server=/etc/kubernetes/kube-apiserver.yaml.stopped

# stop_api_server: stops the API server of this host, whose etcd restarts: a load balancer would send it requests until its health check has
# failed, and connects to another one at once if the connection is refused. Does nothing without a load balancer, and on etcd hosts.
stop_api_server() {
  if [ ! -e "$api_server" ] || [ -n "$ETCD_HOSTS" ] || [ "$(grep -c . <<<"$CONTROL_PLANES")" = 1 ]; then return; fi
  case $ENDPOINT_VIA in keepalived | external) ;; *) return ;; esac
  mv "$api_server" "$stopped_api_server"
  for _ in $(seq 60); do
    if [ -z "$(running_containers kube-apiserver)" ]; then return; fi
    sleep 1
  done
}

# start_api_server: starts the API server that stop_api_server has stopped; returns 1 if it does not become ready within two minutes.
start_api_server() {
  if [ ! -e "$stopped_api_server" ]; then return; fi
  mv "$stopped_api_server" "$api_server"
  wait_ready
}

# An earlier run may have been killed.
start_api_server || true
# has_arguments: succeeds if etcd has all arguments, as on a host that joined after they were defined.
has_arguments() {
  local line
  while read -r line; do
    if [ -n "$line" ] && ! grep -qF -e "- --$line" "$manifest"; then return 1; fi
  done <<<"$ETCD_ARGUMENTS"
}
if grep -qxF "$manifest" <<<"$(list_changed_files)"; then
  log "restoring $manifest, which was changed by hand"
elif [ -e "$record" ]; then
  if [ "$(cat "$record")" = "$ETCD_ARGUMENTS" ]; then exit; fi
elif has_arguments; then
  write_if_changed "$record" <<<"$ETCD_ARGUMENTS" || true
  exit
fi
require_healthy_etcd
backup=$(mktemp /run/plinth-XXXXXX)
cp "$manifest" "$backup"
if [ -e /etc/plinth/etcd ]; then
  write_etcd_configuration "$(sed -n 's/^ *- --initial-cluster=//p' "$manifest")" "$(sed -n 's/^ *- --initial-cluster-state=//p' "$manifest")"
else
  # Its only initial member is this host, which etcd ignores once it has data.
  write_kubeadm_configuration
fi
trap 'rm -f "$backup" "$configuration"; start_api_server || true' EXIT
container=$(running_containers etcd)
stop_api_server
run_logged etcd-local kubeadm init phase etcd local --config "$configuration"
if ! is_same_pod "$manifest" "$backup"; then
  for _ in $(seq 60); do
    current=$(running_containers etcd)
    if [ -n "$current" ] && [ "$current" != "$container" ] && etcdctl endpoint health >/dev/null 2>&1; then
      healthy=yes
      break
    fi
    sleep 2
  done
  if [ -z "${healthy-}" ]; then
    log "etcd does not become healthy with the new arguments (/var/log/pods/kube-system_etcd-* on $ADDRESS): restoring the previous ones"
    # Written outside the folder that kubelet watches, and moved into it, so that kubelet never reads an incomplete file.
    cp "$backup" /etc/kubernetes/etcd.yaml.plinth
    mv /etc/kubernetes/etcd.yaml.plinth "$manifest"
    exit 1
  fi
fi
require_healthy_etcd
start_api_server || fail "its API server does not become ready after the restart of etcd (/var/log/pods/kube-system_kube-apiserver-* on $ADDRESS)"
record_files "$manifest"
write_if_changed "$record" <<<"$ETCD_ARGUMENTS" || true
