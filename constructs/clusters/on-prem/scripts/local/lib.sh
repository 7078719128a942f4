# shellcheck shell=bash
# What every step begins with that Terraform runs on this machine: settings, and how hosts are reached.
set -euo pipefail
scripts=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
# shellcheck source=/dev/null
. "$scripts/settings.sh"
# shellcheck source=/dev/null
. "$scripts/hosts.sh"
# Relative paths start at the folder that holds cdktf.out.
cd "$scripts/../../../.."

# When Terraform is killed this goes on to its end, so that no host is left half-way: nobody reads, and that is no error.
trap '' PIPE
exec 1> >(trap '' PIPE HUP INT TERM; while IFS= read -r line; do printf '%s\n' "$line" 2>/dev/null || true; done) 2>&1

# The host that a step is about comes from Terraform; what is known of it stands in hosts.sh while it is described.
: "${NAME:=}" "${ADDRESS:=}" "${ROLE:=}" "${IDENTITY:=}"
NODE_LABELS='' NODE_TAINTS='[]'

# select_host NAME: makes a described host the one that the step is about.
select_host() {
  local labels
  IFS=$'\t' read -r ROLE NAME ADDRESS labels NODE_TAINTS _ <<<"$(awk -F'\t' -v name="$1" '$2 == name' <<<"$HOSTS")"
  NODE_LABELS=${labels#-}
}

log() {
  printf '%s: %s\n' "${NAME:-$CLUSTER_NAME}" "$*"
}

fail() {
  log "$*"
  exit 1
}

ssh_arguments=(-o BatchMode=yes -o StrictHostKeyChecking=yes -o ConnectTimeout=10 -o ServerAliveInterval=15
  -o ServerAliveCountMax=8 -o LogLevel=ERROR)
if [ -n "$SSH_KEY" ]; then ssh_arguments+=(-i "$SSH_KEY" -o IdentitiesOnly=yes); fi
if [ -n "$SSH_KNOWN_HOSTS" ]; then ssh_arguments+=(-o "UserKnownHostsFile=$SSH_KNOWN_HOSTS"); fi
if [ -n "$SSH_BASTION" ]; then
  # -J would not hand these options on to the connection with the bastion.
  printf -v proxy_command '%q ' ssh "${ssh_arguments[@]}" -W '[%h]:%p' "$SSH_BASTION"
  ssh_arguments+=(-o "ProxyCommand=${proxy_command//\\%/%}")
fi
ssh_arguments+=(-p "$SSH_PORT" -l "$SSH_USER")

# on_host ADDRESS [VARIABLE=VALUE…] SCRIPT…: runs scripts of the folder host/ there as root, one after another. What one host
# hands to another by way of this machine is in variables: it is never printed, and in no environment.
on_host() {
  local SELF_ADDRESS=$1 script sudo='sudo -n '
  local variables=(NAME ADDRESS ROLE IDENTITY NODE_LABELS NODE_TAINTS SELF_ADDRESS)
  shift
  while [[ $1 == *=* ]]; do
    local "$1"
    variables+=("${1%%=*}")
    shift
  done
  if [ "$SSH_USER" = root ]; then sudo=; fi
  # In braces, so that of a script that a lost connection cut off nothing is run.
  {
    echo '{'
    cat "$scripts/settings.sh"
    declare -p "${variables[@]}" | sed 's/^declare -[-x]* //'
    cat "$scripts/host/lib.sh"
    for script in "$@"; do printf '(\n%s\n)\n' "$(cat "$scripts/host/$script.sh")"; done
    echo '}'
  } | ssh "${ssh_arguments[@]}" -- "$SELF_ADDRESS" "${sudo}bash -c 'eval \"\$(cat)\" </dev/null'"
}

# diagnose_ssh ADDRESS: why a host does not let us in, in one line that begins with `unreachable` where it does not answer at all.
diagnose_ssh() {
  local output output_file
  output_file=$(mktemp)
  if ssh "${ssh_arguments[@]}" -- "$1" "$([ "$SSH_USER" = root ] || echo 'sudo -n ')true" >"$output_file" 2>&1 </dev/null; then
    rm "$output_file"
    return
  fi
  output=$(tr -d '\r' <"$output_file")
  rm "$output_file"
  local file=${SSH_KNOWN_HOSTS:-'~/.ssh/known_hosts'} known_host=$1 keyscan="ssh-keyscan -p $SSH_PORT $1" subject=it possessive=its user=$SSH_USER bastion
  if [ "$SSH_PORT" != 22 ]; then known_host="[$1]:$SSH_PORT"; fi
  if [ -n "$SSH_BASTION" ]; then
    keyscan="ssh $SSH_BASTION $keyscan" bastion=${SSH_BASTION#*@}
    # Of the two hosts on the way ssh names the one that it means.
    case $output in
      *"known for $bastion "* | *"key for $bastion has changed"* | *"@$bastion: Permission denied"* | *"connect to host $bastion "* | *"resolve hostname $bastion"*)
        known_host=$bastion keyscan="ssh-keyscan $bastion" subject="the bastion $bastion" possessive="the bastion's" user=${SSH_BASTION%"$bastion"}
        user=${user%@}
        user=${user:-$(id -un)} ;;
    esac
  fi
  case $output in
    *'IDENTIFICATION HAS CHANGED'* | *'host key'*'has changed'*)
      echo "$possessive host key is not the one in $file: somebody may be in between; if the host was made anew, forget the old key: ssh-keygen -R '$known_host' -f $file" ;;
    *'Host key verification failed'* | *'No '*'host key is known'*)
      echo "$possessive host key is not in $file: add it, and compare its fingerprint with the host's: $keyscan >> $file" ;;
    *'Permission denied'*)
      echo "$subject does not let in user '$user' with ${SSH_KEY:-the keys of the agent or the default ones}: add the public key to the user's authorized_keys there" ;;
    *'sudo:'*)
      echo "user '$SSH_USER' may not become root without a password: allow it with NOPASSWD in a file of /etc/sudoers.d there" ;;
    *)
      # A host behind a bastion that is down may be well: it is not one that is gone.
      if [ "$subject" != it ]; then echo "$subject does not answer (${output%%$'\n'*})"; else echo "unreachable: it does not answer at port $SSH_PORT (${output##*$'\n'})"; fi ;;
  esac
}

