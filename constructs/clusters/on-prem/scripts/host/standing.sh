# shellcheck shell=bash
# Says what this host is: `none -`, or its stage, the identity of its cluster, and `torn-down` where that is to go.
stage=$(recorded stage)
if [ -z "$stage" ]; then
  # A cluster that Plinth did not make is none of ours to touch.
  if [ -e /etc/kubernetes/kubelet.conf ] || [ -e "$admin" ] || [ -e /var/lib/etcd/member ]; then echo 'member unknown'; else echo 'none -'; fi
else
  echo "$stage $(recorded identity) $(if [ -e /etc/plinth/torn-down ]; then echo torn-down; fi)"
fi
