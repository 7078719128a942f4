# shellcheck shell=bash
# Sourced by all scripts of local/. Reads the settings of the cluster (settings.sh) and the list of its hosts (hosts.sh), and defines
# functions that run scripts of host/ on a host over SSH.
# Terraform runs the scripts of local/ (local-exec) on the machine where it runs itself. It sets these environment variables, as far as
# a script needs them: NAME, ADDRESS and ROLE of the host to join or remove, and CLUSTER_IDENTITY, the UUID that Terraform generated for
# the cluster. Each host records CLUSTER_IDENTITY when it joins; health.sh and state.sh print the one that they find on their host.
set -euo pipefail
scripts=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
# shellcheck source=/dev/null
. "$scripts/settings.sh"
# shellcheck source=/dev/null
. "$scripts/hosts.sh"
# Relative paths in the definition are relative to the parent folder of cdktf.out.
cd "$scripts/../../../.."

# When Terraform is killed, the script continues, so that no host is left half configured: writing to a closed pipe is no error.
trap '' PIPE
exec 1> >(trap '' PIPE HUP INT TERM; while IFS= read -r line; do printf '%s\n' "$line" 2>/dev/null || true; done) 2>&1

# hosts.sh only contains hosts of the current definition; for a host that was removed from it, these defaults apply.
: "${NAME:=}" "${ADDRESS:=}" "${ROLE:=}" "${CLUSTER_IDENTITY:=}"
NODE_LABELS='' NODE_TAINTS='[]'

