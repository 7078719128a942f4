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
# What one host hands to another by way of this machine: it is never printed.
TICKET=

# about NAME: makes a described host the one that the step is about.
about() {
  local labels
  IFS=$'\t' read -r ROLE NAME ADDRESS labels NODE_TAINTS _ <<<"$(awk -F'\t' -v name="$1" '$2 == name' <<<"$HOSTS")"
  NODE_LABELS=${labels#-}
}

say() {
  printf '%s: %s\n' "${NAME:-$CLUSTER}" "$*"
}

fail() {
  say "$*"
  exit 1
}

ssh_arguments=(-o BatchMode=yes -o StrictHostKeyChecking=yes -o ConnectTimeout=10 -o ServerAliveInterval=15
  -o ServerAliveCountMax=8 -o LogLevel=ERROR)
if [ -n "$SSH_KEY" ]; then ssh_arguments+=(-i "$SSH_KEY" -o IdentitiesOnly=yes); fi
if [ -n "$SSH_KNOWN_HOSTS" ]; then ssh_arguments+=(-o "UserKnownHostsFile=$SSH_KNOWN_HOSTS"); fi
if [ -n "$SSH_BASTION" ]; then
  # -J would not hand these options on to the connection with the bastion.
  printf -v through '%q ' ssh "${ssh_arguments[@]}" -W '[%h]:%p' "$SSH_BASTION"
  ssh_arguments+=(-o "ProxyCommand=${through//\\%/%}")
fi
ssh_arguments+=(-p "$SSH_PORT" -l "$SSH_USER")

# on_host ADDRESS STEP…: runs steps of the folder host/ there as root, one after another.
on_host() {
  local HOST_ADDRESS=$1 step sudo='sudo -n '
  shift
  if [ "$SSH_USER" = root ]; then sudo=; fi
  # In braces, so that of a script that a lost connection cut off nothing is run.
  {
    echo '{'
    cat "$scripts/settings.sh"
    declare -p NAME ADDRESS ROLE IDENTITY NODE_LABELS NODE_TAINTS TICKET HOST_ADDRESS | sed 's/^declare -[-x]* //'
    cat "$scripts/host/start.sh"
    for step in "$@"; do printf '(\n%s\n)\n' "$(cat "$scripts/host/$step.sh")"; done
    echo '}'
  } | ssh "${ssh_arguments[@]}" -- "$HOST_ADDRESS" "${sudo}bash -c 'eval \"\$(cat)\" </dev/null'"
}

# trouble ADDRESS: why a host does not let us in, in one line that begins with `down` where it does not answer at all.
trouble() {
  local said log
  log=$(mktemp)
  if ssh "${ssh_arguments[@]}" -- "$1" "$([ "$SSH_USER" = root ] || echo 'sudo -n ')true" >"$log" 2>&1 </dev/null; then
    rm "$log"
    return
  fi
  said=$(tr -d '\r' <"$log")
  rm "$log"
  local file=${SSH_KNOWN_HOSTS:-'~/.ssh/known_hosts'} known=$1 scan="ssh-keyscan -p $SSH_PORT $1" it=it its=its user=$SSH_USER bastion
  if [ "$SSH_PORT" != 22 ]; then known="[$1]:$SSH_PORT"; fi
  if [ -n "$SSH_BASTION" ]; then
    scan="ssh $SSH_BASTION $scan" bastion=${SSH_BASTION#*@}
    # Of the two hosts on the way ssh names the one that it means.
    case $said in
      *"known for $bastion "* | *"key for $bastion has changed"* | *"@$bastion: Permission denied"* | *"connect to host $bastion "* | *"resolve hostname $bastion"*)
        known=$bastion scan="ssh-keyscan $bastion" it="the bastion $bastion" its="the bastion's" user=${SSH_BASTION%"$bastion"}
        user=${user%@}
        user=${user:-$(id -un)} ;;
    esac
  fi
  case $said in
    *'IDENTIFICATION HAS CHANGED'* | *'host key'*'has changed'*)
      echo "$its host key is not the one in $file: somebody may be in between; if the host was made anew, forget the old key: ssh-keygen -R '$known' -f $file" ;;
    *'Host key verification failed'* | *'No '*'host key is known'*)
      echo "$its host key is not in $file: add it, and compare its fingerprint with the host's: $scan >> $file" ;;
    *'Permission denied'*)
      echo "$it does not let in user '$user' with ${SSH_KEY:-the keys of the agent or the default ones}: add the public key to the user's authorized_keys there" ;;
    *'sudo:'*)
      echo "user '$SSH_USER' may not become root without a password: allow it with NOPASSWD in a file of /etc/sudoers.d there" ;;
    *)
      # A host behind a bastion that is down may be well: it is not one that is gone.
      if [ "$it" != it ]; then echo "$it does not answer (${said%%$'\n'*})"; else echo "down: it does not answer at port $SSH_PORT (${said##*$'\n'})"; fi ;;
  esac
}

# all_hosts: `name address` of each host, one a line, control planes first.
all_hosts() {
  cut -f2,3 <<<"$HOSTS" | tr '\t' ' '
}

# torn_down: whether this very run takes the whole cluster away.
torn_down() {
  [ "$(cat "$scripts/../torn-down" 2>/dev/null)" = "$IDENTITY" ]
}

# living SKIP HOSTS: address of the first of these hosts that answers as part of this very cluster; not SKIP.
living() {
  local address
  while read -r _ address; do
    if [ -z "$address" ] || [ "$address" = "$1" ]; then continue; fi
    if [ "$(on_host "$address" alive 2>/dev/null </dev/null || true)" = "$IDENTITY" ]; then
      echo "$address"
      return
    fi
  done <<<"$2"
  return 1
}

# living_control_plane SKIP: address of a control plane of this very cluster whose API answers; not SKIP, or none is skipped.
living_control_plane() {
  living "$1" "$CONTROL_PLANES"
}

# begun JOB: notes a job that runs beside this script; after twenty it waits for them.
jobs=()
begun() {
  jobs+=("$1")
  if [ "${#jobs[@]}" -ge 20 ]; then ended; fi
}

# ended: waits for the jobs that were noted. A bare `wait` would wait for what prints our lines as well, for ever.
ended() {
  local job
  for job in ${jobs[@]+"${jobs[@]}"}; do wait "$job" || true; done
  jobs=()
}

# note STEP: runs a step on all hosts that answer, twenty at a time.
note() {
  local address
  while read -r _ address; do
    on_host "$address" "$1" >/dev/null 2>&1 </dev/null &
    begun $!
  done <<<"$(all_hosts)"
  ended
}
