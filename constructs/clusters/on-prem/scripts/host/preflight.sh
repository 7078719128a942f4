# shellcheck shell=bash
# Checks whether this host can run Kubernetes, and have its routes, without changing it. Prints one line per finding, and the lines `state …` (the output of
# state.sh) and `machine-id ID`. Runs on any host. Reads LOCAL_TIME, the time of the machine that runs Terraform (seconds since 1970), HOST_ADDRESSES, the
# addresses of all hosts, and settings.sh.
state=$(print_state)
echo "state $state"
# A host that has not joined: only then its ports and disk space are checked.
new_host=
case $state in none* | prepared*) new_host=yes ;; esac
case "$ID-${VERSION_ID-}" in
  debian-12* | debian-13* | ubuntu-22.04 | ubuntu-24.04 | flatcar-*) ;;
  rhel-8* | rhel-9* | rhel-10* | rocky-8* | rocky-9* | rocky-10* | almalinux-8* | almalinux-9* | almalinux-10*) ;;
  ol-8* | ol-9* | ol-10* | centos-9* | centos-10*) ;;
  rhel-7* | centos-7* | ol-7*) echo "${PRETTY_NAME:-$ID} has reached its end of life: install RHEL 9 or 10, or a rebuild of it" ;;
  coreos-*) echo 'CoreOS Container Linux has reached its end of life: install Flatcar or Fedora CoreOS' ;;
  fedora-*) [ "${VARIANT_ID-}" = coreos ] || echo "${PRETTY_NAME:-$ID} is not supported: install Fedora CoreOS, Flatcar, Debian 12 or 13, Ubuntu 22.04 or 24.04, RHEL 8 to 10 or a rebuild" ;;
  *) echo "${PRETTY_NAME:-$ID} is not supported: install Debian 12 or 13, Ubuntu 22.04 or 24.04, RHEL 8 to 10 or a rebuild, Flatcar or Fedora CoreOS" ;;
esac
[ "$(ps -o comm= -p 1)" = systemd ] || echo 'process 1 is not systemd, which is required to run kubelet: boot the host with systemd'
case $(uname -m) in x86_64 | aarch64) ;; *) echo "CPU architecture $(uname -m) is not supported: use a host with x86_64 or aarch64" ;; esac

IFS=. read -r major minor _ <<<"$(uname -r)"
if [ "$major" -lt 4 ] || { [ "$major" = 4 ] && [ "$minor" -lt 18 ]; }; then echo "kernel $(uname -r) is older than 4.18: upgrade it"; fi
for module in overlay br_netfilter; do
  if [ ! -d "/sys/module/$module" ] && ! modprobe --dry-run --quiet "$module"; then
    echo "kernel module $module is missing: install the modules of kernel $(uname -r)"
  fi
done
if [ "$(stat -fc %T /sys/fs/cgroup)" != cgroup2fs ] && [ "$ALLOW_CGROUP_V1" != yes ]; then
  echo 'cgroup v1 is in use, which kubelet rejects: boot with the kernel argument systemd.unified_cgroup_hierarchy=1, or set kubelet: { failCgroupV1: false }'
fi
if [ "$ALLOW_SWAP" != yes ] && [ "$(wc -l </proc/swaps)" -gt 1 ]; then
  echo 'swap is on, which kubelet rejects: run swapoff -a and remove it from /etc/fstab (or disable its systemd unit), or set kubelet: { failSwapOn: false }'
fi

memory=$(($(sed -n 's/^MemTotal: *\([0-9]*\).*/\1/p' /proc/meminfo) / 1024))
case $ROLE in
  control-plane | etcd) required_memory=1700 ;;
  *) required_memory=900 ;;
esac
if [ "$memory" -lt "$required_memory" ]; then echo "memory is $memory MiB, and the role $ROLE requires $required_memory MiB: add memory or use another host"; fi
if [ "$ROLE" = control-plane ] && [ "$(nproc)" -lt 2 ]; then echo 'it has one CPU, and a control plane requires two: add one or use another host'; fi
free=$(($(stat -fc '%a * %S' /var/lib) / 1048576))
if [ -n "$new_host" ] && [ "$free" -lt "$MINIMUM_FREE_DISK_MIB" ]; then
  echo "/var/lib has $free MiB free, and $MINIMUM_FREE_DISK_MIB MiB are required: free some space or lower minimumFreeDiskGiB"
fi

offset=$(($(date +%s) - LOCAL_TIME))
if [ "${offset#-}" -gt 60 ]; then
  echo "its clock is ${offset#-} seconds $([ "$offset" -gt 0 ] && echo ahead of || echo behind) the machine that runs Terraform: synchronize both with a time server (systemd-timesyncd or chrony)"
