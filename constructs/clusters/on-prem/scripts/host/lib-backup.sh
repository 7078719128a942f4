# shellcheck shell=bash
# Functions for scripts of host/ that save the data of etcd. configure-backup.sh also copies them into the program that the timer runs.
s3_credentials_file=/etc/plinth/s3-credentials

# save_etcd_snapshot FILE: saves a snapshot of etcd to a file, readable only by root; fails unless it is complete. Runs on a host with etcd,
# or on a control plane of a cluster with etcd hosts.
save_etcd_snapshot() {
  local output temporary
  if [ -z "$ETCD_HOSTS" ] || [ -e /etc/plinth/etcd ]; then
    # The only folder of the host that the container of etcd can write to.
    temporary=/var/lib/etcd/plinth-snapshot.db
    rm -f "$temporary" "$temporary.part"
    output=$(etcdctl snapshot save "$temporary" --command-timeout 10m 2>&1) || rm -f "$temporary"
  else
    temporary=$1.db
    output=$(save_remote_etcd_snapshot "$temporary" 2>&1) || rm -f "$temporary"
  fi
  rm -f "$temporary.part"
  if [ ! -s "$temporary" ]; then
    rm -f "$temporary"
    fail "could not save a snapshot of etcd ($(grep -v '^ctr: ' <<<"$output" | tail -n 1)): nothing was changed"
  fi
  chmod 600 "$temporary"
  mv "$temporary" "$1.new"
  sync "$1.new"
  mv "$1.new" "$1"
}

# run_etcd_image IMAGE FOLDER COMMAND…: runs a program of an image of etcd in the network of this host, with a folder of the host as /work,
# and the certificates of the host.
run_etcd_image() {
  local image=$1 folder=$2
  shift 2
  mkdir -p /etc/kubernetes/pki
  ctr --namespace k8s.io run --rm --net-host --mount "type=bind,src=$folder,dst=/work,options=rbind:rw" \
    --mount 'type=bind,src=/etc/kubernetes/pki,dst=/etc/kubernetes/pki,options=rbind:ro' "$image" "plinth-etcd-$$-$RANDOM" "$@"
}

# ensure_etcd_image: downloads and keeps the image of etcd on a host that runs no etcd.
ensure_etcd_image() {
  if ! grep -qxF "$BACKUP_ETCD_IMAGE" <<<"$(ctr --namespace k8s.io images list --quiet)"; then
    with_proxy ctr --namespace k8s.io images pull --hosts-dir /etc/containerd/certs.d "$BACKUP_ETCD_IMAGE"
  fi
  ctr --namespace k8s.io images label "$BACKUP_ETCD_IMAGE" io.cri-containerd.pinned=pinned
}

# save_remote_etcd_snapshot FILE: saves a snapshot of the first healthy etcd host, with the client certificate of this control plane.
save_remote_etcd_snapshot() {
  local address folder=${1%/*} credentials=(--cacert /etc/kubernetes/pki/etcd/ca.crt --cert /etc/kubernetes/pki/apiserver-etcd-client.crt --key /etc/kubernetes/pki/apiserver-etcd-client.key)
  ensure_etcd_image || return 1
  while read -r _ address; do
    if run_etcd_image "$BACKUP_ETCD_IMAGE" "$folder" etcdctl "${credentials[@]}" --endpoints "https://$(url_host "$address"):2379" --command-timeout 10m \
      snapshot save "/work/${1##*/}" </dev/null; then return; fi
  done <<<"$ETCD_HOSTS"
  return 1
}

# record_backup: records the time of a backup, and when the next one is due, in /var/lib/plinth/last-backup and as metrics.
record_backup() {
  local now due
  now=$(date +%s)
  due=$(systemd-analyze calendar "$BACKUP_SCHEDULE" 2>/dev/null | sed -n 's/^ *\(Next elapse\|(in UTC)\): *//p' | tail -n 1)
  # A schedule in the past has no next time.
  if [ -n "$due" ] && [ "$due" != never ]; then due=$(date --date "$due" +%s 2>/dev/null) || due=; else due=; fi
  mkdir -p /var/lib/plinth
  printf '%s\n' "time=$now" "due=$due" >/var/lib/plinth/last-backup
  {
    echo '# HELP plinth_backup_last_success_timestamp_seconds Time of the last backup that this host has written, in seconds since 1970.'
    echo '# TYPE plinth_backup_last_success_timestamp_seconds gauge'
    echo "plinth_backup_last_success_timestamp_seconds $now"
    if [ -n "$due" ]; then
      echo '# HELP plinth_backup_due_timestamp_seconds Time at which the next backup of this host is due, in seconds since 1970.'
      echo '# TYPE plinth_backup_due_timestamp_seconds gauge'
      echo "plinth_backup_due_timestamp_seconds $due"
    fi
  } | write_metrics backup
}

