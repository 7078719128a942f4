# shellcheck shell=bash
# Functions for scripts of host/ about routes to the ranges of connections with other networks. ROUTES has a line
# `HOSTS RANGE GATEWAY MTU` per route: HOSTS are names, separated by commas, or `*` for all nodes; MTU is `-` for that of the network.
# Routes of Plinth have a protocol number of their own, so that no route of the host's own configuration is changed or removed.
route_protocol=212
route_program=/var/lib/plinth/apply-routes

# list_routes: prints `RANGE GATEWAY MTU` of each defined route of this host. A host that runs only etcd has none.
list_routes() {
  if [ "$ROLE" = etcd ]; then return; fi
  awk -v name="$NAME" '$1 == "*" || index("," $1 ",", "," name ",") { print $2, $3, $4 }' <<<"$ROUTES"
}

# ip_family RANGE: prints the option of `ip` for the IP family of an address or range.
ip_family() {
  case $1 in *:*) echo -6 ;; *) echo -4 ;; esac
}

# printed_range RANGE: prints a range as `ip route` does: a single address without a prefix length.
printed_range() {
  case $1 in *:*/128 | *.*/32) echo "${1%/*}" ;; *) echo "$1" ;; esac
}

# has_route RANGE GATEWAY MTU: succeeds if the host has this route of Plinth.
has_route() {
  local route
  route=$(ip "$(ip_family "$1")" -oneline route show exact "$1" proto "$route_protocol")
  case "$route " in
    *" via $2 dev "*" mtu "*) [[ "$route " == *" mtu $3 "* ]] ;;
    *" via $2 dev "*) [ "$3" = - ] ;;
    *) return 1 ;;
  esac
}

# show_own_route RANGE: prints the route of the host's own configuration to exactly this range; nothing if there is none.
show_own_route() {
  local route
  route=$(ip "$(ip_family "$1")" -oneline route show exact "$1" | grep -vE " proto $route_protocol( |$)" || true)
  route=${route%%$'\n'*}
  echo "${route% }"
}

