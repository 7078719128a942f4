# shellcheck shell=bash
# Installs kubeadm, kubelet, kubectl, the CNI plugins and containerd: from artifacts with checksums, or from packages; on Flatcar
# and Fedora CoreOS from dl.k8s.io. Keeps the version of a host that has joined, unless UPGRADE_PROGRAMS is set.
# Runs on any host. Reads KUBERNETES_VERSION, ARTIFACTS_URL, ARTIFACTS_SHA256, CNI_PLUGINS_VERSION, CONTAINERD_VERSION, and
# UPGRADE_PROGRAMS: in an upgrade, `kubeadm`, or with `kubelet` all programs, containerd and the CNI plugins included.
lock_host
programs=${UPGRADE_PROGRAMS:-kubeadm kubelet kubectl}
# Replacing the kubelet of a node is a part of its upgrade, which begins with other steps.
if [ -z "${UPGRADE_PROGRAMS-}" ] && [ "$(read_state stage)" = joined ] && [ "$(installed_kubelet_version)" != "$KUBERNETES_VERSION" ]; then
  log "keeps Kubernetes $(installed_kubelet_version) until it is upgraded"
  exit
fi
if [ -n "${UPGRADE_PROGRAMS-}" ]; then require_own_host; fi
containerd_file=/var/lib/plinth/containerd
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

# find_artifact FOLDER NAME: prints the path of the artifact NAME….tgz in FOLDER; nothing if there is none.
find_artifact() {
  awk -v folder="$1/$2" 'index($2, folder) == 1 && $2 ~ /[.]tgz$/ { print $2; exit }' SHA256SUMS
}

# is_installed FILE PATH: succeeds if the file is identical to that artifact.
is_installed() {
  [ -x "$1" ] && [ "$(sha256sum <"$1" | cut -d' ' -f1)" = "$(awk -v path="$2" '$2 == path { print $1 }' SHA256SUMS)" ]
}

# must_install_containerd PATH: succeeds if containerd is not installed or, in an upgrade, was installed from another artifact than PATH.
# containerd of the operating system is upgraded with it.
must_install_containerd() {
  if ! command -v containerd >/dev/null; then return; fi
  [ -n "${UPGRADE_PROGRAMS-}" ] && [ -n "$1" ] && [ -x "$bin_dir/containerd" ] && [ "$(cat "$containerd_file" 2>/dev/null)" != "$1" ]
}

install_artifacts() {
  curl --silent --show-error --fail --retry 3 --output SHA256SUMS "$ARTIFACTS_URL/SHA256SUMS" || fail "could not download $ARTIFACTS_URL/SHA256SUMS"
  if [ -n "$ARTIFACTS_SHA256" ] && [ "$(sha256sum <SHA256SUMS | cut -d' ' -f1)" != "$ARTIFACTS_SHA256" ]; then
    fail "checksum of $ARTIFACTS_URL/SHA256SUMS does not match artifacts.sha256 in the definition"
  fi
  local binary path plugins
  mkdir -p "$bin_dir" /opt/cni/bin
  for binary in $programs; do
    path=kubernetes/v$KUBERNETES_VERSION/$binary
    if is_installed "$bin_dir/$binary" "$path"; then continue; fi
    download_artifact "$path"
    install --mode 755 "$binary" "$bin_dir/.$binary.new"
    mv "$bin_dir/.$binary.new" "$bin_dir/$binary"
  done
  if [[ $programs != *kubelet* ]]; then return; fi
  plugins=$(find_artifact "cni-plugins/$CNI_PLUGINS_VERSION" cni-plugins)
  [ -n "$plugins" ] || fail "$ARTIFACTS_URL/SHA256SUMS has no entry for cni-plugins/$CNI_PLUGINS_VERSION/cni-plugins.tgz: add it, or write artifacts.cniPlugins"
  if [ "$(cat /opt/cni/bin/.plinth 2>/dev/null)" != "$plugins" ]; then
    download_artifact "$plugins"
    tar --extract --gzip --no-same-owner --file "${plugins##*/}" --directory /opt/cni/bin
    echo "$plugins" >/opt/cni/bin/.plinth
  fi
  path=$(find_artifact "containerd/$CONTAINERD_VERSION" containerd)
  if must_install_containerd "$path"; then
    [ -n "$path" ] || fail "containerd is not installed, and $ARTIFACTS_URL/SHA256SUMS has no entry for containerd/$CONTAINERD_VERSION/containerd.tgz: add it, or write artifacts.containerd"
    download_artifact "$path"
    mkdir unpacked
    tar --extract --gzip --no-same-owner --file "${path##*/}" --directory unpacked
    # A running program cannot be overwritten, only replaced.
    find unpacked -type f | while read -r binary; do
      install --mode 755 "$binary" "$bin_dir/.${binary##*/}.new"
      mv "$bin_dir/.${binary##*/}.new" "$bin_dir/${binary##*/}"
    done
    mkdir -p "${containerd_file%/*}"
    echo "$path" >"$containerd_file"
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
    # The tasks of its pods are processes of their own, and continue.
    systemctl try-restart containerd
  fi
}

