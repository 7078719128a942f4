# shellcheck shell=bash
# Says what a control plane needs to talk to etcd: its authority, and a certificate made for it now. That goes to the
# control plane alone: on this host it is in memory for as long as it is made.
folder=$(mktemp --directory /run/plinth-XXXXXX)
trap 'rm -rf "$folder"' EXIT
mkdir "$folder/etcd"
cp /etc/kubernetes/pki/etcd/ca.crt /etc/kubernetes/pki/etcd/ca.key "$folder/etcd"
configuration=$folder/configuration.yaml
cat >"$configuration" <<X
apiVersion: kubeadm.k8s.io/v1beta4
kind: ClusterConfiguration
kubernetesVersion: v$KUBERNETES_VERSION
certificateValidityPeriod: $ETCD_CERTIFICATE_VALIDITY
certificatesDir: "$folder"
X
run_logged certs-apiserver-etcd-client kubeadm init phase certs apiserver-etcd-client --config "$configuration"
tar --create --directory "$folder" etcd/ca.crt apiserver-etcd-client.crt apiserver-etcd-client.key | base64 --wrap 0
