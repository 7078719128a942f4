# shellcheck shell=bash
# Creates a client certificate for etcd, and prints it with its key and the CA certificate, for a control plane (base64 tar
# archive). Runs on an etcd host. Keys are only written to /run, which is in memory, and deleted when the script ends.
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
