#!/usr/bin/env bash
# Removes the host NAME from the cluster: drains its node, removes its etcd member, deletes its node, resets the host.
# Runs locally, at destroy of a host's resource. Reads NAME, ADDRESS, ROLE, CLUSTER_IDENTITY. In a teardown the host is only reset.
# A host that is unreachable, belongs to another cluster now, or has joined this one with another name, address or role, is removed from
# the cluster, but not reset.
. "$(dirname "$0")/lib.sh"

# release_lock: releases the lock of the cluster, if this run acquired it.
release_lock() {
  if [ -n "${locked_on-}" ]; then on_host "$locked_on" unlock-cluster || true; fi
}
trap release_lock EXIT

reason=$(diagnose_ssh "$ADDRESS")
case $reason in
  '')
    output=$(on_host "$ADDRESS" state get-teardown)
    state=${output%%$'\n'*} teardown=$(sed -n 2p <<<"$output") ;;
  # A machine that Terraform has created was lost, and is not reset: no command is sent to the other one.
  'the host key of the machine'*) state="unreachable $CLUSTER_IDENTITY" reason='unreachable: another machine has its address' ;;
  unreachable*) state="unreachable $CLUSTER_IDENTITY" ;;
  *) fail "$reason" ;;
esac
read -r stage identity _ recorded_name recorded_address recorded_role _ <<<"$state"
# Why the host must not be reset; empty if it must be.
keep_host=''
case $stage in
  none | prepared)
    log 'has not joined a cluster'
    if is_recorded_differently "${identity-}" "$CLUSTER_IDENTITY"; then keep_host='it is prepared for another cluster'; fi ;;
  unreachable) keep_host=${reason#unreachable: } ;;
  *)
    if [ "$identity" != "$CLUSTER_IDENTITY" ]; then
      keep_host="it belongs to another cluster now ($identity)"
    elif is_recorded_differently "${recorded_name-}" "$NAME"; then
      keep_host="it is $recorded_role $recorded_name of this cluster now"
    elif is_recorded_differently "${recorded_role-}" "$ROLE"; then
      log "is $recorded_role $recorded_name of this cluster now: neither the host nor its node was changed"
      exit
    elif is_recorded_differently "${recorded_address-}" "$ADDRESS"; then
      keep_host="it has joined again with the address $recorded_address"
    fi
    # Its former node cannot be drained, since no kubelet serves it any more.
    if [ -n "$keep_host" ]; then stage=unreachable; fi ;;
esac

case $ROLE in
  etcd) kind='etcd host' peers=$ETCD_HOSTS removal_script=etcd-remove-member ;;
  *) kind='control plane' peers=$CONTROL_PLANES removal_script=delete-node ;;
esac
# In a teardown, other hosts are removed too: draining and removing etcd members would be useless.
if [ "${teardown-}" != teardown ] && ! is_teardown; then
  if find_healthy_except "$ADDRESS" "$peers"; then
    peer=$healthy_host
    if [ "$(on_host "$peer" get-teardown)" != teardown ]; then
      if [ "$ROLE" = control-plane ]; then
        on_host "$peer" lock-cluster
        locked_on=$peer
      fi
      on_host "$peer" "STAGE=$stage" "$removal_script"
    fi
  elif [ "$stage" = none ] || [ "$stage" = prepared ]; then
    log 'was never added to the cluster'
  else
    fail_unhealthy "found no other healthy $kind of the cluster, which must remove this host; nothing was changed" \
      'repair one and apply again, or, to delete the whole cluster, destroy its stacks'
  fi
fi
if [ -n "$keep_host" ]; then
  log "warning: was not reset ($keep_host)$(case $reason in unreachable*) echo ": keep it off the cluster's network until it is reset" ;; esac)"
  exit
fi
on_host "$ADDRESS" reset
if [ -n "${locked_on-}" ] && [ -n "$ENDPOINT" ]; then on_host "$locked_on" wait-endpoint; fi
log 'was removed from the cluster'
