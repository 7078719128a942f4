# shellcheck shell=bash
# Resets this host before a restore: its etcd data move to /var/lib/plinth/etcd-before-restore-TIME, and its stage becomes `prepared`.
# Runs on a control plane or etcd host, or on a host that becomes one. Fails, without changes, on a host of another cluster.
lock_host
require_own_host
if [ -d /var/lib/etcd/member ]; then
  systemctl stop kubelet 2>/dev/null || true
  for container in $(running_containers etcd); do ctr --namespace k8s.io tasks kill --signal SIGTERM "$container" || true; done
  for _ in $(seq 30); do
    if [ -z "$(running_containers etcd)" ]; then break; fi
    sleep 1
  done
  saved=/var/lib/plinth/etcd-before-restore-$(date --utc +%Y%m%dT%H%M%SZ)
  mkdir -p "$saved"
  chmod 700 "$saved"
  mv /var/lib/etcd/member "$saved"
  log "moved its etcd data to $saved; delete them once the cluster is restored"
fi
write_state prepared
if [ -e /etc/kubernetes/kubelet.conf ] || [ -e /etc/kubernetes/pki/ca.crt ] || [ -n "$(ls -A /etc/kubernetes/manifests 2>/dev/null)" ]; then
  run_logged kubeadm-reset kubeadm reset --force --skip-phases=remove-etcd-member
fi
rm -rf /var/lib/etcd /etc/plinth/upgrade