# select_host NAME: sets NAME, ADDRESS, ROLE, NODE_LABELS and NODE_TAINTS from the host's line in hosts.sh.
select_host() {
  local labels
  IFS=$'\t' read -r ROLE NAME ADDRESS labels NODE_TAINTS _ <<<"$(awk -F'\t' -v name="$1" '$2 == name' <<<"$HOSTS")"
  NODE_LABELS=${labels#-}
}

# log TEXT…: prints a line that begins with the name of the selected host, or of the cluster.
log() {
  printf '%s: %s\n' "${NAME:-$CLUSTER_NAME}" "$*"
}

# fail TEXT…: logs the text and exits with 1.
fail() {
  log "$*"
  exit 1
}

ssh_arguments=(-o BatchMode=yes -o StrictHostKeyChecking=yes -o ConnectTimeout=10 -o ServerAliveInterval=15
  -o ServerAliveCountMax=8 -o LogLevel=ERROR)
if [ -n "$SSH_KEY" ]; then ssh_arguments+=(-i "$SSH_KEY" -o IdentitiesOnly=yes); fi
# The authorities of hosts, and keys of machines that the stack creates, are for hosts only: no host is taken for the bastion.
bastion_arguments=("${ssh_arguments[@]}")
if [ -n "$SSH_KNOWN_HOSTS" ]; then bastion_arguments+=(-o "UserKnownHostsFile=$SSH_KNOWN_HOSTS"); fi
# Machines that the stack creates have their keys in a file that read-host-key.sh writes, unless a certificate authority signs them.
: "${MACHINE_KNOWN_HOSTS:=}"
authorities=
if [ -s "$scripts/known_hosts" ]; then authorities="\"$scripts/known_hosts\" "; fi
if [ -n "$MACHINE_KNOWN_HOSTS$authorities" ]; then
  ssh_arguments+=(-o "UserKnownHostsFile=$authorities${MACHINE_KNOWN_HOSTS:+\"$MACHINE_KNOWN_HOSTS\" }\"${SSH_KNOWN_HOSTS:-~/.ssh/known_hosts}\"")
elif [ -n "$SSH_KNOWN_HOSTS" ]; then
  ssh_arguments+=(-o "UserKnownHostsFile=$SSH_KNOWN_HOSTS")
fi
if [ -n "$SSH_BASTION" ]; then
  # With -J, ssh would not use these options for the connection to the bastion.
  printf -v proxy_command '%q ' ssh "${bastion_arguments[@]}" -W '[%h]:%p' "$SSH_BASTION"
  ssh_arguments+=(-o "ProxyCommand=${proxy_command//\\%/%}")
fi
# A removed host is in SSH_HOSTS no longer: SSH_HOST has its settings, from the Terraform state.
ssh_hosts=$SSH_HOSTS
if [ -n "${SSH_HOST-}" ]; then ssh_hosts=$ssh_hosts$'\n'"$ADDRESS $SSH_HOST"; fi

# find_ssh_target ADDRESS: sets ssh_host, ssh_port and ssh_user for the host with that address in the cluster.
find_ssh_target() {
  local address host port user
  ssh_host=$1 ssh_port=$SSH_PORT ssh_user=$SSH_USER
  while read -r address host port user; do
    if [ "$address" = "$1" ]; then ssh_host=$host ssh_port=$port ssh_user=$user; fi
  done <<<"$ssh_hosts"
}

# on_host ADDRESS [VARIABLE=VALUE…] SCRIPT…: runs scripts of the folder host/ as root on a host, one after another, with these
# variables set, and the variables of the selected host. THIS_HOST_ADDRESS is the address of the host that runs the scripts: the
# selected host (ADDRESS), or a control plane or etcd host that adds it to the cluster. Values may be secret: they travel in the standard
# input of ssh, not in an argument or in the environment.
on_host() {
  local THIS_HOST_ADDRESS=$1 script sudo='sudo -n ' ssh_host ssh_port ssh_user
  local variables=(NAME ADDRESS ROLE CLUSTER_IDENTITY NODE_LABELS NODE_TAINTS THIS_HOST_ADDRESS)
  shift
  while [[ $1 == *=* ]]; do
    local "$1"
    variables+=("${1%%=*}")
    shift
  done
  find_ssh_target "$THIS_HOST_ADDRESS"
  if [ "$ssh_user" = root ]; then sudo=; fi
  # In braces, so that bash runs nothing of a script that a lost connection truncated.
  {
    echo '{'
    cat "$scripts/settings.sh"
    declare -p "${variables[@]}" | sed 's/^declare -[-x]* //'
    cat "$scripts"/host/lib.sh "$scripts"/host/lib-*.sh
    for script in "$@"; do printf '(\n%s\n)\n' "$(cat "$scripts/host/$script.sh")"; done
    echo '}'
  } | ssh "${ssh_arguments[@]}" -p "$ssh_port" -l "$ssh_user" -- "$ssh_host" "${sudo}bash -c 'eval \"\$(cat)\" </dev/null'"
}

# diagnose_ssh ADDRESS: prints in one line why a login as root fails, and how to fix it; nothing if it succeeds.
# The line begins with `unreachable: ` if the host itself does not answer.
diagnose_ssh() {
  local output output_file ssh_host ssh_port ssh_user
  find_ssh_target "$1"
  output_file=$(mktemp)
  if ssh "${ssh_arguments[@]}" -p "$ssh_port" -l "$ssh_user" -- "$ssh_host" "$([ "$ssh_user" = root ] || echo 'sudo -n ')true" >"$output_file" 2>&1 </dev/null; then
    rm "$output_file"
    return
  fi
  output=$(tr -d '\r' <"$output_file")
  rm "$output_file"
  local file=${SSH_KNOWN_HOSTS:-'~/.ssh/known_hosts'} known_host=$ssh_host keyscan="ssh-keyscan -p $ssh_port $ssh_host"
  local subject='the host' user=$ssh_user bastion
  if [ "$ssh_port" != 22 ]; then known_host="[$ssh_host]:$ssh_port"; fi
  if [ -n "$SSH_BASTION" ]; then
    keyscan="ssh $SSH_BASTION $keyscan" bastion=${SSH_BASTION#*@}
    # The error of ssh names either the bastion or the host.
    case $output in
      *"known for $bastion "* | *"key for $bastion has changed"* | *"@$bastion: Permission denied"* | *"connect to host $bastion "* | *"resolve hostname $bastion"*)
        known_host=$bastion keyscan="ssh-keyscan $bastion" subject="the bastion $bastion" user=${SSH_BASTION%"$bastion"}
        user=${user%@}
        user=${user:-$(id -un)} ;;
    esac
  fi
  if [ -n "$MACHINE_KNOWN_HOSTS" ] && [ "$subject" = 'the host' ]; then
    case $output in
      *'host key'* | *'Host key'* | *'IDENTIFICATION HAS CHANGED'*)
        echo "the host key of the machine is not in $MACHINE_KNOWN_HOSTS: read it again: terraform apply -replace='terraform_data.host-key[\"${NAME:-NAME}\"]'"
        return ;;
    esac
  fi
  if [ -n "$authorities" ] && [ "$subject" = 'the host' ]; then
    case $output in
      *'Certificate invalid: '*)
        output=${output#*Certificate invalid: }
        echo "the certificate of the host key is not valid (${output%%$'\n'*}): sign the key for $ssh_host again, with an authority of ssh.hostCertificateAuthorities"
        return ;;
      *'Host key verification failed'* | *'host key is known'*)
        echo "the host key has no certificate of ssh.hostCertificateAuthorities, and is not in $file: sign it for $ssh_host with one of these authorities, and set HostCertificate in its sshd_config"
        return ;;
    esac
  fi
  case $output in
    *'IDENTIFICATION HAS CHANGED'* | *'host key'*'has changed'*)
      echo "the host key of $subject differs from the one in $file, possibly a man-in-the-middle attack: if the host was reinstalled, remove the old key (ssh-keygen -R '$known_host' -f $file), add the new one and compare its fingerprint: $keyscan >> $file" ;;
    *'Host key verification failed'* | *'No '*'host key is known'*)
      echo "the host key of $subject is not in $file: add it and compare its fingerprint with the one on the host's console: $keyscan >> $file" ;;
    *'Permission denied'*)
      echo "$subject rejects user '$user' with ${SSH_KEY:-the keys of the SSH agent or the default keys}: add the public key to the authorized_keys of that user there" ;;
    *'sudo: command not found'* | *'sudo: not found'*)
      echo "sudo is not installed on the host: install it, or log in as root (ssh: { user: 'root' })" ;;
    *'must have a tty'*)
      echo "sudo on the host requires a terminal: add 'Defaults:$ssh_user !requiretty' in /etc/sudoers.d on the host" ;;
    *'sudo:'*)
      echo "user '$ssh_user' cannot run sudo without a password: add a NOPASSWD rule in /etc/sudoers.d on the host" ;;
    *)
      # If the bastion does not answer, the host behind it may be healthy, so it does not count as unreachable.
      if [ "$subject" != 'the host' ]; then echo "$subject does not answer (${output%%$'\n'*})"; else echo "unreachable: no answer on port $ssh_port (${output##*$'\n'})"; fi ;;
  esac
}

