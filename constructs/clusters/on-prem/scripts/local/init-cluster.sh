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
    initializing) if grep -qx "$name $address" <<<"$ETCD_HOSTS"; then initializing_etcd=$name; else initializing=$name; fi ;;
    *) joined="$joined $name" ;;
  esac
done <<<"$(list_hosts)"
if [ -n "$joined" ]; then
  log "the cluster exists already, with these hosts:$joined"
  exit
fi
# On etcd hosts, the first one starts as a cluster of one member; join-node.sh adds the others.
etcd_certificates=''
if [ -n "$ETCD_HOSTS" ]; then
  read -r name _ <<<"${initializing_etcd:-$ETCD_HOSTS}"
  select_host "$name"
  on_host "$ADDRESS" "EXPECTED_STATE=$(sed -n "s/^$NAME //p" <<<"$states")" ETCD_INITIAL_CLUSTER= ETCD_CA= etcd-start
  log 'etcd is running'
  etcd_certificates=$(on_host "$ADDRESS" etcd-client-certificate)
fi
read -r name _ <<<"${initializing:-$CONTROL_PLANES}"
select_host "$name"
on_host "$ADDRESS" "ETCD_CERTIFICATES=$etcd_certificates" init
log 'initialized the cluster'
