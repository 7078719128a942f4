# shellcheck shell=bash
# Joins this host to the cluster with `kubeadm join`. First resets what an earlier attempt left, if that includes static pods.
# Runs on a control plane or worker. Reads JOIN_TOKEN, the output of create-join-token.sh: for `joined`, only starts kubelet.
lock_host
if [ "$JOIN_TOKEN" = joined ]; then
  systemctl start kubelet
  exit
fi
read -r endpoint token hash certificate_key <<<"$JOIN_TOKEN"
if [ -e /etc/kubernetes/kubelet.conf ] || [ -d /etc/kubernetes/manifests ] && [ -n "$(ls -A /etc/kubernetes/manifests)" ]; then
  run_logged kubeadm-reset kubeadm reset --force --skip-phases=remove-etcd-member
  rm -rf /var/lib/etcd
fi
write_state joining
configuration=$(mktemp /run/plinth-XXXXXX)
trap 'rm -f "$configuration"' EXIT
cat >"$configuration" <<X
apiVersion: kubeadm.k8s.io/v1beta4
kind: JoinConfiguration
discovery:
  bootstrapToken: {apiServerEndpoint: "$endpoint", token: "$token", caCertHashes: ["$hash"]}
$(render_node_registration)
X
if [ "$ROLE" = control-plane ]; then
  printf 'controlPlane: {localAPIEndpoint: {advertiseAddress: "%s", bindPort: 6443}, certificateKey: "%s"}\n' "$ADDRESS" "$certificate_key" >>"$configuration"
  if [ -n "$AUDIT_POLICY" ]; then write_if_changed /etc/kubernetes/audit/policy.yaml <<<"$AUDIT_POLICY" || true; fi
fi
run_logged kubeadm-join kubeadm join --config "$configuration"
if [ "$ROLE" = control-plane ]; then install_kube_vip "$admin_kubeconfig"; fi
write_state joined
