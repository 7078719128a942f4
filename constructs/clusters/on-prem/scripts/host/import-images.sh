# shellcheck shell=bash
# Downloads the container images from ARTIFACTS_URL that this role needs, verifies their checksums, imports them into
# containerd, and pins them, so that kubelet does not garbage-collect them.
# Runs on any host. Reads ARTIFACTS_URL, ROLE. Does nothing without artifacts; imports each archive once.
if [ -z "$ARTIFACTS_URL" ]; then exit; fi
lock_host
folder=$(mktemp -d /var/lib/plinth-XXXXXX)
trap 'rm -rf "$folder"' EXIT
cd "$folder" || exit 1
imported=/var/lib/plinth/images
mkdir -p "$imported"
curl --silent --show-error --fail --retry 3 --output SHA256SUMS "$ARTIFACTS_URL/SHA256SUMS" || fail "could not download $ARTIFACTS_URL/SHA256SUMS"
# list_images: prints the names of the images in containerd, sorted.
list_images() {
  ctr --namespace k8s.io images list --quiet 2>/dev/null | sort
}
while read -r checksum path; do
  name=${path##*/}
  case "$ROLE $name" in
    'etcd etcd'* | 'etcd pause'*) ;;
    'etcd '*) continue ;;
    'worker kube-apiserver'* | 'worker kube-controller-manager'* | 'worker kube-scheduler'* | 'worker etcd'*) continue ;;
  esac
  # An imported image may have been deleted since.
  if [ -e "$imported/$checksum" ] && [ -z "$(comm -23 "$imported/$checksum" <(list_images))" ]; then continue; fi
  curl --silent --show-error --fail --retry 3 --output "$name" "$ARTIFACTS_URL/$path" || fail "could not download $ARTIFACTS_URL/$path"
  if [ "$(sha256sum <"$name" | cut -d' ' -f1)" != "$checksum" ]; then
    fail "checksum of $ARTIFACTS_URL/$path does not match SHA256SUMS: it was not imported"
  fi
  list_images >before
  run_logged "import-$name" ctr --namespace k8s.io images import "$name"
  comm -13 before <(list_images) | grep -v '^sha256:' >new || true
  rm "$name"
  while read -r image; do
    ctr --namespace k8s.io images label "$image" io.cri-containerd.pinned=pinned >/dev/null 2>&1
  done <new
  mv new "$imported/$checksum"
done <<<"$(grep -E ' images/[^/]*\.tar$' SHA256SUMS)"
