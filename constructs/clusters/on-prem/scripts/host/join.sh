# shellcheck shell=bash
# Joins this host with the ticket of a control plane. What an interrupted try left is cleaned up first.
alone
if [ "$TICKET" = member ]; then
  systemctl start kubelet
  exit
fi
read -r endpoint token hash key <<<"$TICKET"
if [ -e /etc/kubernetes/kubelet.conf ] || [ -d /etc/kubernetes/manifests ] && [ -n "$(ls -A /etc/kubernetes/manifests)" ]; then
  logged kubeadm-reset kubeadm reset --force --skip-phases=remove-etcd-member
  rm -rf /var/lib/etcd
fi
keep joining
configuration=$(mktemp /run/plinth-XXXXXX)
trap 'rm -f "$configuration"' EXIT
cat >"$configuration" <<X
apiVersion: kubeadm.k8s.io/v1beta4
kind: JoinConfiguration
discovery:
  bootstrapToken: {apiServerEndpoint: "$endpoint", token: "$token", caCertHashes: ["$hash"]}
$(node_registration)
X
if [ "$ROLE" = control-plane ]; then
  printf 'controlPlane: {localAPIEndpoint: {advertiseAddress: "%s", bindPort: 6443}, certificateKey: "%s"}\n' "$ADDRESS" "$key" >>"$configuration"
  if [ -n "$AUDIT_POLICY" ]; then put /etc/kubernetes/audit/policy.yaml <<<"$AUDIT_POLICY" || true; fi
fi
logged kubeadm-join kubeadm join --config "$configuration"
if [ "$ROLE" = control-plane ]; then hold_endpoint "$admin"; fi
keep member
