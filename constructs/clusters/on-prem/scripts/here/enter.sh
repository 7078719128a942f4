#!/usr/bin/env bash
# Makes a host a member of the cluster: checks it, prepares it, has it let in by another, joins it.
. "$(dirname "$0")/start.sh"

about "$NAME"

# release: gives the lock back, whatever happened; it also ends by itself after some minutes.
release() {
  if [ -n "${locked-}" ]; then on_host "$locked" unlock || true; fi
}
trap release EXIT

TICKET=$(date +%s)
if ! findings=$(on_host "$ADDRESS" check); then
  why=$(trouble "$ADDRESS")
  fail "${why#down: }"
fi
findings=$(printf '%s\n' "$findings" | sed '/^machine-id /d; /^$/d')
if [ -n "$findings" ]; then
  while IFS= read -r line; do say "$line"; done <<<"$findings"
  fail 'nothing was changed on this host'
fi

if [ "$ROLE" != worker ] && [ "$(on_host "$ADDRESS" alive || true)" = "$IDENTITY" ]; then
  if [ "$ROLE" = etcd ]; then on_host "$ADDRESS" member; fi
  say 'is a member'
  exit
fi
on_host "$ADDRESS" prepare programs runtime images kubelet endpoint
if [ "$ROLE" = etcd ]; then
  if ! via=$(living "$ADDRESS" "$ETCD"); then
    fail 'no other etcd host of this cluster answers, so nobody can let it in. If all were lost, restore etcd from a backup; to begin anew, destroy the cluster first'
  fi
  TICKET=$(on_host "$via" etcd-admit)
  on_host "$ADDRESS" etcd-start
  TICKET=
  on_host "$via" etcd-promote
  on_host "$ADDRESS" member
  say 'is a member'
  exit
fi
if ! via=$(living_control_plane "$ADDRESS"); then
  fail "no control plane of this cluster answers, so nobody can let the host in. If all were lost, restore etcd from a backup; to begin anew, destroy the cluster first"
fi
standing=$(on_host "$ADDRESS" standing)
if [ "$ROLE" = control-plane ]; then
  TICKET=$standing
  on_host "$via" lock
  locked=$via
fi
# The ticket has a token that ends after some minutes; it stays in the memory of these processes.
TICKET=$standing
TICKET=$(on_host "$via" version admit)
on_host "$ADDRESS" join
say 'is a member'
