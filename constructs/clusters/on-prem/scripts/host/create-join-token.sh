# shellcheck shell=bash
# Lets a host in: says what it needs to join. HOST_STATE is what the host says of itself. The token ends after 15 minutes.
read -r stage _ <<<"$HOST_STATE"
address=$(kube get node "$NAME" --ignore-not-found --output 'jsonpath={.status.addresses[?(@.type=="InternalIP")].address}')
if [ -n "$address" ] && [ "$stage" = joined ] && [ "$address" = "$ADDRESS" ]; then
  if [ "$ROLE" = worker ]; then
    echo joined
    exit
  fi
fi
if [ -n "$address" ] || kube get node "$NAME" >/dev/null 2>&1; then
  ready=$(kube get node "$NAME" --output 'jsonpath={.status.conditions[?(@.type=="Ready")].status}')
  if [ "$ready" = True ] && [ "$address" != "$ADDRESS" ]; then
    fail "another host ($address) is a living node by that name: give this one another name, or take that one out first"
  fi
  log 'forgets what an earlier try, or an earlier host by that name, left in the cluster'
  kube delete node "$NAME" --wait=false >/dev/null
fi
if [ "$ROLE" = control-plane ]; then
  if [ -z "$ETCD_HOSTS" ]; then
    member_id=$(etcd_member_id "$NAME" "$ADDRESS")
    if [ -n "$member_id" ]; then remove_etcd_member "$member_id"; fi
  fi
  certificate_key=$(kubeadm certs certificate-key)
  configuration=$(mktemp /run/plinth-XXXXXX)
  trap 'rm -f "$configuration"' EXIT
  printf 'apiVersion: kubeadm.k8s.io/v1beta4\nkind: InitConfiguration\ncertificateKey: %s\n---\n%s\n' "$certificate_key" "$CLUSTER_CONFIGURATION" >"$configuration"
  run_logged upload-certs kubeadm init phase upload-certs --upload-certs --kubeconfig "$admin_kubeconfig" --config "$configuration" --skip-certificate-key-print
fi
token=$(kubeadm token create --kubeconfig "$admin_kubeconfig" --ttl 15m --description "lets $NAME in")
hash=$(openssl x509 -pubkey -noout -in /etc/kubernetes/pki/ca.crt | openssl pkey -pubin -outform der | sha256sum | cut -d' ' -f1)
echo "${ENDPOINT:-$SELF_ADDRESS:6443} $token sha256:$hash ${certificate_key-}"
