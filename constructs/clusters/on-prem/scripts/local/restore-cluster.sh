#!/usr/bin/env bash
# Restores the cluster from a backup after all members of etcd were lost: on the first control plane, which then is the only member of
# etcd, and joins the other control planes again. Workers and their pods are not changed. Runs for `plinth restore`, not in an apply.
# Reads BACKUP_FILE, BACKUP_KEY (file of the private key) and RESTORE_STEP: `plan` only prints what `run` does. May be repeated: a run
# that was interrupted starts again, or, once the first control plane is restored, continues with the others.
. "$(dirname "$0")/lib.sh"

umask 077
# In memory, where the machine has a file system for that.
if [ -d /dev/shm ] && [ -w /dev/shm ]; then export TMPDIR=/dev/shm; fi
files=$(mktemp -d)
trap 'rm -rf "$files"' EXIT
if ! openssl cms -decrypt -binary -inform DER -in "$BACKUP_FILE" -inkey "$BACKUP_KEY" 2>"$files.err" | tar --extract --gzip --directory "$files" 2>>"$files.err"; then
  reason=$(head -n 1 "$files.err")
  rm -f "$files.err"
  fail "cannot decrypt $BACKUP_FILE with the key $BACKUP_KEY ($reason): it must be the private key of backup.certificate at the time of the backup"
fi
rm -f "$files.err"
# backup_field KEY: prints a field of the description in the backup.
backup_field() {
  sed -n "s/^$1=//p" "$files/backup"
}
BACKUP_NAME=$(basename "$BACKUP_FILE")
CLUSTER_IDENTITY=$(backup_field identity)
version=$(backup_field kubernetes)
if [ "$(backup_field cluster)" != "$CLUSTER_NAME" ]; then
  fail "$BACKUP_FILE is a backup of the cluster $(backup_field cluster): nothing was changed"
fi
if [ "${version%.*}" != "${KUBERNETES_VERSION%.*}" ]; then
  fail "$BACKUP_FILE is a backup of Kubernetes $version, and the definition has $KUBERNETES_VERSION: write kubernetes: '${version%.*}' and patch: '$version', and synthesize again; nothing was changed"
fi

continued=''
if find_healthy_control_plane_except none; then
  if [ "$(on_host "$healthy_host" restored-from)" != "$BACKUP_NAME" ]; then
    fail "the control plane at $healthy_host is healthy: nothing was changed; a restore is for a cluster whose etcd is lost as a whole"
  fi
  continued=yes
fi
first='' others='' unreachable=''
while read -r name address; do
  select_host "$name"
  if ! state=$(on_host "$address" state </dev/null 2>/dev/null); then
    reason=$(diagnose_ssh "$address")
    case $reason in
      unreachable*) unreachable="$unreachable $name" ;;
      *) fail "${reason:-cannot read its state}; nothing was changed" ;;
    esac
    continue
  fi
  owner=$(check_owner "$state")
  if [ -n "$owner" ]; then fail "$owner; nothing was changed"; fi
  if [ -n "$continued" ]; then
    if [ "$address" != "$healthy_host" ]; then others="$others$name"$'\n'; else first=$name; fi
  elif [ -z "$first" ]; then
    first=$name
  else
    others="$others$name"$'\n'
  fi
done <<<"$CONTROL_PLANES"
NAME=''
if [ -z "$first" ]; then fail "no control plane is reachable:$unreachable; nothing was changed"; fi
log "backup $BACKUP_NAME: of $(backup_field host), $(backup_field time), Kubernetes $version, identity $CLUSTER_IDENTITY"
if [ -z "$continued" ]; then
  log "1. on $(tr '\n' ' ' <<<"$first $others" | tr -s ' ' | sed 's/ $//'): the control plane is reset; its etcd data are moved to /var/lib/plinth"
  log "2. on $first: etcd is restored as the only member, with the CAs and keys of the backup; the control plane is initialized"
else
  log "1. the control plane of $first is restored already"
fi
log "3. joins again, as control planes: $(tr '\n' ' ' <<<"$others" | sed 's/ $//; s/^$/none/')"
if [ -n "$unreachable" ]; then log "unreachable, and not changed:$unreachable; keep them off the network of the cluster until they are reset"; fi
log 'everything that was written to the cluster after the backup is lost'
if [ "$RESTORE_STEP" = plan ]; then exit; fi

# send_files ADDRESS: sends the files of the backup to /var/lib/plinth/restore on a host.
send_files() {
  local sudo='sudo -n ' ssh_host ssh_port ssh_user
  find_ssh_target "$1"
  if [ "$ssh_user" = root ]; then sudo=; fi
  tar --create --directory "$files" . | ssh "${ssh_arguments[@]}" -p "$ssh_port" -l "$ssh_user" -- "$ssh_host" \
    "${sudo}bash -c 'umask 077; rm -rf /var/lib/plinth/restore; mkdir -p /var/lib/plinth/restore; tar --extract --no-same-owner --directory /var/lib/plinth/restore'"
}
if [ -z "$continued" ]; then
  while read -r name; do
    if [ -z "$name" ]; then continue; fi
    select_host "$name"
    # A new host has nothing yet, not even the programs.
    on_host "$ADDRESS" prepare install-binaries configure-containerd import-images install-kubelet-unit configure-endpoint configure-certificates discard-control-plane </dev/null
  done <<<"$first"$'\n'"$others"
  select_host "$first"
  send_files "$ADDRESS"
  on_host "$ADDRESS" "BACKUP_NAME=$BACKUP_NAME" restore-control-plane </dev/null
fi
while read -r name; do
  if [ -z "$name" ]; then continue; fi
  select_host "$name"
  state=$(on_host "$ADDRESS" state </dev/null)
  read -r stage _ <<<"$state"
  if [ "$stage" = joined ]; then continue; fi
  NAME=$name ADDRESS=$ADDRESS ROLE=$ROLE CLUSTER_IDENTITY=$CLUSTER_IDENTITY bash "$scripts/local/join-node.sh" </dev/null
done <<<"$others"
NAME=''
log "the cluster is restored from $BACKUP_NAME; fetch its kubeconfig (plinth kubeconfig $CLUSTER_NAME), and apply the stack"
