#!/usr/bin/env bash
# Restores the cluster from a backup after all members of etcd were lost: on the first control plane or etcd host, which then is the only
# member of etcd, and on the first control plane; then joins the others again. Workers and their pods are not changed. Runs for
# `plinth restore`, not in an apply. Reads BACKUP_NAME, BACKUP_FILE (empty if the backup is in the bucket), BACKUP_KEY (file of the private
# key) and RESTORE_STEP: `plan` only prints what `run` does. May be repeated: a run that was interrupted starts again, or, once the first
# control plane is restored, continues with the other hosts.
. "$(dirname "$0")/lib.sh"
# shellcheck source=SCRIPTDIR/../host/lib-s3.sh
. "$scripts/host/lib-s3.sh"

umask 077
# In memory, where the machine has a file system for that.
if [ -d /dev/shm ] && [ -w /dev/shm ]; then export TMPDIR=/dev/shm; fi
files=$(mktemp -d)
trap 'rm -rf "$files" "$files.backup"' EXIT
# download_backup: downloads BACKUP_NAME from the bucket of backups.
download_backup() {
  local names
  if [ -z "$BACKUP_S3_BUCKET" ]; then fail "$BACKUP_NAME does not exist: write the path of a file; nothing was changed"; fi
  if ! read_s3_credentials "$BACKUP_S3_CREDENTIALS"; then fail "backup.s3.credentials: $BACKUP_S3_CREDENTIALS has no aws_access_key_id and aws_secret_access_key; nothing was changed"; fi
  BACKUP_FILE=$files.backup
  if request_s3 GET "$BACKUP_S3_PREFIX$BACKUP_NAME" '' "$BACKUP_FILE"; then return; fi
  case $s3_error in
    'status 404'*) ;;
    *) fail "could not download $BACKUP_NAME from the bucket $BACKUP_S3_BUCKET at $BACKUP_S3_ENDPOINT ($s3_error); nothing was changed" ;;
  esac
  names=$(list_s3_backups "$CLUSTER_NAME-" | tail -n 10 | sed 's/^/  /' || true)
  fail "$BACKUP_NAME exists neither as a file nor in the bucket $BACKUP_S3_BUCKET; nothing was changed. The newest backups of $CLUSTER_NAME in the bucket:
${names:-  none}"
}
if [ -z "$BACKUP_FILE" ]; then download_backup; fi
if ! openssl cms -decrypt -binary -inform DER -in "$BACKUP_FILE" -inkey "$BACKUP_KEY" 2>"$files.err" | tar --extract --gzip --directory "$files" 2>>"$files.err"; then
  reason=$(head -n 1 "$files.err")
  rm -f "$files.err"
  fail "cannot decrypt $BACKUP_NAME with the key $BACKUP_KEY ($reason): it must be the private key of backup.certificate at the time of the backup"
fi
rm -f "$files.err"
# backup_field KEY: prints a field of the description in the backup.
backup_field() {
  sed -n "s/^$1=//p" "$files/backup"
}
CLUSTER_IDENTITY=$(backup_field identity)
version=$(backup_field kubernetes)
if [ "$(backup_field cluster)" != "$CLUSTER_NAME" ]; then
  fail "$BACKUP_NAME is a backup of the cluster $(backup_field cluster): nothing was changed"
fi
if [ "${version%.*}" != "${KUBERNETES_VERSION%.*}" ]; then
  fail "$BACKUP_NAME is a backup of Kubernetes $version, and the definition has $KUBERNETES_VERSION: write kubernetes: '${version%.*}' and patch: '$version', and synthesize again; nothing was changed"
fi

continued=''
if find_healthy_control_plane_except none; then
  if [ "$(on_host "$healthy_host" restored-from)" != "$BACKUP_NAME" ]; then
    fail "the control plane at $healthy_host is healthy: nothing was changed; a restore is for a cluster whose etcd is lost as a whole"
  fi
  continued=yes
fi
if [ -z "$continued" ] && [ -n "$ETCD_HOSTS" ] && find_healthy_except none "$ETCD_HOSTS"; then
  read -r stage _ <<<"$(on_host "$healthy_host" state)"
  # After an interrupted restore, the first etcd host has the stage `initializing`.
  if [ "$stage" != initializing ]; then
    fail "etcd is healthy at $healthy_host: nothing was changed; a restore is for a cluster whose etcd is lost as a whole"
  fi
