#!/usr/bin/env bash
# Makes the cluster, once. Whether there is one already is asked of every host: of nothing else, and of none in particular.
. "$(dirname "$0")/lib.sh"

joined='' initializing='' initializing_etcd=''
while read -r name address; do
  if ! state=$(on_host "$address" state </dev/null); then
    fail "$name ($address) does not say whether it belongs to a cluster: $(diagnose_ssh "$address"); nothing was changed"
  fi
  read -r stage identity <<<"$state"
  if [ "$stage" = none ] || [ "$stage" = prepared ]; then continue; fi
  if [ "$identity" != "$IDENTITY" ]; then
    fail "$name ($address) belongs to another cluster ($identity): reset it there first (kubeadm reset, rm -r /etc/plinth)"
  fi
  # One that was interrupted while it made the cluster goes on; nobody can have joined it.
  case $stage in
    initializing) if grep -qx "$name $address" <<<"$ETCD_HOSTS"; then initializing_etcd=$name; else initializing=$name; fi ;;
    *) joined="$joined $name" ;;
  esac
done <<<"$(list_hosts)"
if [ -n "$joined" ]; then
  log "the cluster is there:$joined"
  exit
fi
# Where etcd has hosts of its own, the first of them begins alone, and the others join it later.
etcd_certificates=''
if [ -n "$ETCD_HOSTS" ]; then
  read -r name _ <<<"${initializing_etcd:-$ETCD_HOSTS}"
  select_host "$name"
  on_host "$ADDRESS" ETCD_INITIAL_CLUSTER= ETCD_CA= etcd-start
  log 'runs etcd'
  etcd_certificates=$(on_host "$ADDRESS" etcd-client-certificate)
fi
read -r name _ <<<"${initializing:-$CONTROL_PLANES}"
select_host "$name"
on_host "$ADDRESS" "ETCD_CERTIFICATES=$etcd_certificates" init
log 'made the cluster'
