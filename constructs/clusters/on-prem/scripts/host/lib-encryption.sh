# shellcheck shell=bash
# Functions for scripts of host/ that encrypt Secrets in etcd. /etc/kubernetes/encryption/keys has a line per provider of the API server,
# `NUMBER KEY` (base64, 32 bytes) or `identity -` for no encryption: the first one encrypts, and all of them decrypt. Keys are created on a
# control plane, and only copied to the others.
encryption_dir=/etc/kubernetes/encryption

# render_encryption_configuration: prints the EncryptionConfiguration of the lines of keys in standard input.
# https://kubernetes.io/docs/tasks/administer-cluster/encrypt-data/
render_encryption_configuration() {
  local number key
  printf '%s\n' 'apiVersion: apiserver.config.k8s.io/v1' 'kind: EncryptionConfiguration' 'resources:' '  - resources: [secrets]' '    providers:'
  while read -r number key; do
    case $number in
      '') ;;
      identity) echo '      - identity: {}' ;;
      *) printf '      - secretbox: {keys: [{name: "%s", secret: "%s"}]}\n' "$number" "$key" ;;
    esac
  done
}

# write_encryption_keys LINES: writes the keys and the configuration of the API server, readable only by root; returns 1 if nothing changed.
write_encryption_keys() {
  mkdir -p "$encryption_dir"
  chmod 700 "$encryption_dir"
  if [ -e "$encryption_dir/configuration.yaml" ] && [ "$(cat "$encryption_dir/keys" 2>/dev/null)" = "$1" ]; then return 1; fi
  (
    umask 077
    render_encryption_configuration <<<"$1" | write_if_changed "$encryption_dir/configuration.yaml" || true
    write_if_changed "$encryption_dir/keys" <<<"$1" || true
  )
}

# create_encryption_key: prints a new key.
create_encryption_key() {
  head -c 32 /dev/urandom | base64 --wrap 0
}

# ensure_encryption_configuration: writes a configuration without encryption unless there is one, since the API server does not start
# without the file: rotate-encryption-key.sh encrypts the Secrets of such a cluster afterwards.
ensure_encryption_configuration() {
  if [ -e "$encryption_dir/keys" ]; then return; fi
  write_encryption_keys 'identity -' || true
}
