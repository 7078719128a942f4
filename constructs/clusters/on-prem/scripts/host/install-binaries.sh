# shellcheck shell=bash
# Installs kubeadm, kubelet, kubectl, the CNI plugins and containerd: from artifacts with checksums, or from packages; on Flatcar
# and Fedora CoreOS from dl.k8s.io. Keeps the version of a host that has joined.
# Runs on any host. Reads KUBERNETES_VERSION, ARTIFACTS_URL, ARTIFACTS_SHA256.
lock_host
# Replacing the kubelet of a node would be an upgrade, which needs more steps.
if [ "$(read_state stage)" = joined ] && [ "$(kubelet --version 2>/dev/null)" != "Kubernetes v$KUBERNETES_VERSION" ]; then
  log "keeps $(kubelet --version), since it has joined the cluster"
  exit
fi
folder=$(mktemp -d /var/lib/plinth-XXXXXX)
trap 'rm -rf "$folder"' EXIT
cd "$folder" || exit 1

# download_artifact PATH: downloads an artifact, and fails if its checksum does not match SHA256SUMS.
download_artifact() {
  local name=${1##*/}
  curl --silent --show-error --fail --retry 3 --output "$name" "$ARTIFACTS_URL/$1" || fail "could not download $ARTIFACTS_URL/$1"
  local checksum
  checksum=$(awk -v path="$1" '$2 == path { print $1 }' SHA256SUMS)
  [ -n "$checksum" ] || fail "$ARTIFACTS_URL/SHA256SUMS has no entry for $1"
  if [ "$(sha256sum <"$name" | cut -d' ' -f1)" != "$checksum" ]; then
    rm "$name"
    fail "checksum of $ARTIFACTS_URL/$1 does not match SHA256SUMS: it was not installed"
  fi
}

# newest_artifact PATTERN: prints the path with the highest version among the artifacts that match.
newest_artifact() {
  awk '{ print $2 }' SHA256SUMS | grep -E "^$1\$" | sort --version-sort | tail -n 1
}

# is_installed FILE PATH: succeeds if the file is identical to that artifact.
is_installed() {
  [ -x "$1" ] && [ "$(sha256sum <"$1" | cut -d' ' -f1)" = "$(awk -v path="$2" '$2 == path { print $1 }' SHA256SUMS)" ]
}

install_artifacts() {
  curl --silent --show-error --fail --retry 3 --output SHA256SUMS "$ARTIFACTS_URL/SHA256SUMS" || fail "could not download $ARTIFACTS_URL/SHA256SUMS"
  if [ -n "$ARTIFACTS_SHA256" ] && [ "$(sha256sum <SHA256SUMS | cut -d' ' -f1)" != "$ARTIFACTS_SHA256" ]; then
    fail "checksum of $ARTIFACTS_URL/SHA256SUMS does not match artifacts.sha256 in the definition"
  fi
  local binary path plugins
  mkdir -p "$bin_dir" /opt/cni/bin
  for binary in kubeadm kubelet kubectl; do
    path=kubernetes/v$KUBERNETES_VERSION/$binary
    if is_installed "$bin_dir/$binary" "$path"; then continue; fi
    download_artifact "$path"
    install --mode 755 "$binary" "$bin_dir/.$binary.new"
    mv "$bin_dir/.$binary.new" "$bin_dir/$binary"
  done
  plugins=$(newest_artifact 'cni-plugins/.*/cni-plugins[^/]*\.tgz')
  [ -n "$plugins" ] || fail "$ARTIFACTS_URL/SHA256SUMS has no entry for cni-plugins/…/cni-plugins.tgz"
  if [ "$(cat /opt/cni/bin/.plinth 2>/dev/null)" != "$plugins" ]; then
    download_artifact "$plugins"
    tar --extract --gzip --no-same-owner --file "${plugins##*/}" --directory /opt/cni/bin
    echo "$plugins" >/opt/cni/bin/.plinth
  fi
  if ! command -v containerd >/dev/null; then
    path=$(newest_artifact 'containerd/.*/containerd[^/]*\.tgz')
    [ -n "$path" ] || fail "containerd is not installed, and $ARTIFACTS_URL/SHA256SUMS has no entry for containerd/…/containerd.tgz"
    download_artifact "$path"
    mkdir unpacked
    tar --extract --gzip --no-same-owner --file "${path##*/}" --directory unpacked
    find unpacked -type f -exec install --mode 755 --target-directory "$bin_dir" {} +
    write_if_changed /etc/systemd/system/containerd.service <<X || true
[Unit]
Description=containerd container runtime
After=network.target local-fs.target

[Service]
Environment=PATH=$PATH
ExecStart=$bin_dir/containerd
Type=notify
Delegate=yes
KillMode=process
Restart=always
RestartSec=5
LimitNOFILE=1048576
TasksMax=infinity

[Install]
WantedBy=multi-user.target
X
    systemctl daemon-reload
  fi
}

install_debian_packages() {
  local repository="https://pkgs.k8s.io/core:/stable:/v${KUBERNETES_VERSION%.*}/deb/" binary packages=()
  if [ "$(dpkg-query --show --showformat '${Version}' kubelet 2>/dev/null | cut -d- -f1)" = "$KUBERNETES_VERSION" ] && command -v containerd >/dev/null; then return; fi
  run_logged apt-update with_proxy apt-get update
  run_logged apt-install-tools with_proxy apt-get install --yes --no-install-recommends ca-certificates curl gpg containerd conntrack iptables ebtables ethtool socat
  mkdir -p /etc/apt/keyrings
  with_proxy curl --silent --show-error --fail --retry 3 "${repository}Release.key" | gpg --dearmor --yes --output /etc/apt/keyrings/kubernetes.gpg
  write_if_changed /etc/apt/sources.list.d/kubernetes.list <<<"deb [signed-by=/etc/apt/keyrings/kubernetes.gpg] $repository /" || true
  run_logged apt-update with_proxy apt-get update
  for binary in kubeadm kubelet kubectl; do packages+=("$binary=$KUBERNETES_VERSION-*"); done
  run_logged apt-install-kubernetes with_proxy apt-get install --yes --allow-change-held-packages --allow-downgrades "${packages[@]}"
  run_logged apt-hold apt-mark hold kubeadm kubelet kubectl
}

install_rpm_packages() {
  local repository="https://pkgs.k8s.io/core:/stable:/v${KUBERNETES_VERSION%.*}/rpm/"
  if [ "$(rpm --query --queryformat '%{VERSION}' kubelet 2>/dev/null)" = "$KUBERNETES_VERSION" ] && command -v containerd >/dev/null; then return; fi
  write_if_changed /etc/yum.repos.d/kubernetes.repo <<X || true
[kubernetes]
name=Kubernetes
baseurl=$repository
enabled=1
gpgcheck=1
gpgkey=${repository}repodata/repomd.xml.key
exclude=kubelet kubeadm kubectl cri-tools kubernetes-cni
X
  # Red Hat has no package of containerd.
  write_if_changed /etc/yum.repos.d/containerd.repo <<'X' || true
[containerd]
name=containerd
baseurl=https://download.docker.com/linux/rhel/$releasever/$basearch/stable
enabled=1
gpgcheck=1
gpgkey=https://download.docker.com/linux/rhel/gpg
includepkgs=containerd.io
X
  run_logged dnf-install-tools with_proxy dnf --assumeyes install containerd.io conntrack-tools iptables iproute-tc ethtool socat
  run_logged dnf-install-kubernetes with_proxy dnf --assumeyes --disableexcludes=kubernetes install "kubelet-$KUBERNETES_VERSION" "kubeadm-$KUBERNETES_VERSION" "kubectl-$KUBERNETES_VERSION"
}

# Flatcar and Fedora CoreOS contain containerd and runc, and have a read-only /usr.
install_release_binaries() {
  local architecture binary plugins=v1.9.1
  case $(uname -m) in x86_64) architecture=amd64 ;; *) architecture=arm64 ;; esac
  mkdir -p "$bin_dir" /opt/cni/bin
  for binary in kubeadm kubelet kubectl; do
    if [ -x "$bin_dir/$binary" ] && "$bin_dir/$binary" --version 2>/dev/null | grep -qF "v$KUBERNETES_VERSION"; then continue; fi
    with_proxy curl --silent --show-error --fail --location --retry 3 --remote-name "https://dl.k8s.io/release/v$KUBERNETES_VERSION/bin/linux/$architecture/$binary"
    echo "$(with_proxy curl --silent --show-error --fail --location --retry 3 "https://dl.k8s.io/release/v$KUBERNETES_VERSION/bin/linux/$architecture/$binary.sha256")  $binary" |
      sha256sum --check --quiet - || fail "could not verify the checksum of $binary from dl.k8s.io: it was not installed"
    install --mode 755 "$binary" "$bin_dir/.$binary.new"
    mv "$bin_dir/.$binary.new" "$bin_dir/$binary"
  done
  if [ "$(cat /opt/cni/bin/.plinth 2>/dev/null)" != "$plugins" ]; then
    local file=cni-plugins-linux-$architecture-$plugins.tgz
    local url=https://github.com/containernetworking/plugins/releases/download/$plugins/$file
    with_proxy curl --silent --show-error --fail --location --retry 3 --remote-name "$url"
    with_proxy curl --silent --show-error --fail --location --retry 3 "$url.sha256" | sha256sum --check --quiet - ||
      fail "could not verify the checksum of $url: it was not installed"
    tar --extract --gzip --no-same-owner --file "$file" --directory /opt/cni/bin
    echo "$plugins" >/opt/cni/bin/.plinth
  fi
}

if [ -n "$ARTIFACTS_URL" ]; then
  install_artifacts
else
  case $ID in
    debian | ubuntu) install_debian_packages ;;
    flatcar) install_release_binaries ;;
    fedora) install_release_binaries ;;
    *) install_rpm_packages ;;
  esac
fi
