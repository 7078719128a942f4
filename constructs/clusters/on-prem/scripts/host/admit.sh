# shellcheck shell=bash
# Lets a host in: says what it needs to join. TICKET is what the host says of itself. The token ends after 15 minutes.
read -r stage _ <<<"$TICKET"
address=$(kube get node "$NAME" --ignore-not-found --output 'jsonpath={.status.addresses[?(@.type=="InternalIP")].address}')
if [ -n "$address" ] && [ "$stage" = member ] && [ "$address" = "$ADDRESS" ]; then
  if [ "$ROLE" = worker ]; then
    echo member
    exit
  fi
fi
if [ -n "$address" ] || kube get node "$NAME" >/dev/null 2>&1; then
  ready=$(kube get node "$NAME" --output 'jsonpath={.status.conditions[?(@.type=="Ready")].status}')
  if [ "$ready" = True ] && [ "$address" != "$ADDRESS" ]; then
    fail "another host ($address) is a living node by that name: give this one another name, or take that one out first"
  fi
  say 'forgets what an earlier try, or an earlier host by that name, left in the cluster'
  kube delete node "$NAME" --wait=false >/dev/null
fi
if [ "$ROLE" = control-plane ]; then
  if [ -z "$ETCD" ]; then
    old=$(member_of "$NAME" "$ADDRESS")
    if [ -n "$old" ]; then remove_member "$old"; fi
  fi
  key=$(kubeadm certs certificate-key)
  certificates=$(mktemp /run/plinth-XXXXXX)
  trap 'rm -f "$certificates"' EXIT
  printf 'apiVersion: kubeadm.k8s.io/v1beta4\nkind: InitConfiguration\ncertificateKey: %s\n---\n%s\n' "$key" "$CLUSTER_CONFIGURATION" >"$certificates"
  logged upload-certs kubeadm init phase upload-certs --upload-certs --kubeconfig "$admin" --config "$certificates" --skip-certificate-key-print
fi
token=$(kubeadm token create --kubeconfig "$admin" --ttl 15m --description "lets $NAME in")
hash=$(openssl x509 -pubkey -noout -in /etc/kubernetes/pki/ca.crt | openssl pkey -pubin -outform der | sha256sum | cut -d' ' -f1)
echo "${ENDPOINT:-$HOST_ADDRESS:6443} $token sha256:$hash ${key-}"
