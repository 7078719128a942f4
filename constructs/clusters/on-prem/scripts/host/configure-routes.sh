# shellcheck shell=bash
# Adds the routes of connections with other networks, and the timer that maintains them, or removes them if none is defined.
# Runs on any host. Reads ROUTES. Fails, without changes, if a route would cut the host off.
lock_host
require_own_host
units=(/etc/systemd/system/plinth-routes.service /etc/systemd/system/plinth-routes.timer)
if [ -z "$(list_routes)" ]; then
  if [ -e "$route_program" ]; then
    remove_routes
    record_files "$route_program" "${units[@]}"
  fi
  exit
fi
findings=$(check_routes)
if [ -n "$findings" ]; then fail "$findings"; fi
# The previous program would remove the new routes.
systemctl stop plinth-routes.timer plinth-routes.service 2>/dev/null || true
{
  printf '#!/usr/bin/env bash\nset -euo pipefail\n'
  declare -p CLUSTER_NAME NAME ROLE ROUTES PATH LC_ALL state_file route_protocol
  # All functions, so that none is missing that another one calls.
  declare -f
  echo apply_routes
} | write_if_changed "$route_program" || true
chmod 700 "$route_program"
# Networks lose routes when a link goes down, or when their configuration is loaded again: the timer adds them again.
write_if_changed "${units[0]}" <<X2 || true
[Unit]
Description=Routes of cluster $CLUSTER_NAME to connected networks
Wants=network-online.target
After=network-online.target
Before=kubelet.service

[Service]
Type=oneshot
# By bash, since SELinux lets systemd start no program in /var/lib.
ExecStart=$(command -v bash) $route_program

[Install]
WantedBy=multi-user.target
X2
write_if_changed "${units[1]}" <<X2 || true
[Unit]
Description=Times of plinth-routes.service

[Timer]
OnBootSec=1min
OnUnitInactiveSec=1min
AccuracySec=5s

[Install]
WantedBy=timers.target
X2
record_files "$route_program" "${units[@]}"
systemctl daemon-reload
apply_routes || fail 'a route could not be added, see above'
systemctl enable --quiet plinth-routes.service
systemctl enable --quiet --now plinth-routes.timer