# list_hosts: prints `NAME ADDRESS` of each host, one per line, control planes first.
list_hosts() {
  cut -f2,3 <<<"$HOSTS" | tr '\t' ' '
}

# is_teardown: succeeds if begin-teardown.sh marked this cluster for deletion.
is_teardown() {
  [ "$(cat "$scripts/../teardown" 2>/dev/null)" = "$CLUSTER_IDENTITY" ]
}

# is_recorded_differently RECORDED VALUE: succeeds if a field of a host's state is known and is not VALUE.
is_recorded_differently() {
  [ "${1:--}" != - ] && [ "$1" != "$2" ]
}

# check_owner STATE: prints a finding if STATE, the output of state.sh on the selected host, shows that the machine belongs to another
# cluster, or joined this cluster with another name or role. It must not be changed then.
check_owner() {
  local stage identity cluster name address role _
  read -r stage identity cluster name address role _ <<<"$1"
  case $stage in '' | none | prepared) return ;; esac
  if [ "$identity" = unknown ]; then
    echo "belongs to a cluster that Plinth did not create: remove it from the definition, or, if that cluster no longer exists, $reset_advice"
  elif [ "$identity" != "$CLUSTER_IDENTITY" ] && [ "$cluster" = "$CLUSTER_NAME" ]; then
    echo "belongs to a cluster with the same name ($identity), which the Terraform state does not contain: do not reset it; $(lost_state_advice "$identity")"
  elif [ "$identity" != "$CLUSTER_IDENTITY" ]; then
    echo "belongs to another cluster ($identity): remove it from the definition, or, if that cluster no longer exists, $reset_advice"
  elif is_recorded_differently "$name" "$NAME" || is_recorded_differently "$role" "$ROLE"; then
    echo "is ${role/#-/host} $name of this cluster: remove $name from the definition, apply, and then add $NAME as $ROLE"
  fi
}
reset_advice='reset it (docs/on-premises.md, "Reset a host by hand")'