# hexadecimal_address ADDRESS: prints an IP address as 8 or 32 hexadecimal digits.
hexadecimal_address() {
  local head tail group groups=() zeros
  case $1 in
    *:*)
      head=${1%%::*} tail=''
      if [[ $1 == *::* ]]; then tail=${1#*::}; fi
      for group in ${head//:/ }; do groups+=("$group"); done
      zeros=$((8 - ${#groups[@]} - $(wc -w <<<"${tail//:/ }")))
      for ((; zeros > 0; zeros--)); do groups+=(0); done
      for group in ${tail//:/ }; do groups+=("$group"); done
      for group in "${groups[@]}"; do printf '%04x' "0x$group"; done ;;
    *) for group in ${1//./ }; do printf '%02x' "$group"; done ;;
  esac
}

# is_in_range ADDRESS RANGE: succeeds if the range contains the IP address.
is_in_range() {
  local address range length=${2#*/} digits rest
  address=$(hexadecimal_address "$1")
  range=$(hexadecimal_address "${2%/*}")
  digits=$((length / 4)) rest=$((4 - length % 4))
  [ "${#address}" = "${#range}" ] && [ "${address:0:digits}" = "${range:0:digits}" ] &&
    { [ "$rest" = 4 ] || [ $((0x${address:digits:1} >> rest)) = $((0x${range:digits:1} >> rest)) ]; }
}

# print_ssh_client: prints the address from which the SSH connection of this script comes, that of the bastion if there is one; nothing
# without a connection. sudo keeps SSH_CONNECTION in its own environment only.
print_ssh_client() {
  local pid=$$ connection
  while [ "${pid:-0}" -gt 1 ]; do
    connection=$(tr '\0' '\n' 2>/dev/null <"/proc/$pid/environ" | sed -n 's/^SSH_CONNECTION=//p' || true)
    if [ -n "$connection" ]; then
      connection=${connection%% *}
      # A zone, as in fe80::1%eth0, is not part of the address.
      echo "${connection%\%*}"
      return
    fi
    pid=$(sed -n 's/^PPid:[[:space:]]*//p' "/proc/$pid/status" 2>/dev/null || true)
  done
}

# answers_on_link ADDRESS DEVICE: succeeds if a neighbour has the address, which the kernel asks for when a packet is sent there.
answers_on_link() {
  # A tunnel has no such addresses.
  if [[ $(ip -oneline link show dev "$2") == *NOARP* ]]; then return; fi
  for _ in 1 2 3 4 5 6; do
    (echo >"/dev/udp/$1/9") 2>/dev/null || true
    sleep 0.5
    if [[ $(ip neighbour show to "$1" dev "$2") == *' lladdr '* ]]; then return; fi
  done
  return 1
}

# check_routes: prints a finding for each defined route that would cut this host off, or that cannot work, and changes nothing.
check_routes() {
  local range gateway mtu family route client connected device endpoint address
  client=$(print_ssh_client)
  endpoint=${ENDPOINT%:*}
  while read -r range gateway mtu; do
    if [ -z "$range" ]; then continue; fi
    family=$(ip_family "$range")
    connected=$(ip "$family" -oneline route show match "$range" | sed -nE 's/^([0-9a-f.:]+(\/[0-9]+)?) dev ([^ ]+).*/\1 on \3/p')
    connected=${connected%%$'\n'*}
    route=$(show_own_route "$range")
    if [ -n "$connected" ]; then
      echo "cannot route $range to $gateway, since it is part of a network of the host ($connected): write the ranges of the other network only in connections"
    elif [ -n "$route" ]; then
      echo "has a route to $range of its own ($route): remove it from the network configuration of the host, or remove via of the connection"
    elif [ -n "$client" ] && is_in_range "$client" "$range"; then
      echo "cannot route $range to $gateway, since it contains $client, from which Plinth logs in: write ranges without this address in connections"
    fi
    # The plan has checked IP addresses.
    if [[ $endpoint =~ [a-z] && $endpoint != *:* ]]; then
      for address in $(getent ahosts "$endpoint" | awk '{ print $1 }' | sort -u); do
        if is_in_range "$address" "$range"; then
          echo "cannot route $range to $gateway, since it contains the endpoint $endpoint ($address): write ranges without this address in connections"
        fi
      done
    fi
    route=$(ip "$family" -oneline route get "$gateway" 2>/dev/null || true)
    device=$(sed -n 's/^.* dev \([^ ]*\) .*$/\1/p' <<<"$route ")
    if [[ $route != "$gateway "* || $route == *' via '* ]]; then
      echo "the gateway $gateway of $range is in no network of the host${route:+ (${route%% src *})}: write the address of a router in a network of the host in via"
    elif ! has_route "$range" "$gateway" "$mtu" && ! answers_on_link "$gateway" "$device"; then
      echo "the gateway $gateway of $range does not answer on $device: write the address of a router there in via, or repair it"
    fi
  done <<<"$(list_routes)"
}

# apply_routes: adds the defined routes of this host that are missing, and removes those of Plinth that are not defined. Returns 1 if a
# route could not be added. Without /etc/plinth/cluster, the host belongs to no cluster any more, and gets none.
apply_routes() {
  local routes='' range gateway mtu family route arguments failed=''
  if [ -e "$state_file" ]; then routes=$(list_routes); fi
  while read -r range gateway mtu; do
    if [ -z "$range" ] || has_route "$range" "$gateway" "$mtu"; then continue; fi
    route=$(show_own_route "$range")
    arguments=(via "$gateway" proto "$route_protocol")
    if [ "$mtu" != - ]; then arguments+=(mtu "$mtu"); fi
    if [ -n "$route" ]; then
      log "has a route to $range of its own ($route), which is not replaced"
      failed=yes
    elif ip "$(ip_family "$range")" route replace "$range" "${arguments[@]}"; then
      log "routes $range to $gateway"
    else
      failed=yes
    fi
  done <<<"$routes"
  for family in -4 -6; do
    while read -r range _; do
      if [ -z "$range" ] || grep -qE "^$range(/32|/128)? " <<<"$routes"; then continue; fi
      ip "$family" route del "$range" proto "$route_protocol"
      log "routes $range no more"
    done <<<"$(ip "$family" -oneline route show proto "$route_protocol" 2>/dev/null || true)"
  done
  [ -z "$failed" ]
}

# remove_routes: removes the routes of Plinth, and what maintains them.
remove_routes() {
  local family
  if [ ! -e "$route_program" ]; then return; fi
  systemctl disable --quiet --now plinth-routes.timer plinth-routes.service 2>/dev/null || true
  for family in -4 -6; do ip "$family" route flush proto "$route_protocol" 2>/dev/null || true; done
  rm -f "$route_program" /etc/systemd/system/plinth-routes.timer /etc/systemd/system/plinth-routes.service
  systemctl daemon-reload
}
