# shellcheck shell=bash
# Prints what to do with the host NAME, which joins: `join ENDPOINT TOKEN CA_HASH [CERTIFICATE_KEY]`, with what `kubeadm join` needs;
# `start-kubelet` for a worker that is a node already; `discard-first` for a control plane whose interrupted join discard-join.sh must
# reset first. Before, deletes a stale node and etcd member of that name; never a node that is Ready.
# Runs on a control plane. Reads STAGE, the stage of the host NAME, `discarded` after discard-join.sh. The token expires after
# 15 minutes.
# read_node: reads the node NAME, if there is one, into node, ready, address and created.
read_node() {
  local output
  output=$(kube get node "$NAME" --ignore-not-found --output 'jsonpath={.metadata.name}|{.status.conditions[?(@.type=="Ready")].status}|{.status.addresses[?(@.type=="InternalIP")].address}|{.metadata.creationTimestamp}')
  IFS='|' read -r node ready address created <<<"$output"
  # The first of several, on a dual-stack cluster.
  address=${address%% *}
}

read_node
if [ -n "$node" ] && [ "${address:-$ADDRESS}" != "$ADDRESS" ]; then
  if [ "$ready" = True ]; then
    fail "the name is taken by a Ready node on another host ($address): choose another name, or remove that host first"
  fi
elif [ -n "$node" ]; then
  case $STAGE in
    joined)
      if [ "$ROLE" = worker ]; then
        echo start-kubelet
        exit
      fi
      fail "is a control plane of this cluster whose API server is not ready: nothing was changed; repair it (journalctl -u kubelet, /var/log/pods on $ADDRESS), or replace it: remove it from the definition, apply, and then add it" ;;
    joining) ;;
    *)
      if [ "$ready" != True ] && [ "$STAGE" != discarded ] && [ $(($(date +%s) - $(date --date "$created" +%s))) -lt 120 ]; then
        fail "its node was created less than two minutes ago, most likely by another apply that joins this host: nothing was changed; wait until that apply has ended, and apply again"
      fi
      # The node of an earlier installation of this host is Ready until the cluster misses its heartbeats.
      for _ in $(seq 24); do
        if [ "$ready" != True ]; then break; fi
        sleep 5
        read_node
      done ;;
  esac
  if [ "$ready" = True ] && [ "$ROLE" = worker ]; then
    # kubeadm sets this annotation at the end of a join; older versions need it to change kubelet's configuration.
    kube annotate node "$NAME" --overwrite kubeadm.alpha.kubernetes.io/cri-socket=unix:///run/containerd/containerd.sock >/dev/null
    echo start-kubelet
    exit
  fi
  if [ "$ready" = True ] && [ "$STAGE" != joining ]; then
    fail "a Ready node has its name and address, although this host has not joined: nothing was changed; stop the kubelet of the other machine with this address, and apply again"
  fi
fi
if [ "$ROLE" = control-plane ] && [ -z "$ETCD_HOSTS" ]; then remove_stale_etcd_members; fi
if [ -n "$node" ]; then
  # The join was interrupted after kubelet had started.
  if [ "$ready" = True ]; then
    echo discard-first
    exit
  fi
  log 'deleting the node that an earlier attempt, or an earlier host with this name, left in the cluster'
  kube delete node "$NAME" --wait=false >/dev/null
fi
if [ "$ROLE" = control-plane ]; then
  certificate_key=$(kubeadm certs certificate-key)
  configuration=$(mktemp /run/plinth-XXXXXX)
  trap 'rm -f "$configuration"' EXIT
  printf 'apiVersion: kubeadm.k8s.io/v1beta4\nkind: InitConfiguration\ncertificateKey: %s\n---\n%s\n' "$certificate_key" "$CLUSTER_CONFIGURATION" >"$configuration"
  run_logged upload-certs kubeadm init phase upload-certs --upload-certs --kubeconfig "$admin_kubeconfig" --config "$configuration" --skip-certificate-key-print
fi
record_node
token=$(kubeadm token create --kubeconfig "$admin_kubeconfig" --ttl 15m --description "join of $NAME")
hash=$(openssl x509 -pubkey -noout -in /etc/kubernetes/pki/ca.crt | openssl pkey -pubin -outform der | sha256sum | cut -d' ' -f1)
echo "join ${ENDPOINT:-$THIS_HOST_ADDRESS:6443} $token sha256:$hash ${certificate_key-}"
