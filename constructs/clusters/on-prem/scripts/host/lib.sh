# shellcheck shell=bash
# Functions and settings for all scripts of host/, which run as root on a host, after settings.sh and this file.
# NAME, ADDRESS and ROLE (and STAGE, where a script reads it) belong to the host that is joined, configured or removed;
# THIS_HOST_ADDRESS is the address of the host that runs the script, which may be another one. CLUSTER_IDENTITY is the ID of the
# cluster in the Terraform state: a host whose recorded identity differs belongs to another cluster.
set -euo pipefail
export LC_ALL=C DEBIAN_FRONTEND=noninteractive
# A lost SSH connection must not stop a script halfway.
trap '' PIPE HUP
# Only these variables: os-release also sets NAME.
eval "$(grep -E '^(ID|VERSION_ID|VARIANT_ID|PRETTY_NAME)=' /etc/os-release)"
case "$ID ${VARIANT_ID-}" in
  flatcar* | 'fedora coreos') bin_dir=/opt/bin ;;
  *) bin_dir=/usr/local/bin ;;
esac
export PATH="$bin_dir:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
state_file=/etc/plinth/cluster
log_dir=/var/log/plinth
admin_kubeconfig=/etc/kubernetes/admin.conf

# log TEXT…: prints a line that begins with NAME, or else the name of the cluster, to standard error.
log() {
  printf '%s: %s\n' "${NAME:-$CLUSTER_NAME}" "$*" >&2 || true
}

# fail TEXT…: logs the text and exits with 1.
fail() {
  log "$*"
  exit 1
}

# run_logged LOG COMMAND…: runs a command with its output in /var/log/plinth/LOG.log; if it fails, prints the last lines and fails.
run_logged() {
  local file=$log_dir/$1.log
  shift
  mkdir -p "$log_dir"
  if ! "$@" >"$file" 2>&1; then
    tail -n 25 "$file" >&2 || true
    fail "$1 failed; see $file on $THIS_HOST_ADDRESS for its full output"
  fi
}

# with_proxy COMMAND…: runs a command that downloads from the Internet, with the proxy in its environment if one is defined.
with_proxy() {
  if [ -z "$PROXY_HTTP" ]; then
    "$@"
  else
    env "http_proxy=$PROXY_HTTP" "https_proxy=$PROXY_HTTPS" "no_proxy=$PROXY_EXCEPT" "$@"
  fi
}

# lock_host: takes the lock of this host until the script ends, so that only one script at a time changes the host. It waits for
# a script that outlived its SSH connection.
lock_host() {
  exec 9>/run/plinth.lock
  flock --wait 900 9 || fail 'another script has been running on this host for 15 minutes: wait until it ends, and apply again'
}

# read_state KEY: prints a field of /etc/plinth/cluster: stage (prepared, initializing, joining, joined), identity, cluster, name,
# address, role, or written (the time when the file was written).
read_state() {
  if [ -f "$state_file" ]; then sed -n "s/^$1=//p" "$state_file"; fi
}

# write_state STAGE: writes /etc/plinth/cluster atomically. It survives a power failure before anything that follows is written.
write_state() {
  mkdir -p "${state_file%/*}"
  printf '%s\n' "stage=$1" "identity=$CLUSTER_IDENTITY" "cluster=$CLUSTER_NAME" "name=$NAME" "address=$ADDRESS" "role=$ROLE" \
    "written=$(date +%s.%N)" >"$state_file.new"
  sync "$state_file.new"
  mv "$state_file.new" "$state_file"
  sync "${state_file%/*}"
}

# print_state: prints `STAGE CLUSTER_IDENTITY CLUSTER NAME ADDRESS ROLE WRITTEN` of this host, with `-` for what is unknown. A host that has
# files of Kubernetes without a join by Plinth is `joined unknown`: it belongs to a cluster that Plinth did not create.
print_state() {
  local key value line
  line=$(read_state stage)
  case $line in
    '' | prepared)
      for key in "$admin_kubeconfig" /etc/kubernetes/kubelet.conf /etc/kubernetes/bootstrap-kubelet.conf /var/lib/etcd/member; do
        if [ -e "$key" ]; then
          echo 'joined unknown - - - - -'
          return
        fi
      done
      line=${line:-none} ;;
  esac
  for key in identity cluster name address role written; do
    value=$(read_state "$key")
    line="$line ${value:--}"
  done
  echo "$line"
}

