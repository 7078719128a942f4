#!/bin/bash
# Builds the root file system that all hosts of the lab start from. Runs in separate namespaces (see host-image.ts).
# usage: host-image.sh FOLDER SUITE MIRROR SECURITY_MIRROR PACKAGE…
set -euo pipefail
root=$1 suite=$2 mirror=$3 security=$4
shift 4
packages=$(IFS=,; echo "$*")

mmdebstrap --mode=root --variant=minbase --format=directory --include="$packages" \
  --aptopt='Acquire::Check-Valid-Until "false"' "$suite" "$root" \
  "deb $mirror $suite main" "deb $mirror $suite-updates main" "deb $security $suite-security main"

# Hosts with the same machine id would have the same MAC address on their VXLAN device.
: >"$root/etc/machine-id"
rm -f "$root/var/lib/dbus/machine-id" "$root"/etc/ssh/ssh_host_* "$root/etc/resolv.conf"
: >"$root/etc/fstab"
rm -rf "$root"/var/lib/apt/lists/* "$root"/var/cache/apt/*.bin "$root"/usr/share/doc/* "$root"/usr/share/man/*

# cloud-init reads only the seed: there is no metadata service, and the network is already configured.
mkdir -p "$root/etc/cloud/cloud.cfg.d"
cat >"$root/etc/cloud/cloud.cfg.d/90_dpkg.cfg" <<'X'
datasource_list: [NoCloud, None]
X
cat >"$root/etc/cloud/cloud.cfg.d/99-lab.cfg" <<'X'
locale: false
network: {config: disabled}
X

# Masks units that require devices or a separate kernel.
for unit in systemd-udevd.service systemd-udev-trigger.service systemd-udevd-kernel.socket systemd-udevd-control.socket \
  systemd-modules-load.service console-getty.service getty@tty1.service systemd-networkd-wait-online.service \
  systemd-remount-fs.service; do
  ln -sf /dev/null "$root/etc/systemd/system/$unit"
done
# Installed for clusters with a HAProxy and keepalived endpoint, which enable these services.
chroot "$root" systemctl --quiet disable haproxy.service keepalived.service

# Settings for the lab only, in drop-in files as users would write them. kubelet >= 1.35 does not start on cgroup v1
# unless failCgroupV1 is false.
mkdir -p "$root/etc/lab/kubelet.conf.d" "$root/etc/containerd/conf.d"
cat >"$root/etc/lab/kubelet.conf.d/10-lab.conf" <<'X'
apiVersion: kubelet.config.k8s.io/v1beta1
kind: KubeletConfiguration
failCgroupV1: false
X
echo 'KUBELET_EXTRA_ARGS=--config-dir=/etc/lab/kubelet.conf.d' >"$root/etc/default/kubelet"
# Without CAP_SYS_RESOURCE (in a sandbox or container), OOM scores cannot be lowered.
cat >"$root/etc/containerd/conf.d/10-lab.toml" <<'X'
version = 3
[plugins.'io.containerd.cri.v1.runtime']
  restrict_oom_score_adj = true
X