fi
control_plane='' etcd_host='' other_hosts='' unreachable=''
while read -r name address; do
  if [ -z "$name" ]; then continue; fi
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
    if [ "$address" = "$healthy_host" ]; then control_plane=$name; else other_hosts="$other_hosts$name"$'\n'; fi
  elif [ "$ROLE" = etcd ] && [ -z "$etcd_host" ]; then
    etcd_host=$name
  elif [ "$ROLE" = control-plane ] && [ -z "$control_plane" ]; then
    control_plane=$name
  else
    other_hosts="$other_hosts$name"$'\n'
  fi
done <<<"$ETCD_HOSTS"$'\n'"$CONTROL_PLANES"
NAME=''
if [ -z "$control_plane" ]; then fail "no control plane is reachable:$unreachable; nothing was changed"; fi
if [ -n "$ETCD_HOSTS" ] && [ -z "$etcd_host$continued" ]; then fail "no etcd host is reachable:$unreachable; nothing was changed"; fi
log "backup $BACKUP_NAME: of $(backup_field host), $(backup_field time), Kubernetes $version, identity $CLUSTER_IDENTITY"
if [ -z "$continued" ]; then
  log "1. on $(tr '\n' ' ' <<<"$etcd_host $control_plane $other_hosts" | tr -s ' ' | sed 's/^ //; s/ $//'): the host is reset; its etcd data are moved to /var/lib/plinth"
  if [ -n "$etcd_host" ]; then
    log "2. on $etcd_host: etcd is restored as the only member, with another CA; on $control_plane: the control plane is initialized, with the CAs and keys of the backup"
  else
    log "2. on $control_plane: etcd is restored as the only member, with the CAs and keys of the backup; the control plane is initialized"
  fi
else
  log "1. the control plane of $control_plane is restored already"
fi
log "3. joins again: $(tr '\n' ' ' <<<"$other_hosts" | sed 's/ $//; s/^$/none/')"
if [ -n "$unreachable" ]; then log "unreachable, and not changed:$unreachable; keep them off the network of the cluster until they are reset"; fi
log 'everything that was written to the cluster after the backup is lost'
if [ "$RESTORE_STEP" = plan ]; then exit; fi

# send_files ADDRESS PATH: sends files of the backup to /var/lib/plinth/restore on a host; `.` are all of them.
send_files() {
  local sudo='sudo -n ' ssh_host ssh_port ssh_user
  find_ssh_target "$1"
  if [ "$ssh_user" = root ]; then sudo=; fi
  tar --create --directory "$files" "$2" | ssh "${ssh_arguments[@]}" -p "$ssh_port" -l "$ssh_user" -- "$ssh_host" \
    "${sudo}bash -c 'umask 077; rm -rf /var/lib/plinth/restore; mkdir -p /var/lib/plinth/restore; tar --extract --no-same-owner --directory /var/lib/plinth/restore'"
}
if [ -z "$continued" ]; then
  while read -r name; do
    if [ -z "$name" ]; then continue; fi
    select_host "$name"
    # A new host has nothing yet, not even the programs.
    on_host "$ADDRESS" prepare configure-routes install-binaries configure-containerd import-images install-kubelet-unit configure-endpoint configure-certificates discard-member </dev/null
  done <<<"$etcd_host"$'\n'"$control_plane"$'\n'"$other_hosts"
  etcd_certificates=''
  if [ -n "$etcd_host" ]; then
    select_host "$etcd_host"
    send_files "$ADDRESS" etcd.db
    on_host "$ADDRESS" EXPECTED_STATE= ETCD_INITIAL_CLUSTER= ETCD_CA= ETCD_RESTORE=yes etcd-start </dev/null
    etcd_certificates=$(on_host "$ADDRESS" etcd-client-certificate </dev/null)
    rm "$files/etcd.db"
  fi
  select_host "$control_plane"
  send_files "$ADDRESS" .
  on_host "$ADDRESS" "BACKUP_NAME=$BACKUP_NAME" "ETCD_CERTIFICATES=$etcd_certificates" restore-control-plane </dev/null
  if [ -n "$etcd_host" ]; then
    select_host "$etcd_host"
    on_host "$ADDRESS" mark-joined </dev/null
  fi
fi
while read -r name; do
  if [ -z "$name" ]; then continue; fi
  select_host "$name"
  state=$(on_host "$ADDRESS" state </dev/null)
  read -r stage _ <<<"$state"
  if [ "$stage" = joined ]; then continue; fi
  NAME=$name ADDRESS=$ADDRESS ROLE=$ROLE CLUSTER_IDENTITY=$CLUSTER_IDENTITY bash "$scripts/local/join-node.sh" </dev/null
done <<<"$other_hosts"
NAME=''
log "the cluster is restored from $BACKUP_NAME; fetch its kubeconfig (plinth kubeconfig $CLUSTER_NAME), and apply the stack"
