#!/usr/bin/env bash
# Reads the public host keys of a machine that Terraform has created, and writes them to MACHINE_KNOWN_HOSTS. Runs locally, once for each
# machine. Reads NAME, ADDRESS and MACHINE_ID, and HOST_KEY_COMMAND (settings.sh), which prints the keys, and is repeated for ten minutes.
. "$(dirname "$0")/lib.sh"

export NAME ADDRESS MACHINE_ID
errors=$(mktemp)
trap 'rm -f "$errors"' EXIT
find_ssh_target "$ADDRESS"
known_host=$ssh_host
if [ "$ssh_port" != 22 ]; then known_host="[$ssh_host]:$ssh_port"; fi
# read_keys: prints a line for the file of host keys for each key, without its comment; fails if there is none.
read_keys() {
  local type key lines=''
  while read -r type key _; do
    if [[ $type =~ ^(ssh-[a-z0-9]+|ecdsa-sha2-[a-z0-9]+|sk-[a-z0-9@.-]+)$ && $key =~ ^[A-Za-z0-9+/]+=*$ ]]; then lines+="$known_host $type $key"$'\n'; fi
  done <<<"$(bash -euo pipefail -c "$HOST_KEY_COMMAND" 2>"$errors" </dev/null)"
  printf '%s' "$lines"
  [ -n "$lines" ]
}
deadline=$(($(date +%s) + ${HOST_KEY_TIMEOUT_SECONDS:-600}))
until keys=$(read_keys); do
  if [ "$(date +%s)" -ge "$deadline" ]; then
    fail "could not read the host key of the machine ($(tail -n 1 "$errors")): its first boot must create it, and the command of the machine kind must print it; then apply again"
  fi
  sleep 5
done
mkdir -p "$(dirname "$MACHINE_KNOWN_HOSTS")"
# Terraform runs this script for several machines at the same time.
for _ in $(seq 60); do
  if mkdir "$MACHINE_KNOWN_HOSTS.lock" 2>/dev/null; then break; fi
  sleep 1
done
trap 'rm -f "$errors" "$MACHINE_KNOWN_HOSTS.new"; rmdir "$MACHINE_KNOWN_HOSTS.lock"' EXIT
{
  if [ -e "$MACHINE_KNOWN_HOSTS" ]; then awk -v host="$known_host" '$1 != host' "$MACHINE_KNOWN_HOSTS"; fi
  printf '%s\n' "$keys"
} >"$MACHINE_KNOWN_HOSTS.new"
mv "$MACHINE_KNOWN_HOSTS.new" "$MACHINE_KNOWN_HOSTS"
log 'its host key is read'
