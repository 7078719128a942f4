# shellcheck shell=bash
# What every step on a host begins with. NAME, ADDRESS and ROLE are the host that it is about, HOST_ADDRESS is this one.
set -euo pipefail
export LC_ALL=C DEBIAN_FRONTEND=noninteractive
# A connection that is lost does not end a step half-way.
trap '' PIPE HUP
# Not all of it: its NAME is not ours.
eval "$(grep -E '^(ID|VERSION_ID|VARIANT_ID|PRETTY_NAME)=' /etc/os-release)"
case "$ID ${VARIANT_ID-}" in
  flatcar* | 'fedora coreos') programs=/opt/bin ;;
  *) programs=/usr/local/bin ;;
esac
export PATH="$programs:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
record=/etc/plinth/cluster
log=/var/log/plinth
admin=/etc/kubernetes/admin.conf

say() {
  printf '%s: %s\n' "$NAME" "$*" >&2 || true
}

fail() {
  say "$*"
  exit 1
}

# logged FILE COMMAND…: keeps what a long command prints on this host, and shows the end of it where it fails.
logged() {
  local file=$log/$1.log
  shift
  mkdir -p "$log"
  if ! "$@" >"$file" 2>&1; then
    tail -n 25 "$file" >&2 || true
    fail "$1 failed; all that it printed is in $file on $HOST_ADDRESS"
  fi
}

# alone: one step at a time changes this host; one that outlived its connection is waited for.
alone() {
  exec 9>/run/plinth.lock
  flock --wait 900 9 || fail 'another step has been busy on this host for 15 minutes'
}

# recorded WORD: what the host knows of itself: stage (prepared, founding, member) and identity.
recorded() {
  if [ -f "$record" ]; then sed -n "s/^$1=//p" "$record"; fi
}

# keep STAGE: records how far this host is, whole or not at all.
keep() {
  mkdir -p "${record%/*}"
  printf 'stage=%s\nidentity=%s\ncluster=%s\nname=%s\n' "$1" "$IDENTITY" "$CLUSTER" "$NAME" >"$record.new"
  sync "$record.new"
  mv "$record.new" "$record"
}

# kube ARGUMENT…: kubectl with this very control plane, never through a load balancer.
kube() {
  kubectl --kubeconfig "$admin" --server "https://$(case $HOST_ADDRESS in *:*) echo "[$HOST_ADDRESS]" ;; *) echo "$HOST_ADDRESS" ;; esac):6443" --request-timeout 20s "$@"
}

# etcdctl ARGUMENT…: etcd's own tool, in its pod on this control plane.
etcdctl() {
  kube exec --namespace kube-system "etcd-$(recorded name)" -- etcdctl --endpoints https://127.0.0.1:2379 --cacert /etc/kubernetes/pki/etcd/ca.crt \
    --cert /etc/kubernetes/pki/etcd/server.crt --key /etc/kubernetes/pki/etcd/server.key "$@"
}

# remove_member ID: takes a member out of etcd. Just after another change etcd refuses for some seconds.
remove_member() {
  local said
  for _ in 1 2 3 4 5 6 7 8 9 10; do
    if said=$(etcdctl member remove "$1" 2>&1); then return; fi
    sleep 3
  done
  say "etcd does not let it go: $(grep -v '^command terminated' <<<"$said" | tail -n 1)"
  return 1
}

# put FILE: writes standard input to a file where it differs, and says so by its exit code.
put() {
  mkdir -p "${1%/*}"
  cat >"$1.new"
  if cmp -s "$1.new" "$1"; then
    rm "$1.new"
    return 1
  fi
  mv "$1.new" "$1"
}
