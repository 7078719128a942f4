# shellcheck shell=bash
# Says what this host is: `none -`, or its stage, the identity of its cluster, and `teardown` where that is to go.
stage=$(read_state stage)
if [ -z "$stage" ]; then
  # A cluster that Plinth did not make is none of ours to touch.
  if [ -e /etc/kubernetes/kubelet.conf ] || [ -e "$admin_kubeconfig" ] || [ -e /var/lib/etcd/member ]; then echo 'joined unknown'; else echo 'none -'; fi
else
  echo "$stage $(read_state identity) $(if [ -e /etc/plinth/teardown ]; then echo teardown; fi)"
fi
