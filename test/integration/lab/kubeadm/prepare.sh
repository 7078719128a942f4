#!/bin/bash
# Prepares a new host of an air-gapped site for plain kubeadm: programs, CNI plugins, settings, images. Run as root on
# the host. usage: prepare.sh ARTIFACTS_URL IMAGE…
set -euo pipefail
url=$1
shift

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
curl -sfO "$url/SHA256SUMS"

fetch() {
  mkdir -p "$(dirname "$1")"
  curl -sf -o "$1" "$url/$1"
  grep "  $1\$" SHA256SUMS | sha256sum --check --quiet -
}

for program in kubeadm kubelet kubectl; do
  fetch "kubernetes/v1.36.3/$program"
  install -m 755 "kubernetes/v1.36.3/$program" /usr/local/bin/
done
fetch cni-plugins/v1.9.1/cni-plugins.tgz
mkdir -p /opt/cni/bin
tar -xzf cni-plugins/v1.9.1/cni-plugins.tgz -C /opt/cni/bin

cat >/etc/sysctl.d/99-kubernetes.conf <<'X'
net.ipv4.ip_forward = 1
net.bridge.bridge-nf-call-iptables = 1
X
modprobe -a overlay br_netfilter
sysctl -q -p /etc/sysctl.d/99-kubernetes.conf

containerd config default | sed 's/SystemdCgroup = false/SystemdCgroup = true/' >/etc/containerd/config.toml
cat >/etc/systemd/system/kubelet.service <<'X'
[Unit]
Description=kubelet
After=containerd.service network-online.target

[Service]
Environment="KUBELET_KUBECONFIG_ARGS=--bootstrap-kubeconfig=/etc/kubernetes/bootstrap-kubelet.conf --kubeconfig=/etc/kubernetes/kubelet.conf"
Environment="KUBELET_CONFIG_ARGS=--config=/var/lib/kubelet/config.yaml"
EnvironmentFile=-/var/lib/kubelet/kubeadm-flags.env
EnvironmentFile=-/etc/default/kubelet
ExecStart=/usr/local/bin/kubelet $KUBELET_KUBECONFIG_ARGS $KUBELET_CONFIG_ARGS $KUBELET_KUBEADM_ARGS $KUBELET_EXTRA_ARGS
Restart=always
RestartSec=5

[Install]
WantedBy=multi-user.target
X
systemctl daemon-reload
systemctl restart containerd
systemctl enable --quiet kubelet

for image in "$@"; do
  fetch "images/$image.tar"
  ctr --namespace k8s.io images import "images/$image.tar" >/dev/null
  rm "images/$image.tar"
done
