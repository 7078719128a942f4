# shellcheck shell=bash
# What every step on a host begins with. NAME, ADDRESS and ROLE are the host that it is about, SELF_ADDRESS is this one.
set -euo pipefail
export LC_ALL=C DEBIAN_FRONTEND=noninteractive
# A connection that is lost does not end a step half-way.
trap '' PIPE HUP
# Not all of it: its NAME is not ours.
eval "$(grep -E '^(ID|VERSION_ID|VARIANT_ID|PRETTY_NAME)=' /etc/os-release)"
case "$ID ${VARIANT_ID-}" in
  flatcar* | 'fedora coreos') bin_dir=/opt/bin ;;
  *) bin_dir=/usr/local/bin ;;
esac
export PATH="$bin_dir:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
state_file=/etc/plinth/cluster
log_dir=/var/log/plinth
admin_kubeconfig=/etc/kubernetes/admin.conf

log() {
  printf '%s: %s\n' "$NAME" "$*" >&2 || true
}

fail() {
  log "$*"
  exit 1
}

# run_logged FILE COMMAND…: keeps what a long command prints on this host, and shows the end of it where it fails.
run_logged() {
  local file=$log_dir/$1.log
  shift
  mkdir -p "$log_dir"
  if ! "$@" >"$file" 2>&1; then
    tail -n 25 "$file" >&2 || true
    fail "$1 failed; all that it printed is in $file on $SELF_ADDRESS"
  fi
}

# with_proxy COMMAND…: runs a command that fetches from the outside, by the proxy where there is one.
with_proxy() {
  if [ -z "$PROXY_HTTP" ]; then
    "$@"
  else
    env "http_proxy=$PROXY_HTTP" "https_proxy=$PROXY_HTTPS" "no_proxy=$PROXY_EXCEPT" "$@"
  fi
}

# lock_host: one step at a time changes this host; one that outlived its connection is waited for.
lock_host() {
  exec 9>/run/plinth.lock
  flock --wait 900 9 || fail 'another step has been busy on this host for 15 minutes'
}

# read_state WORD: what the host knows of itself: stage (prepared, initializing, joining, joined) and identity.
read_state() {
  if [ -f "$state_file" ]; then sed -n "s/^$1=//p" "$state_file"; fi
}

# write_state STAGE: records how far this host is, whole or not at all.
write_state() {
  mkdir -p "${state_file%/*}"
  printf 'stage=%s\nidentity=%s\ncluster=%s\nname=%s\n' "$1" "$IDENTITY" "$CLUSTER_NAME" "$NAME" >"$state_file.new"
  sync "$state_file.new"
  mv "$state_file.new" "$state_file"
}

# kube ARGUMENT…: kubectl with this very control plane, never through a load balancer.
kube() {
  kubectl --kubeconfig "$admin_kubeconfig" --server "https://$(url_host "$SELF_ADDRESS"):6443" --request-timeout 20s "$@"
}

# running_containers NAME: the containers of that name that run on this host.
running_containers() {
  local container
  for container in $(ctr --namespace k8s.io containers list --quiet "labels.\"io.kubernetes.container.name\"==$1"); do
    if ctr --namespace k8s.io tasks list | grep -q "^$container .*RUNNING"; then echo "$container"; fi
  done
}

# etcdctl ARGUMENT…: etcd's own tool, in the container of etcd on this host: that asks no API, which needs etcd itself.
etcdctl() {
  local container
  container=$(running_containers etcd | head -n 1)
  if [ -z "$container" ]; then
    echo 'etcd does not run' >&2
    return 1
  fi
  ctr --namespace k8s.io tasks exec --exec-id "plinth-$BASHPID-$RANDOM" "$container" etcdctl --endpoints https://127.0.0.1:2379 \
    --cacert /etc/kubernetes/pki/etcd/ca.crt --cert /etc/kubernetes/pki/etcd/server.crt --key /etc/kubernetes/pki/etcd/server.key "$@"
}

# etcd_member_id NAME ADDRESS: the id of etcd's member by that name or at that address. One that has not started has no name yet.
etcd_member_id() {
  etcdctl member list | awk -F', ' -v name="$1" -v peer="https://$(url_host "$2"):2380" '$3 == name || $4 == peer { print $1 }'
}

