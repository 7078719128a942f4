# shellcheck shell=bash
# Functions for scripts of host/ that compare versions and upgrade Kubernetes.
upgrade_file=/etc/plinth/upgrade
previous_dir=/var/lib/plinth/previous

# minor_version VERSION: prints the minor number of a version such as v1.36.3 or 1.36.3.
minor_version() {
  local version=${1#v}
  version=${version#*.}
  echo "${version%%.*}"
}

# is_older VERSION OTHER: succeeds if a version is lower than another one, with or without v.
is_older() {
  [ "${1#v}" != "${2#v}" ] && [ "$(printf '%s\n' "${1#v}" "${2#v}" | sort --version-sort | head -n 1)" = "${1#v}" ]
}

# installed_kubelet_version: prints the version of the installed kubelet, such as 1.36.3; nothing if there is none.
installed_kubelet_version() {
  kubelet --version 2>/dev/null | sed -n 's/^Kubernetes v//p' || true
}

# cluster_version: prints the version of Kubernetes, such as 1.36.3, that the cluster has, or is being upgraded to.
cluster_version() {
  kube get configmap kubeadm-config --namespace kube-system --output 'jsonpath={.data.ClusterConfiguration}' |
    sed -n 's/^kubernetesVersion: *v//p' | tr -d "\"'"
}

# list_api_server_versions: prints `NODE VERSION` of every API server.
list_api_server_versions() {
  kube get pods --namespace kube-system --selector component=kube-apiserver \
    --output 'jsonpath={range .items[*]}{.spec.nodeName}{" "}{.spec.containers[0].image}{"\n"}{end}' | sed 's/ .*:v\{0,1\}/ /'
}

# list_nodes: prints `NODE VERSION READY BEFORE_UPGRADE` of every node. READY is True, False or Unknown; BEFORE_UPGRADE is `schedulable`
# or `cordoned`, the state before an upgrade that is incomplete, and empty otherwise.
list_nodes() {
  kube get nodes --output 'jsonpath={range .items[*]}{.metadata.name}{" "}{.status.nodeInfo.kubeletVersion}{" "}{.status.conditions[?(@.type=="Ready")].status}{" "}{.metadata.annotations.plinth\.dev/before-upgrade}{"\n"}{end}' | sed 's/ v/ /'
}

# write_upgrade COMMAND: records that an upgrade of this host to KUBERNETES_VERSION was started, with the command of kubeadm: `apply` on
# the first control plane, `node` on all other hosts. The file is deleted when the upgrade of the host is complete.
write_upgrade() {
  printf '%s\n' "version=$KUBERNETES_VERSION" "command=$1" >"$upgrade_file.new"
  sync "$upgrade_file.new"
  mv "$upgrade_file.new" "$upgrade_file"
}

# read_upgrade KEY: prints a field of the record of an incomplete upgrade of this host.
read_upgrade() {
  if [ -f "$upgrade_file" ]; then sed -n "s/^$1=//p" "$upgrade_file"; fi
}

# require_upgradable FROM MAXIMUM: fails if KUBERNETES_VERSION is lower than that version, or more than MAXIMUM minor versions higher.
require_upgradable() {
  if is_older "$KUBERNETES_VERSION" "$1"; then
    fail "runs Kubernetes $1, which is newer than the defined version $KUBERNETES_VERSION, and cannot be downgraded: nothing was changed on this host; write kubernetes: '${1%.*}' and patch: '$1'"
  fi
  if [ $(($(minor_version "$KUBERNETES_VERSION") - $(minor_version "$1"))) -gt "$2" ]; then
    fail "runs Kubernetes $1, from which it cannot be upgraded to $KUBERNETES_VERSION: nothing was changed on this host; upgrade to 1.$(($(minor_version "$1") + 1)) first"
  fi
}

# require_healthy_etcd: fails unless every member of etcd is healthy within a minute, since a member restarts during its upgrade.
require_healthy_etcd() {
  local output
  for _ in $(seq 20); do
    if output=$(etcdctl endpoint health --cluster --command-timeout 10s 2>&1); then return; fi
    sleep 3
  done
  printf '%s\n' "$output" | grep -v '^ctr: ' | tail -n 5 >&2 || true
  fail "etcd is not healthy on all of its hosts: nothing was changed on this host; repair the unhealthy members, and apply again"
}

# wait_api_server: waits until the API server of this control plane is ready; fails after five minutes.
wait_api_server() {
  for _ in $(seq 150); do
    if kube get --raw /readyz >/dev/null 2>&1; then return; fi
    sleep 2
  done
  fail "its API server is not ready five minutes after its upgrade: see /var/log/pods on $ADDRESS"
}

# wait_kubelet_healthy FILE: waits until kubelet, with that configuration file, is healthy three times in a row, since with a wrong
# configuration it restarts repeatedly; returns 1 after 30 tries.
wait_kubelet_healthy() {
  local port successes=0
  port=$(sed -n 's/^healthzPort: *//p' "$1")
  for _ in $(seq 30); do
    if systemctl is-active --quiet kubelet && curl --silent --fail --output /dev/null --max-time 2 "http://127.0.0.1:${port:-10248}/healthz"; then
      successes=$((successes + 1))
    else
      successes=0
    fi
    if [ "$successes" = 3 ]; then return; fi
    sleep 1
  done
  return 1
}

# last_kubelet_error: prints the last error message of kubelet.
last_kubelet_error() {
  journalctl --identifier kubelet --lines 100 --output cat | grep '^[EF][0-9]' | tail -n 1 | cut -d' ' -f4- || true
}
