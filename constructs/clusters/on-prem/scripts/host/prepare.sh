# shellcheck shell=bash
# Prepares the operating system: kernel modules and settings, certificate authorities, proxy of containerd and kubelet.
# Runs on any host. Reads CERTIFICATE_AUTHORITIES, PROXY_DROP_IN. Records the stage `prepared`, unless the host is beyond it.
# Fails, without changes, on a host of another cluster.
lock_host
require_own_host
printf 'overlay\nbr_netfilter\n' | write_if_changed /etc/modules-load.d/plinth.conf || true
modprobe --all overlay br_netfilter
# All containers of root share the instances of inotify, 128 by default: without a free one, kubelet does not start.
if printf '%s\n' 'net.ipv4.ip_forward = 1' 'net.ipv6.conf.all.forwarding = 1' 'net.bridge.bridge-nf-call-iptables = 1' \
  'net.bridge.bridge-nf-call-ip6tables = 1' 'fs.inotify.max_user_instances = 8192' |
  write_if_changed /etc/sysctl.d/90-plinth.conf; then
  # A kernel without IPv6 lacks one of these settings.
  sysctl --quiet --ignore --load /etc/sysctl.d/90-plinth.conf
fi
if [ -n "$CERTIFICATE_AUTHORITIES" ]; then
  case $ID in
    rhel | rocky | almalinux | ol | centos | fedora) folder=/etc/pki/ca-trust/source/anchors update=update-ca-trust ;;
    flatcar) folder=/etc/ssl/certs update=update-ca-certificates ;;
    *) folder=/usr/local/share/ca-certificates update=update-ca-certificates ;;
  esac
  if write_if_changed "$folder/plinth.$(if [ "$ID" = flatcar ]; then echo pem; else echo crt; fi)" <<<"$CERTIFICATE_AUTHORITIES"; then
    run_logged ca-certificates "$update"
    restart=yes
  fi
fi
for unit in containerd kubelet; do
  file=/etc/systemd/system/$unit.service.d/plinth-proxy.conf
  if [ -n "$PROXY_DROP_IN" ]; then
    if write_if_changed "$file" <<<"$PROXY_DROP_IN"; then restart=yes; fi
  elif [ -e "$file" ]; then
    rm "$file"
    restart=yes
  fi
done
if [ -n "${restart-}" ]; then
  systemctl daemon-reload
  # A new host has neither unit yet.
  for unit in containerd kubelet; do
    if systemctl cat "$unit" >/dev/null 2>&1; then systemctl try-restart "$unit"; fi
  done
fi
record_files /etc/modules-load.d/plinth.conf /etc/sysctl.d/90-plinth.conf /etc/systemd/system/{containerd,kubelet}.service.d/plinth-proxy.conf
case $(read_state stage) in '' | prepared) write_state prepared ;; esac