# url_host ADDRESS: an address as it stands in a URL.
url_host() {
  case $1 in *:*) echo "[$1]" ;; *) echo "$1" ;; esac
}

# remove_etcd_member ID: takes a member out of etcd. Just after another change etcd refuses for some seconds.
remove_etcd_member() {
  local output
  for _ in 1 2 3 4 5 6 7 8 9 10; do
    if output=$(etcdctl member remove "$1" 2>&1); then return; fi
    sleep 3
  done
  log "etcd does not let it go: $(grep -v '^ctr: ' <<<"$output" | tail -n 1)"
  return 1
}

# require_etcd_quorum ID: fails unless a majority of etcd's other members is healthy, so that this one can be spared. Learners have no vote.
require_etcd_quorum() {
  local voters other_voters remaining healthy
  voters=$(etcdctl member list | grep -v ', true$' || true)
  if ! grep -q "^$1," <<<"$voters"; then return; fi
  other_voters=$(grep -v "^$1," <<<"$voters" || true)
  remaining=$(grep -c . <<<"$other_voters" || true)
  # This one is asked twice, as etcdctl adds to its endpoints, and counted once.
  healthy=$(etcdctl endpoint health --endpoints "$(awk -F', ' '$2 == "started" { print $5 }' <<<"$other_voters" | paste -sd, -)" --command-timeout 10s 2>&1 |
    grep 'is healthy' | grep -cv '^https://127\.0\.0\.1:' || true)
  if [ "$healthy" -lt $((remaining / 2 + 1)) ]; then
    fail "of the $remaining etcd members that would be left $healthy are healthy, which is no majority: mend them first; nothing was removed"
  fi
}

# install_certificates ARCHIVE: puts the certificates of another host where kubeadm looks for them; none where the archive is empty.
install_certificates() {
  if [ -z "$1" ]; then return; fi
  mkdir -p /etc/kubernetes/pki/etcd
  base64 --decode <<<"$1" | tar --extract --no-same-owner --directory /etc/kubernetes/pki
}

# render_node_registration: what kubeadm shall tell the cluster of this host, whether it makes the cluster or joins it.
render_node_registration() {
  cat <<X
nodeRegistration:
  name: "$NAME"
  criSocket: unix:///run/containerd/containerd.sock
  kubeletExtraArgs: [{name: node-ip, value: "$ADDRESS"}, {name: node-labels, value: "$NODE_LABELS"}]
  taints: $NODE_TAINTS
  ignorePreflightErrors: $IGNORE_PREFLIGHT_ERRORS
X
}

# write_kubeadm_configuration: what kubeadm shall know of the cluster and of this control plane, in a file of its own.
write_kubeadm_configuration() {
  configuration=$(mktemp /run/plinth-XXXXXX)
  trap 'rm -f "$configuration"' EXIT
  cat >"$configuration" <<X
apiVersion: kubeadm.k8s.io/v1beta4
kind: InitConfiguration
bootstrapTokens: [{ttl: 1m0s}]
localAPIEndpoint: {advertiseAddress: "$ADDRESS", bindPort: 6443}
$(render_node_registration)
---
$CLUSTER_CONFIGURATION
X
}

# install_kube_vip KUBECONFIG: lets kube-vip hold the endpoint from this control plane, where it shall.
install_kube_vip() {
  if [ -z "$KUBE_VIP_MANIFEST" ]; then return; fi
  write_if_changed /etc/kubernetes/manifests/kube-vip.yaml <<<"${KUBE_VIP_MANIFEST/path: $admin_kubeconfig/path: $1}" || true
}

# write_if_changed FILE: writes standard input to a file where it differs, and says so by its exit code.
write_if_changed() {
  # Kubelet and others that watch a folder pass over names that begin with a dot.
  local temporary=${1%/*}/.${1##*/}.new
  mkdir -p "${1%/*}"
  cat >"$temporary"
  if cmp -s "$temporary" "$1"; then
    rm "$temporary"
    return 1
  fi
  mv "$temporary" "$1"
}
