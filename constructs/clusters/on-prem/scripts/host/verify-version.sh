# shellcheck shell=bash
# Fails unless the whole control plane runs KUBERNETES_VERSION: the kubelet of a host that joins must not be newer, and a new configuration
# would replace the images of the control plane.
# Runs on a control plane. Changes nothing.
version=$(cluster_version)
if [ "$version" != "$KUBERNETES_VERSION" ]; then
  fail "the cluster runs Kubernetes $version, and the definition has $KUBERNETES_VERSION: hosts join, and settings change, only at the defined version. Remove the new hosts from the definition and apply the upgrade first, or write kubernetes: '${version%.*}' and patch: '$version'; nothing was changed"
fi
api_servers=$(list_api_server_versions)
while read -r name version; do
  if [ -n "$version" ] && [ "$version" != "$KUBERNETES_VERSION" ]; then
    fail "the API server of $name has version $version, since an upgrade to $KUBERNETES_VERSION is incomplete: hosts join, and settings change, only at the defined version. Remove the new hosts from the definition, and apply again to complete the upgrade; nothing was changed"
  fi
done <<<"$api_servers"