# lost_state_advice CLUSTER_IDENTITY: prints how to continue with an existing cluster whose Terraform state was lost.
lost_state_advice() {
  echo "if the state was lost, restore it from a backup, or run, in ${scripts%/scripts}: terraform state rm terraform_data.identity; terraform import terraform_data.identity $1; then apply"
}

# find_healthy_except SKIP HOSTS: sets healthy_host to the address of the first healthy host of this cluster among HOSTS (`NAME ADDRESS`
# lines), except the address SKIP. If there is none, returns 1 and sets unhealthy_reasons to a line for each of HOSTS.
find_healthy_except() {
  local name address identity reason status errors
  errors=$(mktemp)
  healthy_host='' unhealthy_reasons=''
  while read -r name address; do
    if [ -z "$address" ] || [ "$address" = "$1" ]; then continue; fi
    status=0
    identity=$(on_host "$address" health 2>"$errors" </dev/null) || status=$?
    if [ "$identity" = "$CLUSTER_IDENTITY" ]; then
      healthy_host=$address
      break
    fi
    # 255 is an error of ssh itself.
    if [ "$status" = 255 ]; then
      reason=$(diagnose_ssh "$address")
    elif [ -n "$identity" ]; then
      reason="belongs to another cluster ($identity)"
    else
      reason=$(tail -n 1 "$errors")
    fi
    unhealthy_reasons="$unhealthy_reasons
  $name ($address): ${reason:-is not healthy}"
  done <<<"$2"
  rm -f "$errors"
  [ -n "$healthy_host" ]
}

# find_healthy_control_plane_except SKIP: find_healthy_except among the control planes, except the one with the address SKIP; SKIP is `none` to try all.
find_healthy_control_plane_except() {
  find_healthy_except "$1" "$CONTROL_PLANES"
}

# fail_unhealthy TEXT [ADVICE]: fails with the text, the reasons that find_healthy_except found, and how to repair the hosts.
fail_unhealthy() {
  local advice=${2-repair one of them and apply again}
  case $unhealthy_reasons in
    *x509*expired*) advice="renew the certificates: run 'systemctl start plinth-certificates' on each control plane host (docs/on-premises.md, \"Certificates\"), and apply again; nothing is lost" ;;
  esac
  fail "$1:${unhealthy_reasons:- there is no other one}
  $advice"
}

# track_job PID: records a background job; waits for all of them once there are twenty.
jobs=()
track_job() {
  jobs+=("$1")
  if [ "${#jobs[@]}" -ge 20 ]; then wait_jobs; fi
}

# wait_jobs: waits for the recorded jobs. A `wait` without arguments would also wait for the process that prints the output, forever.
wait_jobs() {
  local job
  for job in ${jobs[@]+"${jobs[@]}"}; do wait "$job" || true; done
  jobs=()
}

# run_everywhere SCRIPT: runs a script on all hosts, twenty at a time; skips hosts where it fails.
run_everywhere() {
  local address
  while read -r _ address; do
    on_host "$address" "$1" >/dev/null 2>&1 </dev/null &
    track_job $!
  done <<<"$(list_hosts)"
  wait_jobs
}
