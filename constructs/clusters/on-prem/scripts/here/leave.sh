#!/usr/bin/env bash
# Takes a host out of the cluster: drains it, removes it from etcd, deletes its node, resets it.
. "$(dirname "$0")/start.sh"

release() {
  if [ -n "${locked-}" ]; then on_host "$locked" unlock || true; fi
}
trap release EXIT

why=$(trouble "$ADDRESS")
case $why in
  '') standing=$(on_host "$ADDRESS" standing) ;;
  down*) standing="down $IDENTITY" ;;
  *) fail "$why" ;;
esac
read -r stage identity torn <<<"$standing"
if [ "$stage" = none ] || [ "$stage" = prepared ]; then
  say 'does not belong to a cluster'
elif [ "$identity" != "$IDENTITY" ]; then
  say "belongs to another cluster ($identity) by now, and is left alone"
  exit
fi

case $ROLE in
  etcd) kind='etcd host' others=$ETCD removal=etcd-remove ;;
  *) kind='control plane' others=$CONTROL_PLANES removal=remove ;;
esac
# In a teardown nothing is moved to other hosts: they go as well.
if [ "${torn-}" != torn-down ] && ! torn_down; then
  if via=$(living "$ADDRESS" "$others"); then
    if [ "$(on_host "$via" torn)" != torn-down ]; then
      if [ "$ROLE" = control-plane ]; then
        on_host "$via" lock
        locked=$via
      fi
      TICKET=$stage
      on_host "$via" "$removal"
    fi
  elif [ "$stage" = none ] || [ "$stage" = prepared ]; then
    say 'was never let in'
  else
    fail "no other $kind of the cluster answers, so the host cannot be taken out: nothing was changed. If the cluster shall go, destroy all of it"
  fi
fi
if [ "$stage" = down ]; then
  say "warning: it does not answer, and was not reset: reset it before it is switched on again beside the cluster (${why#down: })"
  exit
fi
on_host "$ADDRESS" reset
if [ -n "${locked-}" ] && [ -n "$ENDPOINT" ]; then on_host "$locked" answers; fi
say 'left the cluster'
