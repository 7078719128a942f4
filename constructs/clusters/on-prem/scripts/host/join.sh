# shellcheck shell=bash
# Joins this host to the cluster with `kubeadm join`. First resets what an earlier attempt left.
# Runs on a control plane or worker. Reads EXPECTED_STATE, the output of state.sh before the join, and JOIN_ACTION: `join`, or
# `start-kubelet` if the node exists already, whose kubelet only has to start. For kubeadm, reads JOIN_ENDPOINT, JOIN_TOKEN, JOIN_CA_HASH
# and, on a control plane, JOIN_CERTIFICATE_KEY, all from create-join-token.sh; and ENCRYPTION_KEYS, from encryption-keys.sh. Does nothing if another apply has joined this host since.
lock_host
# Fails if this host belongs to another cluster, or has another name or role in this cluster.
require_own_host
stage=$(read_state stage)
if [ "$stage" = joined ] && [ "$(print_state)" != "$EXPECTED_STATE" ]; then
  log 'was joined by another apply at the same time'
  exit
fi
if [ "$JOIN_ACTION" = start-kubelet ]; then
  if [ ! -e /etc/kubernetes/kubelet.conf ]; then
    fail 'the cluster has a Ready node with this name and address, but this host has not joined: stop the kubelet of the other machine with this address, or wait a minute until the node of an earlier installation is not Ready, and apply again'
  fi
  systemctl start kubelet
  if [ "$stage" != joined ]; then write_state joined; fi
  exit
fi
case $stage in joining | joined) discard_join ;; esac
write_state joining
configuration=$(mktemp /run/plinth-XXXXXX)
trap 'rm -f "$configuration"' EXIT
cat >"$configuration" <<X
apiVersion: kubeadm.k8s.io/v1beta4
kind: JoinConfiguration
discovery:
  bootstrapToken: {apiServerEndpoint: "$JOIN_ENDPOINT", token: "$JOIN_TOKEN", caCertHashes: ["$JOIN_CA_HASH"]}
$kubeadm_timeouts
$(render_node_registration)
X
if [ "$ROLE" = control-plane ]; then
  printf 'controlPlane: {localAPIEndpoint: {advertiseAddress: "%s", bindPort: 6443}, certificateKey: "%s"}\n' "$ADDRESS" "$JOIN_CERTIFICATE_KEY" >>"$configuration"
  if [ -n "$ENCRYPTION_KEYS" ]; then write_encryption_keys "$(base64 --decode <<<"$ENCRYPTION_KEYS")" || true; else ensure_encryption_configuration; fi
  if [ -n "$AUDIT_POLICY" ]; then write_if_changed /etc/kubernetes/audit/policy.yaml <<<"$AUDIT_POLICY" || true; fi
fi
run_logged kubeadm-join kubeadm join --config "$configuration"
if [ "$ROLE" = control-plane ]; then install_kube_vip "$admin_kubeconfig"; fi
record_configuration_digests
write_state joined
