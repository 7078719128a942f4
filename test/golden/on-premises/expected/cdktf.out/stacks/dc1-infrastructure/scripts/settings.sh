CLUSTER='dc1'
KUBERNETES='1.36.3'
SSH_USER='ops'
SSH_PORT='22'
SSH_KEY=''
SSH_KNOWN_HOSTS=''
SSH_BASTION=''
CONTROL_PLANES='cp1 10.0.0.11'
ETCD=''
ENDPOINT=''
ENDPOINT_VIA=''
KUBE_VIP=''
ENDPOINT_ROUTER_ID=''
CGROUP_V1=''
SWAP=''
DISK_FREE_MIB='10240'
CERTIFICATES=''
PROXY_HTTP=''
PROXY_HTTPS=''
PROXY_EXCEPT=''
PROXY_UNIT=''
CONTAINERD_SETTINGS=''
REGISTRY_MIRRORS=''
IMAGE_REPOSITORY=''
ARTIFACTS=''
ARTIFACTS_SHA256=''
CLUSTER_CONFIGURATION='apiVersion: kubeadm.k8s.io/v1beta4
kind: ClusterConfiguration
clusterName: dc1
kubernetesVersion: v1.36.3
networking:
  podSubnet: 10.244.0.0/16
  serviceSubnet: 10.96.0.0/16
  dnsDomain: cluster.local
apiServer:
  certSANs: []
  extraArgs: []
---
apiVersion: kubelet.config.k8s.io/v1beta1
kind: KubeletConfiguration
cgroupDriver: systemd
---
apiVersion: kubeproxy.config.k8s.io/v1alpha1
kind: KubeProxyConfiguration
clusterCIDR: 10.244.0.0/16
'
CERTIFICATE_NAMES=''
CONFIGURATION='caf1cd0a047bc684'
IGNORE_PREFLIGHT_ERRORS='[]'
AUDIT_POLICY=''
ETCD_KUBELET=''
ETCD_CERTIFICATES_LAST='87000h0m0s'
DRAIN_TIMEOUT_SECONDS='300'
READY_TIMEOUT_SECONDS='300'
