# shellcheck shell=bash
# Configures containerd for kubelet: cgroup driver systemd, the sandbox image of this kubeadm, registry mirrors.
# Runs on any host. Reads IMAGE_REPOSITORY, CONTAINERD_CONFIGURATION, REGISTRY_MIRRORS. Restarts containerd only if a file changed.
lock_host
# Not KUBERNETES_VERSION: a host that has joined keeps its version until it is upgraded.
pause_image=$(kubeadm config images list --kubernetes-version "$(kubeadm version --output short)" 2>/dev/null | grep /pause:)
if [ -n "$IMAGE_REPOSITORY" ]; then pause_image=$IMAGE_REPOSITORY/${pause_image##*/}; fi
if [[ $(containerd --version | awk '{ print $3 }') =~ ^v?1\. ]]; then
  configuration="version = 2
imports = ['/etc/containerd/conf.d/*.toml']
[plugins.'io.containerd.grpc.v1.cri']
  sandbox_image = '$pause_image'
[plugins.'io.containerd.grpc.v1.cri'.cni]
  bin_dir = '/opt/cni/bin'
[plugins.'io.containerd.grpc.v1.cri'.registry]
  config_path = '/etc/containerd/certs.d'
[plugins.'io.containerd.grpc.v1.cri'.containerd.runtimes.runc]
  runtime_type = 'io.containerd.runc.v2'
[plugins.'io.containerd.grpc.v1.cri'.containerd.runtimes.runc.options]
  SystemdCgroup = true"
else
  configuration="version = 3
imports = ['/etc/containerd/conf.d/*.toml']
[plugins.'io.containerd.cri.v1.images'.pinned_images]
  sandbox = '$pause_image'
[plugins.'io.containerd.cri.v1.images'.registry]
  config_path = '/etc/containerd/certs.d'
[plugins.'io.containerd.cri.v1.runtime'.cni]
  bin_dirs = ['/opt/cni/bin']
[plugins.'io.containerd.cri.v1.runtime'.containerd.runtimes.runc]
  runtime_type = 'io.containerd.runc.v2'
[plugins.'io.containerd.cri.v1.runtime'.containerd.runtimes.runc.options]
  SystemdCgroup = true"
fi
if write_if_changed /etc/containerd/config.toml <<<"$configuration"; then restart=yes; fi
if [ -n "$CONTAINERD_CONFIGURATION" ]; then
  if write_if_changed /etc/containerd/conf.d/80-plinth.toml <<<"$CONTAINERD_CONFIGURATION"; then restart=yes; fi
elif [ -e /etc/containerd/conf.d/80-plinth.toml ]; then
  rm /etc/containerd/conf.d/80-plinth.toml
  restart=yes
fi
# containerd reads these files at every pull, without a restart.
while read -r registry mirror; do
  if [ -n "$registry" ]; then
    write_if_changed "/etc/containerd/certs.d/$registry/hosts.toml" <<<"server = 'https://$registry'
[host.'$mirror']
  capabilities = ['pull', 'resolve']
  override_path = true" || true
  fi
done <<<"$REGISTRY_MIRRORS"
record_files /etc/containerd/config.toml /etc/containerd/conf.d/80-plinth.toml
systemctl enable --quiet containerd
if [ -n "${restart-}" ] || ! systemctl is-active --quiet containerd; then systemctl restart containerd; fi
