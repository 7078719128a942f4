#!/bin/bash
# Init process of a host's namespaces: mounts the file systems, then executes systemd.
# usage: host-init.sh HOST_FOLDER LAYERS NAME ADDRESS GATEWAY
set -euo pipefail
folder=$1 layers=$2 name=$3 address=$4 gateway=$5
root=$folder/root

# `up` moves eth0 into this namespace. If it does not (because it was killed), `ip link set` below ends this host.
for _ in $(seq 100); do
  ip link show eth0 >/dev/null 2>&1 && break
  sleep 0.1
done
ip link set lo up
ip addr add "$address/24" dev eth0
ip link set eth0 up
ip route add default via "$gateway"
# The IPv6 addresses end with the same numbers.
ip addr add "fd00:77::${address##*.}/64" dev eth0 nodad
ip -6 route add default via "fd00:77::${gateway##*.}"
hostname "$name"

mount -t overlay overlay -o "lowerdir=$layers,upperdir=$folder/upper,workdir=$folder/work" "$root"
# An overlay cannot be the upper layer of containerd's overlay, and kubelet must see the host's disk, not this machine's.
mount -o loop,noatime "$folder/disk.img" "$root/var/lib"
mkdir -p "$root/var/lib/cloud/seed/nocloud"
cp "$folder"/seed/* "$root/var/lib/cloud/seed/nocloud/"

mount -t proc proc "$root/proc"
mount -t sysfs sysfs "$root/sys"
mount -t tmpfs -o mode=755 tmpfs "$root/run"
mount -t tmpfs tmpfs "$root/tmp"

# Separate device nodes: systemd changes owner and mode of /dev/console, which must not affect this machine.
dev=$root/dev
mount -t tmpfs -o mode=755 tmpfs "$dev"
mkdir "$dev/pts" "$dev/shm" "$dev/mqueue" "$dev/net"
while read -r node mode major minor; do
  mknod -m "$mode" "$dev/$node" c "$major" "$minor"
done <<'X'
null 666 1 3
zero 666 1 5
full 666 1 7
random 666 1 8
urandom 666 1 9
kmsg 644 1 11
tty 666 5 0
console 600 1 3
fuse 666 10 229
net/tun 666 10 200
X
mount -t devpts -o newinstance,ptmxmode=0666,mode=620,gid=5 devpts "$dev/pts"
mount -t tmpfs tmpfs "$dev/shm"
mount -t mqueue mqueue "$dev/mqueue"
ln -s pts/ptmx "$dev/ptmx"
ln -s /proc/self/fd "$dev/fd"
for stream in 0:stdin 1:stdout 2:stderr; do ln -s "/proc/self/fd/${stream%:*}" "$dev/${stream#*:}"; done

# Mounts the host's cgroup of each hierarchy of this machine: one (v2), or one folder per hierarchy (v1).
if [ "$(wc -l <"$folder/cgroups")" = 1 ]; then
  mount -t cgroup2 cgroup2 "$root/sys/fs/cgroup"
else
  mount -t tmpfs -o mode=755 tmpfs "$root/sys/fs/cgroup"
  while read -r hierarchy _; do
    target=$root/sys/fs/cgroup/${hierarchy#name=}
    mkdir "$target"
    case $hierarchy in
      unified) mount -t cgroup2 cgroup2 "$target" ;;
      name=*) mount -t cgroup -o "none,$hierarchy" cgroup "$target" ;;
      *) mount -t cgroup -o "$hierarchy" cgroup "$target" ;;
    esac
  done <"$folder/cgroups"
fi

# kubelet writes these kernel settings; files are mounted over them, so that this machine's kernel is not changed.
mkdir "$root/run/.sysctl"
while read -r setting value; do
  file=$root/run/.sysctl/${setting//\//_}
  echo "$value" >"$file"
  mount --bind "$file" "$root/proc/sys/$setting"
done <<'X'
vm/overcommit_memory 1
vm/panic_on_oom 0
kernel/panic 10
kernel/panic_on_oops 1
kernel/keys/root_maxkeys 1000000
kernel/keys/root_maxbytes 25000000
X

# Lists built-in kernel modules, so that modprobe succeeds for them.
modules=$root/lib/modules/$(uname -r)
if [ ! -d "$modules" ]; then
  mkdir -p "$modules"
  : >"$modules/modules.order"
  for module in fs/overlayfs/overlay net/bridge/br_netfilter net/bridge/bridge drivers/net/vxlan/vxlan drivers/net/veth \
    net/netfilter/nf_conntrack net/netfilter/nf_tables net/ipv4/netfilter/ip_tables net/ipv4/netfilter/iptable_nat \
    net/ipv4/netfilter/iptable_filter; do
    echo "kernel/$module.ko"
  done >"$modules/modules.builtin"
  chroot "$root" depmod -a "$(uname -r)" 2>/dev/null || true
fi

echo "$name" >"$root/etc/hostname"
printf '127.0.0.1 localhost\n127.0.1.1 %s\n' "$name" >"$root/etc/hosts"
echo "nameserver $gateway" >"$root/etc/resolv.conf"

cd "$root"
mkdir -p .old
pivot_root . .old
cd /
umount -l /.old
rmdir /.old
mount --make-rshared /
# systemd 256 and later require SYSTEMD_CGROUP_ENABLE_LEGACY_FORCE on the command line for cgroup v1.
exec env -i container=lxc PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin \
  /sbin/init SYSTEMD_CGROUP_ENABLE_LEGACY_FORCE=1 --log-target=journal