# list_hosts: `name address` of each host, one a line, control planes first.
list_hosts() {
  cut -f2,3 <<<"$HOSTS" | tr '\t' ' '
}

# is_teardown: whether this very run takes the whole cluster away.
is_teardown() {
  [ "$(cat "$scripts/../teardown" 2>/dev/null)" = "$IDENTITY" ]
}

# find_healthy SKIP HOSTS: address of the first of these hosts that answers as part of this very cluster; not SKIP.
find_healthy() {
  local address
  while read -r _ address; do
    if [ -z "$address" ] || [ "$address" = "$1" ]; then continue; fi
    if [ "$(on_host "$address" health 2>/dev/null </dev/null || true)" = "$IDENTITY" ]; then
      echo "$address"
      return
    fi
  done <<<"$2"
  return 1
}

# find_healthy_control_plane SKIP: address of a control plane of this very cluster whose API answers; not SKIP, or none is skipped.
find_healthy_control_plane() {
  find_healthy "$1" "$CONTROL_PLANES"
}

# track_job JOB: notes a job that runs beside this script; after twenty it waits for them.
jobs=()
track_job() {
  jobs+=("$1")
  if [ "${#jobs[@]}" -ge 20 ]; then wait_jobs; fi
}

# wait_jobs: waits for the jobs that were noted. A bare `wait` would wait for what prints our lines as well, for ever.
wait_jobs() {
  local job
  for job in ${jobs[@]+"${jobs[@]}"}; do wait "$job" || true; done
  jobs=()
}

# run_everywhere SCRIPT: runs a script on all hosts that answer, twenty at a time.
run_everywhere() {
  local address
  while read -r _ address; do
    on_host "$address" "$1" >/dev/null 2>&1 </dev/null &
    track_job $!
  done <<<"$(list_hosts)"
  wait_jobs
}
