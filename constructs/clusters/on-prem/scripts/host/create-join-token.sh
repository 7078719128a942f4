# shellcheck shell=bash
# Creates what the host NAME needs to join, and prints it: `SERVER TOKEN CA_HASH [CERTIFICATE_KEY]`, or `joined` for a worker that
# is a node already. First deletes a stale node and etcd member of that name.
# Runs on a control plane. Reads HOST_STAGE, the stage of the host NAME. The token expires after 15 minutes.
address=$(kube get node "$NAME" --ignore-not-found --output 'jsonpath={.status.addresses[?(@.type=="InternalIP")].address}')
if [ -n "$address" ] && [ "$HOST_STAGE" = joined ] && [ "$address" = "$ADDRESS" ]; then
  if [ "$ROLE" = worker ]; then
    echo joined
    exit
  fi
fi
if [ -n "$address" ] || kube get node "$NAME" >/dev/null 2>&1; then
  ready=$(kube get node "$NAME" --output 'jsonpath={.status.conditions[?(@.type=="Ready")].status}')
  if [ "$ready" = True ] && [ "$address" != "$ADDRESS" ]; then
    fail "the name is taken by a Ready node on another host ($address): choose another name, or remove that host first"
  fi
  log 'deleting the node that an earlier attempt, or an earlier host with this name, left in the cluster'
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
token=$(kubeadm token create --kubeconfig "$admin_kubeconfig" --ttl 15m --description "join of $NAME")
hash=$(openssl x509 -pubkey -noout -in /etc/kubernetes/pki/ca.crt | openssl pkey -pubin -outform der | sha256sum | cut -d' ' -f1)
echo "${ENDPOINT:-$SELF_ADDRESS:6443} $token sha256:$hash ${certificate_key-}"
