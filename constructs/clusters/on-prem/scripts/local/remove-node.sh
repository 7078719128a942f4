#!/usr/bin/env bash
# Takes a host out of the cluster: drains it, removes it from etcd, deletes its node, resets it.
. "$(dirname "$0")/lib.sh"

release_lock() {
  if [ -n "${locked_on-}" ]; then on_host "$locked_on" unlock-cluster || true; fi
}
trap release_lock EXIT

reason=$(diagnose_ssh "$ADDRESS")
case $reason in
  '') state=$(on_host "$ADDRESS" state) ;;
  unreachable*) state="unreachable $IDENTITY" ;;
  *) fail "$reason" ;;
esac
read -r stage identity teardown <<<"$state"
if [ "$stage" = none ] || [ "$stage" = prepared ]; then
  log 'does not belong to a cluster'
elif [ "$identity" != "$IDENTITY" ]; then
  log "belongs to another cluster ($identity) by now, and is left alone"
  exit
fi

case $ROLE in
  etcd) kind='etcd host' peers=$ETCD_HOSTS removal_script=etcd-remove-member ;;
  *) kind='control plane' peers=$CONTROL_PLANES removal_script=delete-node ;;
esac
# In a teardown nothing is moved to other hosts: they go as well.
if [ "${teardown-}" != teardown ] && ! is_teardown; then
  if peer=$(find_healthy "$ADDRESS" "$peers"); then
    if [ "$(on_host "$peer" get-teardown)" != teardown ]; then
      if [ "$ROLE" = control-plane ]; then
        on_host "$peer" lock-cluster
        locked_on=$peer
      fi
      on_host "$peer" "HOST_STATE=$stage" "$removal_script"
    fi
  elif [ "$stage" = none ] || [ "$stage" = prepared ]; then
    log 'was never let in'
  else
    fail "no other $kind of the cluster answers, so the host cannot be taken out: nothing was changed. If the cluster shall go, destroy all of it"
  fi
fi
if [ "$stage" = unreachable ]; then
  log "warning: it does not answer, and was not reset: reset it before it is switched on again beside the cluster (${reason#unreachable: })"
  exit
fi
on_host "$ADDRESS" reset
if [ -n "${locked_on-}" ] && [ -n "$ENDPOINT" ]; then on_host "$locked_on" wait-endpoint; fi
log 'left the cluster'