# are_packages_installed QUERY…: succeeds if the query prints KUBERNETES_VERSION for the package of every program, the file of kubelet has
# that version, and containerd exists.
are_packages_installed() {
  local binary
  for binary in $programs; do
    if [ "$("$@" "$binary" 2>/dev/null | cut -d- -f1)" != "$KUBERNETES_VERSION" ]; then return 1; fi
  done
  if [[ $programs == *kubelet* && $(installed_kubelet_version) != "$KUBERNETES_VERSION" ]]; then return 1; fi
  command -v containerd >/dev/null
}

install_debian_packages() {
  local repository="https://pkgs.k8s.io/core:/stable:/v${KUBERNETES_VERSION%.*}/deb/" binary packages=()
  # shellcheck disable=SC2016 # expanded by dpkg-query
  if are_packages_installed dpkg-query --show --showformat '${Version}\n'; then return; fi
  run_logged apt-update with_proxy apt-get update
  run_logged apt-install-tools with_proxy apt-get install --yes --no-install-recommends ca-certificates curl gpg containerd conntrack iptables ebtables ethtool socat
  mkdir -p /etc/apt/keyrings
  with_proxy curl --silent --show-error --fail --retry 3 "${repository}Release.key" | gpg --dearmor --yes --output /etc/apt/keyrings/kubernetes.gpg
  write_if_changed /etc/apt/sources.list.d/kubernetes.list <<<"deb [signed-by=/etc/apt/keyrings/kubernetes.gpg] $repository /" || true
  run_logged apt-update with_proxy apt-get update
  for binary in $programs; do packages+=("$binary=$KUBERNETES_VERSION-*"); done
  # Reinstalled where upgrade-kubelet.sh has restored a previous kubelet over the file of its package.
  run_logged apt-install-kubernetes with_proxy apt-get install --yes --reinstall --allow-change-held-packages --allow-downgrades "${packages[@]}"
  run_logged apt-hold apt-mark hold kubeadm kubelet kubectl
}

install_rpm_packages() {
  local repository="https://pkgs.k8s.io/core:/stable:/v${KUBERNETES_VERSION%.*}/rpm/" binary packages=()
  if are_packages_installed rpm --query --queryformat '%{VERSION}\n'; then return; fi
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
  for binary in $programs; do packages+=("$binary-$KUBERNETES_VERSION"); done
  run_logged dnf-install-kubernetes with_proxy dnf --assumeyes --disableexcludes=kubernetes install "${packages[@]}"
  # Unlike apt-get, dnf has a command of its own for packages that are installed already.
  if [ -n "${UPGRADE_PROGRAMS-}" ] && [[ $programs == *kubelet* && $(installed_kubelet_version) != "$KUBERNETES_VERSION" ]]; then
    run_logged dnf-reinstall-kubernetes with_proxy dnf --assumeyes --disableexcludes=kubernetes reinstall "${packages[@]}"
  fi
}

# Flatcar and Fedora CoreOS contain containerd and runc, and have a read-only /usr.
install_release_binaries() {
  local architecture binary plugins=$CNI_PLUGINS_VERSION
  case $(uname -m) in x86_64) architecture=amd64 ;; *) architecture=arm64 ;; esac
  mkdir -p "$bin_dir" /opt/cni/bin
  for binary in $programs; do
    if [ -x "$bin_dir/$binary" ] && "$bin_dir/$binary" --version 2>/dev/null | grep -qF "v$KUBERNETES_VERSION"; then continue; fi
    with_proxy curl --silent --show-error --fail --location --retry 3 --remote-name "https://dl.k8s.io/release/v$KUBERNETES_VERSION/bin/linux/$architecture/$binary"
    echo "$(with_proxy curl --silent --show-error --fail --location --retry 3 "https://dl.k8s.io/release/v$KUBERNETES_VERSION/bin/linux/$architecture/$binary.sha256")  $binary" |
      sha256sum --check --quiet - || fail "could not verify the checksum of $binary from dl.k8s.io: it was not installed"
    install --mode 755 "$binary" "$bin_dir/.$binary.new"
    mv "$bin_dir/.$binary.new" "$bin_dir/$binary"
  done
  if [[ $programs != *kubelet* ]]; then return; fi
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
