# shellcheck shell=bash
# Prints the version of Kubernetes that the cluster is upgraded from, or nothing if all its hosts run KUBERNETES_VERSION already.
# Fails if that is a downgrade, skips a minor version, or if a host differs more than Kubernetes supports. Runs on a control plane.
# Changes nothing.
# See https://kubernetes.io/releases/version-skew-policy/
from=$(cluster_version)
if is_older "$KUBERNETES_VERSION" "$from"; then
  fail "the cluster runs Kubernetes $from, and cannot be downgraded to $KUBERNETES_VERSION: nothing was changed; write kubernetes: '${from%.*}' and patch: '$from'"
fi
if [ $(($(minor_version "$KUBERNETES_VERSION") - $(minor_version "$from"))) -gt 1 ]; then
  next=1.$(($(minor_version "$from") + 1))
  fail "the cluster runs Kubernetes $from, and an upgrade to $KUBERNETES_VERSION skips a minor version: nothing was changed; write kubernetes: '$next', apply, then upgrade again"
fi
# check_host NAME VERSION KIND MAXIMUM: reports a host that is newer than KUBERNETES_VERSION, or more than MAXIMUM minor versions older.
check_host() {
  if is_older "$KUBERNETES_VERSION" "$2"; then
    log "the $3 of $1 has version $2, which is newer than the defined version $KUBERNETES_VERSION: write kubernetes: '${2%.*}' and patch: '$2'"
    unsupported=yes
  elif [ $(($(minor_version "$KUBERNETES_VERSION") - $(minor_version "$2"))) -gt "$4" ]; then
    log "the $3 of $1 has version $2, and Kubernetes supports at most $4 minor versions before $KUBERNETES_VERSION: complete the upgrade to ${from%.*} first, or remove this host from the definition"
    unsupported=yes
  fi
}
upgrade=
if [ "$from" != "$KUBERNETES_VERSION" ]; then upgrade=$from; fi
api_servers=$(list_api_server_versions)
while read -r name version; do
  if [ -z "$version" ]; then continue; fi
  check_host "$name" "$version" 'API server' 1
  if [ "$version" != "$KUBERNETES_VERSION" ]; then upgrade=$version; fi
done <<<"$api_servers"
nodes=$(list_nodes)
while read -r name version _ before_upgrade; do
  if [ -z "$version" ]; then continue; fi
  check_host "$name" "$version" kubelet 3
  if [ "$version" != "$KUBERNETES_VERSION" ] || [ -n "$before_upgrade" ]; then upgrade=${upgrade:-$version}; fi
done <<<"$nodes"
if [ -n "${unsupported-}" ]; then fail "the cluster cannot be upgraded to Kubernetes $KUBERNETES_VERSION: nothing was changed"; fi
if [ -n "$upgrade" ]; then echo "$upgrade"; fi
