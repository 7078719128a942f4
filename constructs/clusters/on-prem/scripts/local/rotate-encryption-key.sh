#!/usr/bin/env bash
# Encrypts the Secrets of the cluster with the key ENCRYPTION_KEY (settings.sh), `identity` for none, and deletes earlier keys: every API
# server learns the key, then encrypts with it, then all Secrets are written again. May be repeated: an interrupted run continues. Runs
# locally, after rollout-configuration. Reads CLUSTER_IDENTITY. Changes nothing if all
# control planes have that key only.
. "$(dirname "$0")/lib.sh"

names=() keys=() next=()
# read_keys: reads the control planes into names, and their keys, lines `NUMBER KEY`, into keys. Fails if one is unreachable, since it could
# not read what the others have encrypted.
read_keys() {
  local name address output
  while read -r name address; do
    select_host "$name"
    if ! output=$(on_host "$address" encryption-keys </dev/null); then
      fail "cannot read its keys: $(diagnose_ssh "$address"); no Secret was changed: start this host, or remove it from the definition, and apply again"
    fi
    names+=("$name")
    keys+=("$(base64 --decode <<<"$output")")
  done <<<"$CONTROL_PLANES"
  NAME=''
}

# configure_all: gives each control plane its keys in the array next, all at the same time: their API servers read them without a restart.
configure_all() {
  local index pids=() failed=''
  # The lock expires after ten minutes.
  NAME=encryption-key on_host "$control_plane" lock-cluster </dev/null
  for index in "${!names[@]}"; do
    if [ "${keys[$index]}" = "${next[$index]}" ]; then continue; fi
    (
      select_host "${names[$index]}"
      on_host "$ADDRESS" "ENCRYPTION_KEYS=$(base64 <<<"${next[$index]}" | tr -d '\n')" configure-encryption </dev/null
    ) &
    pids[index]=$!
  done
  for index in ${pids[@]+"${!pids[@]}"}; do wait "${pids[$index]}" || failed="$failed ${names[$index]}"; done
  if [ -n "$failed" ]; then
    fail "could not change the keys of$failed, see above: all Secrets can still be read; fix the error and apply again"
  fi
  keys=("${next[@]}")
}

# list_missing LINES ALL: prints the lines of ALL that are not in LINES.
list_missing() {
  grep -vxF -f <(printf '%s\n' "$1") <<<"$2" || true
}

# join_lines LINES…: prints lines, without empty ones.
join_lines() {
  printf '%s\n' "$@" | grep . || true
}

find_healthy_control_plane_except none || fail_unhealthy 'found no healthy control plane'
control_plane=$healthy_host
read_keys
all=$(join_lines "${keys[@]}" | sort -u)
if [ "$ENCRYPTION_KEY" = identity ]; then
  key='identity -'
else
  key=$(grep "^$ENCRYPTION_KEY " <<<"$all" | head -n 1 || true)
  if [ -z "$key" ]; then
    newest=$(grep -v '^identity' <<<"$all" | cut -d' ' -f1 | sort -n | tail -n 1 || true)
    if [ "${newest:-0}" -gt "$ENCRYPTION_KEY" ]; then
      fail "encryptionKey is $ENCRYPTION_KEY, and the cluster has the key $newest already: keys are never used again; write $((newest + 1))"
    fi
    key="$ENCRYPTION_KEY $(head -c 32 /dev/urandom | base64 | tr -d '\n')"
  fi
fi
final=$(join_lines "$key" "$(if [ "$key" != 'identity -' ]; then echo 'identity -'; fi)")
complete=yes
for index in "${!names[@]}"; do if [ "${keys[$index]}" != "$final" ]; then complete=''; fi; done
if [ -n "$complete" ]; then
  # It does nothing unless it was interrupted.
  on_host "$control_plane" rewrite-secrets </dev/null
  exit
fi

# on_exit: releases the lock of the cluster, with which no control plane joins meanwhile.
on_exit() {
  NAME=encryption-key on_host "$control_plane" unlock-cluster </dev/null || true
}
trap on_exit EXIT
all=$(join_lines "$all" "$key" | sort -u)
for index in "${!names[@]}"; do next[index]=$(join_lines "${keys[$index]}" "$(list_missing "${keys[$index]}" "$all")"); done
configure_all
for index in "${!names[@]}"; do next[index]=$(join_lines "$key" "$(list_missing "$key" "${keys[$index]}")"); done
configure_all
on_host "$control_plane" rewrite-secrets </dev/null
for index in "${!names[@]}"; do next[index]=$final; done
configure_all
log "Secrets are $(if [ "$ENCRYPTION_KEY" = identity ]; then echo 'not encrypted any more'; else echo "encrypted with the key $ENCRYPTION_KEY"; fi)"
