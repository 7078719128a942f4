# shellcheck shell=bash
# Starts etcd on a host of its own, as static pod of a kubelet that has no cluster to ask. ETCD_INITIAL_CLUSTER (the members,
# this one among them) and ETCD_CA (the authority that signs their certificates) are empty on the host that begins.
lock_host
case $(read_state stage) in
  '' | prepared) ;;
  *)
    log 'was interrupted, and begins again'
    run_logged kubeadm-reset kubeadm reset --force --skip-phases=remove-etcd-member
    rm -rf /var/lib/etcd ;;
esac
if [ -n "$ETCD_INITIAL_CLUSTER" ]; then stage=joining initial_cluster_state=existing; else stage=initializing initial_cluster_state=new; fi
write_state "$stage"
: >/etc/plinth/etcd
install_certificates "$ETCD_CA"
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
kubernetesVersion: v$KUBERNETES_VERSION
certificateValidityPeriod: $ETCD_CERTIFICATE_VALIDITY
$(if [ -n "$IMAGE_REPOSITORY" ]; then echo "imageRepository: \"$IMAGE_REPOSITORY\""; fi)
etcd:
  local:
    extraArgs:
      - {name: initial-cluster, value: "${ETCD_INITIAL_CLUSTER:-$NAME=https://$(url_host "$ADDRESS"):2380}"}
      - {name: initial-cluster-state, value: $initial_cluster_state}
X
for certificate in etcd-ca etcd-server etcd-peer etcd-healthcheck-client; do
  run_logged "certs-$certificate" kubeadm init phase certs "$certificate" --config "$configuration"
done
run_logged etcd-local kubeadm init phase etcd local --config "$configuration"
write_if_changed /etc/plinth/kubelet.yaml <<<"$ETCD_KUBELET_CONFIGURATION" || true
# shellcheck disable=SC2016 # systemd fills it in
printf '[Service]\nExecStart=\nExecStart=%s --config=/etc/plinth/kubelet.yaml $KUBELET_EXTRA_ARGS\n' "$(command -v kubelet)" |
  write_if_changed /etc/systemd/system/kubelet.service.d/90-etcd.conf || true
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