fi
host_name=$(hostname)
if ! grep -qE '^[a-zA-Z0-9][-a-zA-Z0-9.]*$' <<<"$host_name" || [ "$host_name" = localhost ]; then
  echo "host name '$host_name' is localhost or not valid: set another one (hostnamectl set-hostname $NAME)"
fi
addresses=$(ip -oneline address show)
for address in $(node_addresses | tr , ' '); do
  if [[ $addresses != *" $address/"* ]]; then
    echo "no network interface has the address $address, which its certificates would contain: write the address of an interface into the definition"
  fi
done
echo "machine-id $(cat /etc/machine-id)"

if [ -n "$new_host" ]; then
  ports=10250
  case $ROLE in
    control-plane) ports="6443 10250 10257 10259 $(if [ -z "$ETCD_HOSTS" ]; then echo 2379 2380; fi)" ;;
    etcd) ports='2379 2380 10250' ;;
  esac
  for port in $ports; do
    if [ -n "$(ss -Hltn "sport = :$port")" ]; then echo "port $port, which Kubernetes needs, is in use: if the host belongs to another cluster, remove it from the definition; otherwise stop the process (ss -ltnp)"; fi
  done
fi
# Without its policy, SELinux denies containers what their labels are for.
if [ "$(getenforce 2>/dev/null)" = Enforcing ] && grep -qE '^ *enable_selinux *= *true' <<<"$CONTAINERD_CONFIGURATION" && ! rpm --query --quiet container-selinux; then
  echo "SELinux is enforcing, and containerd is configured with enable_selinux, which needs a policy: dnf install container-selinux (on Fedora CoreOS: rpm-ostree install), or remove enable_selinux from the option containerd"
fi
pod_range=$(sed -n 's/^ *podSubnet: *//p' <<<"$CLUSTER_CONFIGURATION" | tr -d "\"'")
if systemctl is-active --quiet firewalld; then
  missing=
  for source in ${pod_range//,/ } $HOST_ADDRESSES $(awk '{ print $2 }' <<<"$SECOND_ADDRESSES"); do
    if [[ ,$(node_addresses), != *,"$source",* ]] && ! firewall-cmd --quiet --zone trusted --query-source "$source"; then missing="$missing --add-source $source"; fi
  done
  if [ -n "$missing" ]; then
    echo "firewalld is active and would block pods, Services and other hosts: add them to its zone 'trusted': firewall-cmd --permanent --zone trusted$missing && firewall-cmd --reload"
  fi
fi

check_routes

# is_reachable ADDRESS PORT: succeeds if a connection is accepted or refused within five seconds; fails on any other error.
is_reachable() {
  local output
  output=$(timeout 5 bash -c "exec 4<>/dev/tcp/$1/$2" 2>&1) && return
  [[ $output == *refused* ]]
}
# check_reachable KIND PORT HOSTS: prints a finding for each of HOSTS (`NAME ADDRESS` lines) that is not reachable.
check_reachable() {
  local other address
  while read -r other address; do
    if [ -n "$address" ] && ! is_reachable "$address" "$2"; then
      echo "cannot reach $1 $other at $address port $2: allow this connection in the firewalls between them"
    fi
  done <<<"$3"
}
case $ROLE in
  etcd) check_reachable 'etcd host' 2380 "$ETCD_HOSTS" ;;
  control-plane) check_reachable 'etcd host' 2379 "$ETCD_HOSTS" ;;
esac
if [ "$ROLE" != etcd ]; then check_reachable 'control plane' 6443 "$CONTROL_PLANES"; fi
endpoint_address=${ENDPOINT%:*}
endpoint_address=${endpoint_address#[}
endpoint_address=${endpoint_address%]}
if [ "$ENDPOINT_VIA" = external ] && [ "$ROLE" != etcd ] && ! is_reachable "$endpoint_address" "${ENDPOINT##*:}"; then
  echo "cannot reach the endpoint $ENDPOINT: let the load balancer accept or refuse connections, also before a control plane is running"
fi
if [ -n "$ARTIFACTS_URL" ] && ! curl --silent --fail --output /dev/null --max-time 20 "$ARTIFACTS_URL/SHA256SUMS"; then
  echo "cannot download $ARTIFACTS_URL/SHA256SUMS: make the artifacts available to every host"
fi
# With artifacts, and where /usr is read-only, no packages are installed.
if [ -n "$ARTIFACTS_URL" ] || [ "$bin_dir" = /opt/bin ]; then
  missing=
  for command in curl runc iptables conntrack mount ip tar sha256sum; do
    command -v "$command" >/dev/null || missing="$missing $command"
  done
  if [ -n "$missing" ]; then echo "commands are missing:$missing: install them, since $(if [ -n "$ARTIFACTS_URL" ]; then echo 'the artifacts only contain Kubernetes'; else echo 'no packages are installed here'; fi)"; fi
fi
true
