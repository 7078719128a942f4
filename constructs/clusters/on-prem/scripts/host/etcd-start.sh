# shellcheck shell=bash
# Starts etcd as a static pod on a host that runs only etcd, with a kubelet that belongs to no cluster.
# Runs on an etcd host. Reads EXPECTED_STATE, the output of state.sh before; ETCD_INITIAL_CLUSTER, the members of etcd with this one, and
# ETCD_CA, the CA with its key (base64 tar archive); both are empty on the first host; and ETCD_RESTORE, empty unless the first host starts
# with the data of the snapshot in /var/lib/plinth/restore. Waits up to two minutes until etcd answers.
lock_host
require_own_host
stage=$(read_state stage)
case $stage in
  '' | prepared) ;;
  *)
    if [ "$(print_state)" != "$EXPECTED_STATE" ]; then fail 'was changed by another apply at the same time: nothing was changed; apply again'; fi
    # Only after etcd-add-member.sh has found that this host is no longer a member, its data are of no use.
    if [ -z "$ETCD_INITIAL_CLUSTER" ]; then
      if [ "$stage" != initializing ]; then fail 'is a member of etcd: its data were not deleted; apply again'; fi
      initialized=$(etcdctl get --keys-only /registry/configmaps/kube-system/plinth 2>/dev/null || true)
      if [ -n "$initialized" ]; then
        fail 'has the etcd data of an initialized cluster: they were not deleted; repair a control plane of the cluster and apply again, or, if the cluster is not needed, reset this host (docs/on-premises.md, "Reset a host by hand")'
      fi
    fi
    log 'discarding the state of an earlier attempt, and starting again'
    run_logged kubeadm-reset kubeadm reset --force --skip-phases=remove-etcd-member
    rm -rf /var/lib/etcd ;;
esac
if [ -n "$ETCD_INITIAL_CLUSTER" ]; then stage=joining initial_cluster_state=existing; else stage=initializing initial_cluster_state=new; fi
write_state "$stage"
: >/etc/plinth/etcd
install_certificates "$ETCD_CA"
write_etcd_configuration "${ETCD_INITIAL_CLUSTER:-$NAME=https://$(url_host "$ADDRESS"):2380}" "$initial_cluster_state"
if [ -n "$ETCD_RESTORE" ]; then
  restore_etcd_data /var/lib/plinth/restore
  rm -rf /var/lib/plinth/restore
fi
for certificate in etcd-ca etcd-server etcd-peer etcd-healthcheck-client; do
  run_logged "certs-$certificate" kubeadm init phase certs "$certificate" --config "$configuration"
done
run_logged etcd-local kubeadm init phase etcd local --config "$configuration"
write_if_changed /etc/plinth/kubelet.yaml <<<"$ETCD_KUBELET_CONFIGURATION" || true
# shellcheck disable=SC2016 # expanded by systemd
printf '[Service]\nExecStart=\nExecStart=%s --config=/etc/plinth/kubelet.yaml $KUBELET_EXTRA_ARGS\n' "$(command -v kubelet)" |
  write_if_changed /etc/systemd/system/kubelet.service.d/90-etcd.conf || true
systemctl daemon-reload
systemctl enable --quiet kubelet
systemctl restart kubelet
for _ in $(seq 60); do
  # A learner answers no other request.
  if etcdctl endpoint status >/dev/null 2>&1; then
    record_configuration_digests
    exit
  fi
  sleep 2
done
etcdctl endpoint status >&2 || true
fail "etcd does not answer after two minutes: see journalctl -u kubelet and /var/log/pods/kube-system_etcd-* on $ADDRESS"
