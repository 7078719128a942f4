# shellcheck shell=bash
# Configures the endpoint that control planes provide themselves: keepalived holds its address and HAProxy balances over the
# healthy API servers, or kube-vip holds it, as a static pod. Removes what an earlier `via` has installed.
# Runs on any host; only changes control planes. Reads ENDPOINT, ENDPOINT_VIA, ENDPOINT_ROUTER_ID, CONTROL_PLANES,
# KUBE_VIP_MANIFEST. A kube-vip pod needs the kubeconfig of a control plane that has joined.
if [ "$ROLE" != control-plane ]; then exit; fi
lock_host
require_own_host
if [ "$(read_state stage)" = joined ] && [ -n "$KUBE_VIP_MANIFEST" ]; then
  install_kube_vip "$admin_kubeconfig"
  record_files /etc/kubernetes/manifests/kube-vip.yaml
fi
if [ -z "$KUBE_VIP_MANIFEST" ] && [ -e /etc/kubernetes/manifests/kube-vip.yaml ]; then
  log 'removing kube-vip, which no longer holds the endpoint'
  rm /etc/kubernetes/manifests/kube-vip.yaml
  record_files /etc/kubernetes/manifests/kube-vip.yaml
fi
if [ "$ENDPOINT_VIA" != keepalived ]; then
  if [ -e /etc/plinth/endpoint ]; then
    log 'stopping keepalived and HAProxy, which no longer hold the endpoint'
    systemctl disable --quiet --now keepalived haproxy
    rm -f /etc/haproxy/haproxy.cfg /etc/keepalived/keepalived.conf /etc/plinth/endpoint
    record_files /etc/haproxy/haproxy.cfg /etc/keepalived/keepalived.conf
  fi
  exit
fi
if ! command -v haproxy >/dev/null || ! command -v keepalived >/dev/null; then
  case $ID in
    debian | ubuntu)
      run_logged apt-update with_proxy apt-get update
      run_logged apt-install-endpoint with_proxy apt-get install --yes --no-install-recommends haproxy keepalived ;;
    flatcar | fedora) fail "cannot install keepalived and HAProxy into the read-only /usr of $ID: set endpoint.via to 'kube-vip', or to 'external' with your own load balancer" ;;
    *) run_logged dnf-install-endpoint with_proxy dnf --assumeyes install haproxy keepalived ;;
  esac
fi
port=${ENDPOINT##*:}
virtual_address=${ENDPOINT%:*}
virtual_address=${virtual_address#[}
virtual_address=${virtual_address%]}
interface=$(ip -oneline address show | awk -v address="$ADDRESS/" 'index($4, address) == 1 { print $2; exit }')
servers=$(while read -r name address; do echo "  server $name $address:6443 check check-ssl verify none inter 2s fall 3 rise 2"; done <<<"$CONTROL_PLANES")
peers=$(while read -r _ address; do if [ "$address" != "$ADDRESS" ]; then echo "    $address"; fi; done <<<"$CONTROL_PLANES")
if write_if_changed /etc/haproxy/haproxy.cfg <<X; then haproxy_changed=yes; fi
# Written by Plinth.
global
  maxconn 8000
defaults
  mode tcp
  timeout connect 5s
  timeout client 4h
  timeout server 4h
  timeout check 5s
  # A connection that an API server refuses, which restarts, goes to another one at once.
  retries 3
  option redispatch 1
frontend kubernetes
  bind *:$port
  default_backend control-planes
backend control-planes
  option httpchk GET /readyz
  balance leastconn
$servers
X
if write_if_changed /etc/keepalived/keepalived.conf <<X; then keepalived_changed=yes; fi
# Written by Plinth.
global_defs {
  script_user root
  enable_script_security
}
vrrp_script balancer {
  script "$(command -v pgrep) -x haproxy"
  interval 2
  fall 2
  rise 2
}
vrrp_instance kubernetes {
  state BACKUP
  interface $interface
  virtual_router_id $ENDPOINT_ROUTER_ID
  priority 100
  advert_int 1
  unicast_src_ip $ADDRESS
$(if [ -n "$peers" ]; then printf '  unicast_peer {\n%s\n  }\n' "$peers"; fi)
  virtual_ipaddress {
    $virtual_address
  }
  track_script {
    balancer
  }
}
X
mkdir -p /etc/plinth
: >/etc/plinth/endpoint
record_files /etc/haproxy/haproxy.cfg /etc/keepalived/keepalived.conf
systemctl enable --quiet haproxy keepalived
if [ -n "${haproxy_changed-}" ]; then systemctl reload-or-restart haproxy; else systemctl start haproxy; fi
if [ -n "${keepalived_changed-}" ]; then systemctl reload-or-restart keepalived; else systemctl start keepalived; fi
