# shellcheck shell=bash
# Prints the state of this host: `none -`, or its stage, the identity of its cluster and, if it is marked, `teardown`.
# Runs on any host. A host of a cluster that Plinth did not create is reported as `joined unknown`.
stage=$(read_state stage)
if [ -z "$stage" ]; then
  if [ -e /etc/kubernetes/kubelet.conf ] || [ -e "$admin_kubeconfig" ] || [ -e /var/lib/etcd/member ]; then echo 'joined unknown'; else echo 'none -'; fi
else
  echo "$stage $(read_state identity) $(if [ -e /etc/plinth/teardown ]; then echo teardown; fi)"
fi
