#!/usr/bin/env bash
# Initializes the cluster on one control plane, unless a host has joined it already; first starts etcd where it has its own hosts.
# Runs locally, once, after prepare-hosts. Reads CLUSTER_IDENTITY. The decision depends on the state of every host, and on nothing else.
. "$(dirname "$0")/lib.sh"

joined='' initializing='' initializing_etcd='' states=''
while read -r name address; do
  if ! state=$(on_host "$address" state </dev/null); then
    fail "cannot read the state of $name ($address), which may belong to a cluster: $(diagnose_ssh "$address"); nothing was changed"
  fi
  select_host "$name"
  owner=$(check_owner "$state")
  NAME=''
  if [ -n "$owner" ]; then fail "$name ($address) $owner"; fi
  states="$states$name $state"$'\n'
  read -r stage _ <<<"$state"
  if [ "$stage" = none ] || [ "$stage" = prepared ]; then continue; fi
  # An interrupted initialization is resumed on the same host; no other host can have joined it yet.
  case $stage in
    initializing) if grep -qxF "$name $address" <<<"$ETCD_HOSTS"; then initializing_etcd=$name; else initializing=$name; fi ;;
    *) joined="$joined $name" ;;
  esac
done <<<"$(list_hosts)"
if [ -n "$joined" ]; then
  log "the cluster exists already, with these hosts:$joined"
  exit
fi
# read_cluster_ca: sets cluster_ca to the user's CA with its key (base64 tar archive); empty if kubeadm creates one. Fails if they cannot
# be used.
read_cluster_ca() {
  local folder
  cluster_ca=''
  if [ -z "$CLUSTER_CA_CERTIFICATE" ]; then return; fi
  if [ ! -r "$CLUSTER_CA_KEY" ]; then fail "certificateAuthority.privateKey: cannot read $CLUSTER_CA_KEY: nothing was changed; write the path of a file on this machine"; fi
  if [ "$(openssl x509 -noout -pubkey <<<"$CLUSTER_CA_CERTIFICATE")" != "$(openssl pkey -pubout -passin pass: -in "$CLUSTER_CA_KEY" 2>/dev/null)" ]; then
    fail "certificateAuthority.privateKey: $CLUSTER_CA_KEY is not the key of certificateAuthority.certificate, or is encrypted: nothing was changed"
  fi
  if ! openssl x509 -noout -checkend 63072000 <<<"$CLUSTER_CA_CERTIFICATE" >/dev/null; then
    fail 'certificateAuthority.certificate expires within two years, and cannot be replaced later: nothing was changed; write one that is valid longer'
  fi
  # In memory, where the machine has a file system for that.
  folder=$(umask 077; mktemp --directory "$(if [ -w /dev/shm ]; then echo /dev/shm; else echo "${TMPDIR:-/tmp}"; fi)/plinth-XXXXXX")
  printf '%s\n' "$CLUSTER_CA_CERTIFICATE" >"$folder/ca.crt"
  cp "$CLUSTER_CA_KEY" "$folder/ca.key"
  chmod 600 "$folder/ca.key"
  cluster_ca=$(tar --create --directory "$folder" ca.crt ca.key | base64 | tr -d '\n')
  rm -rf "$folder"
}
read_cluster_ca
# On etcd hosts, the first one starts as a cluster of one member; join-node.sh adds the others.
etcd_certificates=''
if [ -n "$ETCD_HOSTS" ]; then
  read -r name _ <<<"${initializing_etcd:-$ETCD_HOSTS}"
  select_host "$name"
  on_host "$ADDRESS" "EXPECTED_STATE=$(awk -v name="$NAME" '$1 == name { sub(/^[^ ]+ /, ""); print }' <<<"$states")" ETCD_INITIAL_CLUSTER= ETCD_CA= ETCD_RESTORE= etcd-start
  log 'etcd is running'
  etcd_certificates=$(on_host "$ADDRESS" etcd-client-certificate)
fi
read -r name _ <<<"${initializing:-$CONTROL_PLANES}"
select_host "$name"
on_host "$ADDRESS" "ETCD_CERTIFICATES=$etcd_certificates" "CLUSTER_CA=$cluster_ca" init
log 'initialized the cluster'
