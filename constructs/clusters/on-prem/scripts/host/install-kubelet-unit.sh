# shellcheck shell=bash
# Installs a systemd unit for kubelet if no package did, and enables it; kubelet starts once kubeadm has configured it.
# Runs on any host.
lock_host
if [ ! -e /usr/lib/systemd/system/kubelet.service ] && [ ! -e /lib/systemd/system/kubelet.service ]; then
  # shellcheck disable=SC2016 # expanded by systemd
  if {
    printf '[Unit]\nDescription=kubelet: the Kubernetes node agent\nWants=network-online.target\nAfter=network-online.target containerd.service\n\n[Service]\n'
    printf 'Environment="PATH=%s"\n' "$PATH"
    printf 'Environment="KUBELET_KUBECONFIG_ARGS=--bootstrap-kubeconfig=/etc/kubernetes/bootstrap-kubelet.conf --kubeconfig=/etc/kubernetes/kubelet.conf"\n'
    printf 'Environment="KUBELET_CONFIG_ARGS=--config=/var/lib/kubelet/config.yaml"\n'
    printf 'EnvironmentFile=-/var/lib/kubelet/kubeadm-flags.env\nEnvironmentFile=-/etc/default/kubelet\nEnvironmentFile=-/etc/sysconfig/kubelet\n'
    printf 'ExecStart=%s/kubelet $KUBELET_KUBECONFIG_ARGS $KUBELET_CONFIG_ARGS $KUBELET_KUBEADM_ARGS $KUBELET_EXTRA_ARGS\n' "$bin_dir"
    printf 'Restart=always\nStartLimitInterval=0\nRestartSec=5\n\n[Install]\nWantedBy=multi-user.target\n'
  } | write_if_changed /etc/systemd/system/kubelet.service; then systemctl daemon-reload; fi
fi
record_files /etc/systemd/system/kubelet.service
restrict_kubelet_files
systemctl enable --quiet kubelet
