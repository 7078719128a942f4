#!/usr/bin/env bash
# Removes the host NAME from the cluster: drains its node, removes its etcd member, deletes its node, resets the host.
# Runs locally, at destroy of a host's resource. Reads NAME, ADDRESS, ROLE, IDENTITY. In a teardown the host is only reset.
# A host that is unreachable is removed from the cluster, but not reset; one of another cluster is skipped.
. "$(dirname "$0")/lib.sh"

# release_lock: releases the lock of the cluster, if this run acquired it.
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
  log 'has not joined a cluster'
elif [ "$identity" != "$IDENTITY" ]; then
  log "belongs to another cluster ($identity) now: skipped, neither the host nor its entry in this cluster was changed"
  exit
fi

case $ROLE in
  etcd) kind='etcd host' peers=$ETCD_HOSTS removal_script=etcd-remove-member ;;
  *) kind='control plane' peers=$CONTROL_PLANES removal_script=delete-node ;;
esac
# In a teardown, other hosts are removed too: draining and removing etcd members would be useless.
if [ "${teardown-}" != teardown ] && ! is_teardown; then
  if peer=$(find_healthy "$ADDRESS" "$peers"); then
    if [ "$(on_host "$peer" get-teardown)" != teardown ]; then
      if [ "$ROLE" = control-plane ]; then
        on_host "$peer" lock-cluster
        locked_on=$peer
      fi
      on_host "$peer" "HOST_STAGE=$stage" "$removal_script"
    fi
  elif [ "$stage" = none ] || [ "$stage" = prepared ]; then
    log 'was never added to the cluster'
  else
    fail "found no other healthy $kind of the cluster, which must remove this host: nothing was changed; repair one and apply again, or, to delete the whole cluster, destroy its stacks"
  fi
fi
if [ "$stage" = unreachable ]; then
  log "warning: was not reset (${reason#unreachable: }): keep it off the cluster's network until it is reset"
  exit
fi
on_host "$ADDRESS" reset
if [ -n "${locked_on-}" ] && [ -n "$ENDPOINT" ]; then on_host "$locked_on" wait-endpoint; fi
log 'was removed from the cluster'