# require_own_host: fails, without changes, unless this host is free, or is the host NAME of the cluster CLUSTER_IDENTITY in the same ROLE.
# Scripts that change a host call it after lock_host, since another script may have changed the state before.
require_own_host() {
  local stage identity cluster name address role _
  read -r stage identity cluster name address role _ <<<"$(print_state)"
  case $stage in none | prepared) return ;; esac
  if [ "$identity" != "$CLUSTER_IDENTITY" ]; then
    fail "belongs to another cluster ($cluster, identity $identity): nothing was changed on this host; remove it from the definition"
  fi
  if { [ "$name" != - ] && [ "$name" != "$NAME" ]; } || { [ "$role" != - ] && [ "$role" != "$ROLE" ]; }; then
    fail "is ${role/#-/host} $name of this cluster: nothing was changed on this host; remove $name from the definition, apply, and then add $NAME as $ROLE"
  fi
}

# discard_join: resets what an interrupted join of this host left: any part of it makes the next `kubeadm join` fail.
discard_join() {
  local path
  for path in /etc/kubernetes/kubelet.conf /etc/kubernetes/bootstrap-kubelet.conf /etc/kubernetes/pki/ca.crt /etc/kubernetes/manifests/* /var/lib/etcd/member; do
    if [ ! -e "$path" ]; then continue; fi
    log 'discarding what an earlier, incomplete join left on this host'
    run_logged kubeadm-reset kubeadm reset --force --skip-phases=remove-etcd-member
    rm -rf /var/lib/etcd
    return
  done
}

# kube ARGUMENT…: kubectl against the API server of this host, never through a load balancer.
kube() {
  kubectl --kubeconfig "$admin_kubeconfig" --server "https://$(url_host "$THIS_HOST_ADDRESS"):6443" --request-timeout 20s "$@"
}

# running_containers NAME: prints the ids of the running containers with that name on this host.
running_containers() {
  local container containers tasks
  containers=$(ctr --namespace k8s.io containers list --quiet "labels.\"io.kubernetes.container.name\"==$1")
  # Not a pipe to `grep -q`: it would end at the first match, and ctr would fail when it writes the rest.
  tasks=$(ctr --namespace k8s.io tasks list)
  for container in $containers; do
    if grep -q "^$container .*RUNNING" <<<"$tasks"; then echo "$container"; fi
  done
}

# etcdctl ARGUMENT…: runs etcdctl in the etcd container of this host. It does not use the API server, which depends on etcd.
etcdctl() {
  local container
  container=$(running_containers etcd)
  container=${container%%$'\n'*}
  if [ -z "$container" ]; then
    echo 'etcd is not running' >&2
    return 1
  fi
  ctr --namespace k8s.io tasks exec --exec-id "plinth-$BASHPID-$RANDOM" "$container" etcdctl --endpoints https://127.0.0.1:2379 \
    --cacert /etc/kubernetes/pki/etcd/ca.crt --cert /etc/kubernetes/pki/etcd/server.crt --key /etc/kubernetes/pki/etcd/server.key "$@"
}

# etcd_member_id NAME ADDRESS: prints the id of the etcd member with that name and address; a member has no name until it starts.
etcd_member_id() {
  etcdctl member list | awk -F', ' -v name="$1" -v peer="https://$(url_host "$2"):2380" '($3 == name || $3 == "") && $4 == peer { print $1 }'
}

# remove_stale_etcd_members: removes the members with NAME or ADDRESS that an earlier attempt, or an earlier host, left in etcd. Reads
# STAGE. Fails, without changes, if one is a member that the host may still be, or a healthy member on another host.
remove_stale_etcd_members() {
  local members id peer client own_peer
  own_peer=https://$(url_host "$ADDRESS"):2380
  members=$(etcdctl member list | awk -F', ' -v name="$NAME" -v peer="$own_peer" '$3 == name || $4 == peer { print $1, $4, $5 }')
  if [ -z "$members" ]; then return; fi
  while read -r id peer client; do
    if [ "$peer" = "$own_peer" ]; then
      if [ "$STAGE" = joined ]; then
        fail "is a member of etcd that is not healthy: nothing was changed; repair it (journalctl -u kubelet, /var/log/pods on $ADDRESS), or replace it: remove it from the definition, apply, and then add it"
      fi
    elif [ -n "$client" ] && etcdctl endpoint health --endpoints "$client" --command-timeout 10s >/dev/null 2>&1; then
      fail "the name is taken by a healthy etcd member on another host ($peer): choose another name, or remove that host first"
    fi
  done <<<"$members"
  while read -r id _; do
    log 'removing the member that an earlier attempt, or an earlier host with this name, left in etcd'
    require_etcd_quorum "$id"
    remove_etcd_member "$id"
  done <<<"$members"
}

# list_expired_certificates: prints the names of the certificates of this control plane that have expired.
list_expired_certificates() {
  local file
  if ! command -v openssl >/dev/null; then return; fi
  for file in /etc/kubernetes/pki/*.crt /etc/kubernetes/pki/etcd/*.crt; do
    if [ -e "$file" ] && ! openssl x509 -noout -checkend 0 -in "$file" >/dev/null 2>&1; then echo "${file#/etc/kubernetes/pki/}"; fi
  done
}

# url_host ADDRESS: prints an address as the host of a URL: an IPv6 address in brackets.
url_host() {
  case $1 in *:*) echo "[$1]" ;; *) echo "$1" ;; esac
}

# remove_etcd_member ID: removes a member from etcd; returns 1 if that fails. etcd rejects changes for some seconds after another.
remove_etcd_member() {
  local output
  for _ in 1 2 3 4 5 6 7 8 9 10; do
    if output=$(etcdctl member remove "$1" 2>&1); then return; fi
    sleep 3
  done
  log "etcd rejects its removal: $(grep -v '^ctr: ' <<<"$output" | tail -n 1)"
  return 1
}

# require_etcd_quorum ID: fails unless the voting members that remain without this one have a healthy majority. A learner may
# always be removed.
require_etcd_quorum() {
  local voters other_voters remaining healthy
  voters=$(etcdctl member list | grep -v ', true$' || true)
  if ! grep -q "^$1," <<<"$voters"; then return; fi
  other_voters=$(grep -v "^$1," <<<"$voters" || true)
  remaining=$(grep -c . <<<"$other_voters" || true)
  # etcdctl adds its own endpoint, 127.0.0.1, to the given ones: this host is listed twice, and counted once.
  healthy=$(etcdctl endpoint health --endpoints "$(awk -F', ' '$2 == "started" { print $5 }' <<<"$other_voters" | paste -sd, -)" --command-timeout 10s 2>&1 |
    grep 'is healthy' | grep -cv '^https://127\.0\.0\.1:' || true)
  if [ "$healthy" -lt $((remaining / 2 + 1)) ]; then
    fail "cannot remove it from etcd: of the $remaining remaining members, only $healthy would be healthy, which is no quorum; nothing was removed: repair the other members first"
  fi
}

# install_certificates ARCHIVE: extracts a base64 tar archive into the folder of kubeadm for certificates; does nothing if it is empty.
install_certificates() {
  if [ -z "$1" ]; then return; fi
  mkdir -p /etc/kubernetes/pki/etcd
  base64 --decode <<<"$1" | tar --extract --no-same-owner --directory /etc/kubernetes/pki
}

# The API server of a busy or small machine may need more than kubeadm's default of one minute.
kubeadm_timeouts='timeouts: {kubernetesAPICall: 3m0s}'

# node_addresses: prints the addresses of the node NAME, separated by commas: ADDRESS and, on a dual-stack cluster, the one in
# SECOND_ADDRESSES.
node_addresses() {
  local second
  second=$(awk -v name="$NAME" '$1 == name { print $2 }' <<<"$SECOND_ADDRESSES")
  echo "$ADDRESS${second:+,$second}"
}

# render_node_registration: prints the nodeRegistration of an InitConfiguration or JoinConfiguration.
render_node_registration() {
  cat <<X
nodeRegistration:
  name: "$NAME"
  criSocket: unix:///run/containerd/containerd.sock
  kubeletExtraArgs: [{name: node-ip, value: "$(node_addresses)"}, {name: node-labels, value: "$NODE_LABELS"}]
  taints: $NODE_TAINTS
  ignorePreflightErrors: $IGNORE_PREFLIGHT_ERRORS
X
}

# write_kubeadm_configuration: writes the configuration for `kubeadm init` to a temporary file, $configuration, which is deleted
# when the script ends.
write_kubeadm_configuration() {
  configuration=$(mktemp /run/plinth-XXXXXX)
  trap 'rm -f "$configuration"' EXIT
  cat >"$configuration" <<X
apiVersion: kubeadm.k8s.io/v1beta4
kind: InitConfiguration
bootstrapTokens: [{ttl: 1m0s}]
localAPIEndpoint: {advertiseAddress: "$ADDRESS", bindPort: 6443}
$kubeadm_timeouts
$(render_node_registration)
---
$CLUSTER_CONFIGURATION
X
}

# render_etcd_arguments: prints the arguments ETCD_ARGUMENTS (lines `NAME=VALUE`) as items of extraArgs.
render_etcd_arguments() {
  local line value
  while IFS= read -r line; do
    value=${line#*=}
    value=${value//\\/\\\\}
    if [ -n "$line" ]; then printf '      - {name: "%s", value: "%s"}\n' "${line%%=*}" "${value//\"/\\\"}"; fi
  done <<<"$ETCD_ARGUMENTS"
}

# write_etcd_configuration INITIAL_CLUSTER STATE: writes the configuration with which kubeadm starts etcd on an etcd host to a temporary
# file, $configuration, which is deleted when the script ends. INITIAL_CLUSTER is the list of members, and STATE is `new` or `existing`.
write_etcd_configuration() {
  configuration=$(mktemp /run/plinth-XXXXXX)
  trap 'rm -f "$configuration"' EXIT
  cat >"$configuration" <<X
apiVersion: kubeadm.k8s.io/v1beta4
kind: InitConfiguration
localAPIEndpoint: {advertiseAddress: "$ADDRESS"}
nodeRegistration: {name: "$NAME", criSocket: unix:///run/containerd/containerd.sock}
---
apiVersion: kubeadm.k8s.io/v1beta4
kind: ClusterConfiguration
kubernetesVersion: v$KUBERNETES_VERSION
certificateValidityPeriod: $ETCD_CERTIFICATE_VALIDITY
$(if [ -n "$IMAGE_REPOSITORY" ]; then echo "imageRepository: \"$IMAGE_REPOSITORY\""; fi)
etcd:
  local:
    extraArgs:
      - {name: initial-cluster, value: "$1"}
      - {name: initial-cluster-state, value: $2}
$(render_etcd_arguments)
X
}

# install_kube_vip KUBECONFIG: writes the static pod of kube-vip with that kubeconfig, if the endpoint uses kube-vip.
install_kube_vip() {
  if [ -z "$KUBE_VIP_MANIFEST" ]; then return; fi
  write_if_changed /etc/kubernetes/manifests/kube-vip.yaml <<<"${KUBE_VIP_MANIFEST/path: $admin_kubeconfig/path: $1}" || true
}

# write_if_changed FILE: writes standard input to a file atomically; returns 1 if the file has that content already.
write_if_changed() {
  # kubelet and other programs that watch a folder ignore names that begin with a dot.
  local temporary=${1%/*}/.${1##*/}.new
  mkdir -p "${1%/*}"
  cat >"$temporary"
  if cmp -s "$temporary" "$1"; then
    rm "$temporary"
    return 1
  fi
  mv "$temporary" "$1"
}
