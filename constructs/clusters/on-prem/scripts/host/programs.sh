# shellcheck shell=bash
# kubeadm, kubelet, kubectl, the CNI plugins and containerd: from artifacts with their checksums, or from packages.
alone
# A member keeps its version: kubelets are not exchanged behind the back of their cluster.
if [ "$(recorded stage)" = member ] && [ "$(kubelet --version 2>/dev/null)" != "Kubernetes v$KUBERNETES" ]; then
  say "keeps $(kubelet --version), since it is a member"
  exit
fi
folder=$(mktemp -d /var/lib/plinth-XXXXXX)
trap 'rm -rf "$folder"' EXIT
cd "$folder" || exit 1

# fetch PATH: a file of the artifacts, only if it is what SHA256SUMS says.
fetch() {
  local name=${1##*/}
  curl --silent --show-error --fail --retry 3 --output "$name" "$ARTIFACTS/$1" || fail "could not get $ARTIFACTS/$1"
  local wanted
  wanted=$(awk -v path="$1" '$2 == path { print $1 }' SHA256SUMS)
  [ -n "$wanted" ] || fail "$ARTIFACTS/SHA256SUMS has no line for $1"
  if [ "$(sha256sum <"$name" | cut -d' ' -f1)" != "$wanted" ]; then
    rm "$name"
    fail "$ARTIFACTS/$1 has not the checksum that SHA256SUMS says: nothing of it was installed"
  fi
}

# the PATTERN: the newest path of the artifacts that fits.
the() {
  awk '{ print $2 }' SHA256SUMS | grep -E "^$1\$" | sort --version-sort | tail -n 1
}

# had FILE PATH: whether an installed program is already the one of the artifacts.
had() {
  [ -x "$1" ] && [ "$(sha256sum <"$1" | cut -d' ' -f1)" = "$(awk -v path="$2" '$2 == path { print $1 }' SHA256SUMS)" ]
}

from_artifacts() {
  curl --silent --show-error --fail --retry 3 --output SHA256SUMS "$ARTIFACTS/SHA256SUMS" || fail "could not get $ARTIFACTS/SHA256SUMS"
  if [ -n "$ARTIFACTS_SHA256" ] && [ "$(sha256sum <SHA256SUMS | cut -d' ' -f1)" != "$ARTIFACTS_SHA256" ]; then
    fail "$ARTIFACTS/SHA256SUMS has not the checksum that the description says (artifacts.sha256)"
  fi
  local program path plugins
  mkdir -p "$programs" /opt/cni/bin
  for program in kubeadm kubelet kubectl; do
    path=kubernetes/v$KUBERNETES/$program
    if had "$programs/$program" "$path"; then continue; fi
    fetch "$path"
    install --mode 755 "$program" "$programs/.$program.new"
    mv "$programs/.$program.new" "$programs/$program"
  done
  plugins=$(the 'cni-plugins/.*/cni-plugins[^/]*\.tgz')
  [ -n "$plugins" ] || fail "$ARTIFACTS/SHA256SUMS has no cni-plugins/…/cni-plugins.tgz"
  if [ "$(cat /opt/cni/bin/.plinth 2>/dev/null)" != "$plugins" ]; then
    fetch "$plugins"
    tar --extract --gzip --no-same-owner --file "${plugins##*/}" --directory /opt/cni/bin
    echo "$plugins" >/opt/cni/bin/.plinth
  fi
  if ! command -v containerd >/dev/null; then
    path=$(the 'containerd/.*/containerd[^/]*\.tgz')
    [ -n "$path" ] || fail "it has no containerd, and $ARTIFACTS/SHA256SUMS has none for it"
    fetch "$path"
    mkdir unpacked
    tar --extract --gzip --no-same-owner --file "${path##*/}" --directory unpacked
    find unpacked -type f -exec install --mode 755 --target-directory "$programs" {} +
    put /etc/systemd/system/containerd.service <<X || true
[Unit]
Description=containerd container runtime
After=network.target local-fs.target

[Service]
Environment=PATH=$PATH
ExecStart=$programs/containerd
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

from_debian_packages() {
  local repository="https://pkgs.k8s.io/core:/stable:/v${KUBERNETES%.*}/deb/" program wanted=()
  if [ "$(dpkg-query --show --showformat '${Version}' kubelet 2>/dev/null | cut -d- -f1)" = "$KUBERNETES" ] && command -v containerd >/dev/null; then return; fi
  logged apt-update outside apt-get update
  logged apt-tools outside apt-get install --yes --no-install-recommends ca-certificates curl gpg containerd conntrack iptables ebtables ethtool socat
  mkdir -p /etc/apt/keyrings
  outside curl --silent --show-error --fail --retry 3 "${repository}Release.key" | gpg --dearmor --yes --output /etc/apt/keyrings/kubernetes.gpg
  put /etc/apt/sources.list.d/kubernetes.list <<<"deb [signed-by=/etc/apt/keyrings/kubernetes.gpg] $repository /" || true
  logged apt-update outside apt-get update
  for program in kubeadm kubelet kubectl; do wanted+=("$program=$KUBERNETES-*"); done
  logged apt-install outside apt-get install --yes --allow-change-held-packages --allow-downgrades "${wanted[@]}"
  logged apt-hold apt-mark hold kubeadm kubelet kubectl
}

from_rpm_packages() {
  local repository="https://pkgs.k8s.io/core:/stable:/v${KUBERNETES%.*}/rpm/"
  if [ "$(rpm --query --queryformat '%{VERSION}' kubelet 2>/dev/null)" = "$KUBERNETES" ] && command -v containerd >/dev/null; then return; fi
  put /etc/yum.repos.d/kubernetes.repo <<X || true
[kubernetes]
name=Kubernetes
baseurl=$repository
enabled=1
gpgcheck=1
gpgkey=${repository}repodata/repomd.xml.key
exclude=kubelet kubeadm kubectl cri-tools kubernetes-cni
X
  # Red Hat packages no containerd.
  put /etc/yum.repos.d/containerd.repo <<'X' || true
[containerd]
name=containerd
baseurl=https://download.docker.com/linux/rhel/$releasever/$basearch/stable
enabled=1
gpgcheck=1
gpgkey=https://download.docker.com/linux/rhel/gpg
includepkgs=containerd.io
X
  logged dnf-tools outside dnf --assumeyes install containerd.io conntrack-tools iptables iproute-tc ethtool socat
  logged dnf-install outside dnf --assumeyes --disableexcludes=kubernetes install "kubelet-$KUBERNETES" "kubeadm-$KUBERNETES" "kubectl-$KUBERNETES"
}

# Flatcar and Fedora CoreOS bring containerd and runc; nothing can be installed into their /usr.
from_release() {
  local machine program plugins=v1.9.1
  case $(uname -m) in x86_64) machine=amd64 ;; *) machine=arm64 ;; esac
  mkdir -p "$programs" /opt/cni/bin
  for program in kubeadm kubelet kubectl; do
    if [ -x "$programs/$program" ] && "$programs/$program" --version 2>/dev/null | grep -qF "v$KUBERNETES"; then continue; fi
    outside curl --silent --show-error --fail --location --retry 3 --remote-name "https://dl.k8s.io/release/v$KUBERNETES/bin/linux/$machine/$program"
    echo "$(outside curl --silent --show-error --fail --location --retry 3 "https://dl.k8s.io/release/v$KUBERNETES/bin/linux/$machine/$program.sha256")  $program" |
      sha256sum --check --quiet - || fail "dl.k8s.io sent a $program with a wrong checksum: nothing of it was installed"
    install --mode 755 "$program" "$programs/.$program.new"
    mv "$programs/.$program.new" "$programs/$program"
  done
  if [ "$(cat /opt/cni/bin/.plinth 2>/dev/null)" != "$plugins" ]; then
    local file=cni-plugins-linux-$machine-$plugins.tgz
    local from=https://github.com/containernetworking/plugins/releases/download/$plugins/$file
    outside curl --silent --show-error --fail --location --retry 3 --remote-name "$from"
    outside curl --silent --show-error --fail --location --retry 3 "$from.sha256" | sha256sum --check --quiet - ||
      fail "$from has a wrong checksum: nothing of it was installed"
    tar --extract --gzip --no-same-owner --file "$file" --directory /opt/cni/bin
    echo "$plugins" >/opt/cni/bin/.plinth
  fi
}

if [ -n "$ARTIFACTS" ]; then
  from_artifacts
else
  case $ID in
    debian | ubuntu) from_debian_packages ;;
    flatcar) from_release ;;
    fedora) from_release ;;
    *) from_rpm_packages ;;
  esac
fi
