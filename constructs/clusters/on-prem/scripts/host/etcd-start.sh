# shellcheck shell=bash
# Starts etcd on a host of its own, as static pod of a kubelet that has no cluster to ask. TICKET is empty on the host that
# begins; otherwise it has the members, this one among them, and the authority that signs their certificates.
alone
read -r members authority <<<"$TICKET"
case $(recorded stage) in
  '' | prepared) ;;
  *)
    say 'was interrupted, and begins again'
    logged kubeadm-reset kubeadm reset --force --skip-phases=remove-etcd-member
    rm -rf /var/lib/etcd ;;
esac
if [ -n "$members" ]; then stage=joining state=existing; else stage=founding state=new; fi
keep "$stage"
: >/etc/plinth/etcd
unpack "$authority"
configuration=$(mktemp /run/plinth-XXXXXX)
trap 'rm -f "$configuration"' EXIT
cat >"$configuration" <<X
apiVersion: kubeadm.k8s.io/v1beta4
kind: InitConfiguration
localAPIEndpoint: {advertiseAddress: "$ADDRESS"}
nodeRegistration: {name: "$NAME", criSocket: unix:///run/containerd/containerd.sock}
---
apiVersion: kubeadm.k8s.io/v1beta4
kind: ClusterConfiguration
kubernetesVersion: v$KUBERNETES
certificateValidityPeriod: $ETCD_CERTIFICATES_LAST
$(if [ -n "$IMAGE_REPOSITORY" ]; then echo "imageRepository: \"$IMAGE_REPOSITORY\""; fi)
etcd:
  local:
    extraArgs:
      - {name: initial-cluster, value: "${members:-$NAME=https://$(in_url "$ADDRESS"):2380}"}
      - {name: initial-cluster-state, value: $state}
X
for certificate in etcd-ca etcd-server etcd-peer etcd-healthcheck-client; do
  logged "certificate-$certificate" kubeadm init phase certs "$certificate" --config "$configuration"
done
logged etcd-manifest kubeadm init phase etcd local --config "$configuration"
put /etc/plinth/kubelet.yaml <<<"$ETCD_KUBELET" || true
# shellcheck disable=SC2016 # systemd fills it in
printf '[Service]\nExecStart=\nExecStart=%s --config=/etc/plinth/kubelet.yaml $KUBELET_EXTRA_ARGS\n' "$(command -v kubelet)" |
  put /etc/systemd/system/kubelet.service.d/90-etcd.conf || true
systemctl daemon-reload
systemctl enable --quiet kubelet
systemctl restart kubelet
for _ in $(seq 60); do
  # A learner answers nothing yet but who it is.
  if etcdctl endpoint status >/dev/null 2>&1; then exit; fi
  sleep 2
done
etcdctl endpoint status >&2 || true
fail "etcd does not answer after two minutes: journalctl -u kubelet on $ADDRESS says why"