# create_backup: writes an encrypted backup to BACKUP_FOLDER: a snapshot of etcd, the keys and certificates of the CAs and of service
# accounts, the keys that encrypt Secrets, and the identity and version of the cluster. Only the private key of BACKUP_CERTIFICATE decrypts it.
# Uploads it to the bucket BACKUP_S3_BUCKET, if one is defined. Keeps the newest BACKUP_KEEP backups of this host in both.
create_backup() {
  local folder file old files=() pki=(ca.crt ca.key sa.key sa.pub front-proxy-ca.crt front-proxy-ca.key)
  # The key of the CA of etcd hosts never leaves them: a restore creates another CA.
  if [ -z "$ETCD_HOSTS" ]; then pki+=(etcd/ca.crt etcd/ca.key); fi
  lock_host
  folder=$(mktemp --directory /var/lib/plinth-XXXXXX)
  # shellcheck disable=SC2064 # the folder of now
  trap "rm -rf '$folder'" EXIT
  save_etcd_snapshot "$folder/etcd.db"
  for file in "${pki[@]}"; do
    if [ ! -e "/etc/kubernetes/pki/$file" ]; then fail "/etc/kubernetes/pki/$file does not exist: no backup was written"; fi
    files+=("pki/$file")
  done
  if [ -e /etc/kubernetes/encryption/keys ]; then files+=(encryption/keys); fi
  printf '%s\n' "identity=$(read_state identity)" "cluster=$CLUSTER_NAME" "kubernetes=$(kubelet --version | sed 's/^Kubernetes v//')" \
    "host=$(read_state name)" "time=$(date --utc +%Y-%m-%dT%H:%M:%SZ)" >"$folder/backup"
  printf '%s\n' "$BACKUP_CERTIFICATE" >"$folder/certificate.pem"
  mkdir -p "$BACKUP_FOLDER"
  file=$BACKUP_FOLDER/$CLUSTER_NAME-$(read_state name)-$(date --utc +%Y%m%dT%H%M%SZ).backup
  tar --create --gzip --directory "$folder" backup etcd.db --directory /etc/kubernetes "${files[@]}" |
    openssl cms -encrypt -binary -stream -outform DER -aes256 -out "$file.new" "$folder/certificate.pem" ||
    fail "could not write $file: no backup was written"
  chmod 600 "$file.new"
  sync "$file.new"
  mv "$file.new" "$file"
  if [ -n "$BACKUP_S3_BUCKET" ]; then upload_backup "$file"; fi
  record_backup
  find "$BACKUP_FOLDER" -name "$CLUSTER_NAME-$(read_state name)-*.backup" | sort --reverse | tail -n "+$((BACKUP_KEEP + 1))" |
    while read -r old; do rm -f "$old"; done
  log "wrote $file"
}

# upload_backup FILE: uploads a backup to the bucket, and deletes there all but the newest BACKUP_KEEP of this host; fails if it cannot be
# uploaded. A key without permission to delete is no error.
upload_backup() {
  local name names
  if ! read_s3_credentials "$s3_credentials_file"; then fail "$s3_credentials_file has no aws_access_key_id and aws_secret_access_key: apply again"; fi
  if ! request_s3 PUT "$BACKUP_S3_PREFIX${1##*/}" '' "$1"; then
    fail "could not upload ${1##*/} to the bucket $BACKUP_S3_BUCKET at $BACKUP_S3_ENDPOINT ($s3_error); $1 exists on this host"
  fi
  log "uploaded ${1##*/} to the bucket $BACKUP_S3_BUCKET"
  if ! names=$(list_s3_backups "$CLUSTER_NAME-$(read_state name)-"); then
    log 'could not list the backups in the bucket: none was deleted'
    return
  fi
  head -n "-$BACKUP_KEEP" <<<"$names" | while read -r name; do
    if [ -n "$name" ] && ! request_s3 DELETE "$BACKUP_S3_PREFIX$name" '' /dev/null; then log "could not delete $name in the bucket ($s3_error)"; fi
  done
}

# restore_etcd_data FOLDER: writes the data of the snapshot FOLDER/etcd.db to /var/lib/etcd, with this host as the only member of etcd. Reads
# $configuration, the file of a configuration of kubeadm.
restore_etcd_data() {
  local image options=()
  image=$(kubeadm config images list --config "$configuration" 2>/dev/null | grep '/etcd:')
  # kubeadm pulls images that the host has, too, which fails at sites that import them from artifacts.
  if ! grep -qxF "$image" <<<"$(ctr --namespace k8s.io images list --quiet)"; then
    run_logged images-pull kubeadm config images pull --config "$configuration"
  fi
  # Revisions of a restored etcd must not repeat those that clients have seen.
  if [[ $(run_etcd_image "$image" "$1" etcdutl snapshot restore --help 2>&1) == *bump-revision* ]]; then options=(--bump-revision 1000000000 --mark-compacted); fi
  rm -rf "$1/data"
  run_logged etcd-restore run_etcd_image "$image" "$1" etcdutl snapshot restore /work/etcd.db --data-dir /work/data --name "$NAME" \
    --initial-cluster "$NAME=https://$(url_host "$ADDRESS"):2380" --initial-advertise-peer-urls "https://$(url_host "$ADDRESS"):2380" \
    ${options[@]+"${options[@]}"}
  rm -rf /var/lib/etcd
  mkdir -p /var/lib/etcd
  chmod 700 /var/lib/etcd
  mv "$1/data/member" /var/lib/etcd/member
}
