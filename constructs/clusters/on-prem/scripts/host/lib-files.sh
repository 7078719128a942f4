# shellcheck shell=bash
# Functions for scripts of host/ that find files which were changed by hand. /etc/plinth/files has a line `SHA256  PATH` per file that Plinth,
# or kubeadm for Plinth, has written on this host.
files_record=/etc/plinth/files

# record_files PATH…: records the content of files; forgets those that do not exist.
record_files() {
  local path lines=''
  if [ -e "$files_record" ]; then lines=$(cat "$files_record"); fi
  for path in "$@"; do
    lines=$(awk -v path="$path" 'substr($0, 67) != path' <<<"$lines")
    if [ -e "$path" ]; then lines=$lines$'\n'$(sha256sum "$path"); fi
  done
  # Without a final empty line, which would be a line of the file.
  write_if_changed "$files_record" <<<"$(grep . <<<"$lines" || true)" || true
}

# record_configuration_digests: records the digests of the configuration files of kubeadm and kubelet, for list_changed_files.
record_configuration_digests() {
  restrict_kubelet_files
  record_files /etc/kubernetes/manifests/*.yaml /etc/kubernetes/audit/policy.yaml /var/lib/kubelet/config.yaml /etc/plinth/kubelet.yaml
}

# restrict_kubelet_files: lets only root read the configuration and the units of kubelet, as the CIS benchmark requires. kubeadm and packages
# create them with mode 644; /usr may be read-only.
restrict_kubelet_files() {
  local path
  for path in /var/lib/kubelet/config.yaml /etc/plinth/kubelet.yaml /etc/systemd/system/kubelet.service /etc/systemd/system/kubelet.service.d/*.conf \
    /usr/lib/systemd/system/kubelet.service /usr/lib/systemd/system/kubelet.service.d/*.conf; do
    if [ -f "$path" ]; then chmod 600 "$path" 2>/dev/null || true; fi
  done
}

# is_same_pod FILE FILE: succeeds if two manifests differ at most in comments and empty lines, for which kubelet starts no other container.
is_same_pod() {
  cmp -s <(without_comments "$1") <(without_comments "$2")
}
without_comments() { sed -E 's/(^|[[:space:]])#.*$//; /^[[:space:]]*$/d' "$1"; }

# list_changed_files: prints the paths of recorded files whose content differs, or that do not exist any more.
list_changed_files() {
  local line
  if [ ! -e "$files_record" ]; then return; fi
  while IFS= read -r line; do
    if [ -n "$line" ] && [ "$(sha256sum "${line:66}" 2>/dev/null)" != "$line" ]; then echo "${line:66}"; fi
  done <"$files_record"
}
