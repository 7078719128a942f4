# shellcheck shell=bash
# Looks, and changes nothing: prints each thing that stands in the way of Kubernetes as one line, and the machine's id.
stage=$(read_state stage)
case "$ID-${VERSION_ID-}" in
  debian-12* | debian-13* | ubuntu-22.04 | ubuntu-24.04 | flatcar-*) ;;
  rhel-8* | rhel-9* | rhel-10* | rocky-8* | rocky-9* | rocky-10* | almalinux-8* | almalinux-9* | almalinux-10*) ;;
  ol-8* | ol-9* | ol-10* | centos-9* | centos-10*) ;;
  rhel-7* | centos-7* | ol-7*) echo "${PRETTY_NAME:-$ID} has ended: install RHEL 9 or 10, or a rebuild of it" ;;
  coreos-*) echo 'CoreOS Container Linux has ended: install Flatcar or Fedora CoreOS' ;;
  fedora-*) [ "${VARIANT_ID-}" = coreos ] || echo "${PRETTY_NAME:-$ID} is not supported: install Fedora CoreOS, or one of the systems in docs/on-premises.md" ;;
  *) echo "${PRETTY_NAME:-$ID} is not supported: install Debian 12 or 13, Ubuntu 22.04 or 24.04, RHEL 8 to 10 or a rebuild, Flatcar or Fedora CoreOS" ;;
esac
[ "$(ps -o comm= -p 1)" = systemd ] || echo 'systemd does not run it: Plinth needs it to start kubelet'
case $(uname -m) in x86_64 | aarch64) ;; *) echo "its processor is a $(uname -m): Plinth knows x86_64 and aarch64" ;; esac

IFS=. read -r major minor _ <<<"$(uname -r)"
if [ "$major" -lt 4 ] || { [ "$major" = 4 ] && [ "$minor" -lt 18 ]; }; then echo "its kernel $(uname -r) is older than 4.18: upgrade it"; fi
for module in overlay br_netfilter; do
  if [ ! -d "/sys/module/$module" ] && ! modprobe --dry-run --quiet "$module"; then
    echo "its kernel has no module $module: install the modules of kernel $(uname -r)"
  fi
done
if [ "$(stat -fc %T /sys/fs/cgroup)" != cgroup2fs ] && [ "$ALLOW_CGROUP_V1" != yes ]; then
  echo 'it has cgroup v1, which kubelet refuses: start its kernel with systemd.unified_cgroup_hierarchy=1, or write kubelet: { failCgroupV1: false }'
fi
if [ "$ALLOW_SWAP" != yes ] && [ "$(wc -l </proc/swaps)" -gt 1 ]; then
  echo 'it swaps, which kubelet refuses: swapoff -a and take swap out of /etc/fstab, or write kubelet: { failSwapOn: false }'
fi

memory=$(($(sed -n 's/^MemTotal: *\([0-9]*\).*/\1/p' /proc/meminfo) / 1024))
case $ROLE in
  control-plane | etcd) required_memory=1700 ;;
  *) required_memory=900 ;;
esac
if [ "$memory" -lt "$required_memory" ]; then echo "it has $memory MiB of memory: a $ROLE needs $required_memory"; fi
if [ "$ROLE" = control-plane ] && [ "$(nproc)" -lt 2 ]; then echo 'it has one processor: a control plane needs two'; fi
free=$(($(stat -fc '%a * %S' /var/lib) / 1048576))
if [ -z "${stage%%prepared}" ] && [ "$free" -lt "$MINIMUM_FREE_DISK_MIB" ]; then
  echo "its /var/lib has $free MiB free: make room for $MINIMUM_FREE_DISK_MIB"
fi

offset=$(($(date +%s) - CONTROLLER_TIME))
if [ "${offset#-}" -gt 60 ]; then
  echo "its clock is ${offset#-} seconds $([ "$offset" -gt 0 ] && echo ahead || echo behind): let it follow a time server (systemd-timesyncd or chrony)"
fi
if ! hostname | grep -qE '^[a-zA-Z0-9][-a-zA-Z0-9.]*$' || [ "$(hostname)" = localhost ]; then
  echo "its host name is '$(hostname)': give it one of its own (hostnamectl set-hostname $NAME)"
fi
if ! ip -oneline address show | grep -qF " $ADDRESS/"; then
  echo "it has no address $ADDRESS of its own, which its certificates would name: write the address that its network card has"
fi
echo "machine-id $(cat /etc/machine-id)"

if [ -z "${stage%%prepared}" ]; then
  ports=10250
  case $ROLE in
    control-plane) ports="6443 10250 10257 10259 $(if [ -z "$ETCD_HOSTS" ]; then echo 2379 2380; fi)" ;;
    etcd) ports='2379 2380 10250' ;;
  esac
  for port in $ports; do
    if ss -Hltn "sport = :$port" | grep -q .; then echo "something listens at port $port, which Kubernetes needs: stop it"; fi
  done
fi
if systemctl is-active --quiet firewalld; then
  echo 'firewalld is on, and would close the ports of pods and services: turn it off, and filter in front of the hosts'
fi

# Nobody listening is fine: what must not happen is that nothing comes back.
is_reachable() {
  local output
  output=$(timeout 5 bash -c "exec 4<>/dev/tcp/$1/$2" 2>&1) && return
  [[ $output == *refused* ]]
}
# check_reachable WHAT PORT HOSTS: says which of these hosts it does not reach.
check_reachable() {
  local other address
  while read -r other address; do
    if [ -n "$address" ] && ! is_reachable "$address" "$2"; then
      echo "it does not reach $1 $other at $address port $2: let its network pass that"
    fi
  done <<<"$3"
}
case $ROLE in
  etcd) check_reachable 'etcd host' 2380 "$ETCD_HOSTS" ;;
  control-plane) check_reachable 'etcd host' 2379 "$ETCD_HOSTS" ;;
esac
if [ "$ROLE" != etcd ]; then check_reachable 'control plane' 6443 "$CONTROL_PLANES"; fi
if [ "$ENDPOINT_VIA" = external ] && [ "$ROLE" != etcd ] && ! is_reachable "${ENDPOINT%:*}" "${ENDPOINT##*:}"; then
  echo "it does not reach the endpoint $ENDPOINT: let the load balancer take connections"
fi
if [ -n "$ARTIFACTS_URL" ] && ! curl --silent --fail --output /dev/null --max-time 20 "$ARTIFACTS_URL/SHA256SUMS"; then
  echo "it does not get $ARTIFACTS_URL/SHA256SUMS: the artifacts must be there for every host"
fi
if [ -n "$ARTIFACTS_URL" ]; then
  missing=
  for command in curl runc iptables conntrack mount ip tar sha256sum; do
    command -v "$command" >/dev/null || missing="$missing $command"
  done
  if [ -n "$missing" ]; then echo "it lacks$missing: install them, since artifacts bring Kubernetes alone"; fi
fi
true
