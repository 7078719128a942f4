CLUSTER_NAME='dc1'
KUBERNETES_VERSION='1.36.3'
SSH_USER='ops'
SSH_PORT='22'
SSH_HOSTS=''
SSH_KEY=''
SSH_KNOWN_HOSTS=''
SSH_BASTION=''
CONTROL_PLANES='cp1 10.0.0.11'
ETCD_HOSTS=''
SECOND_ADDRESSES=''
ROUTES=''
WORKER_GROUPS='workers 1'
ENDPOINT=''
ENDPOINT_VIA=''
KUBE_VIP_MANIFEST=''
ENDPOINT_ROUTER_ID=''
ALLOW_CGROUP_V1=''
ALLOW_SWAP=''
MINIMUM_FREE_DISK_MIB='10240'
CERTIFICATE_AUTHORITIES=''
PROXY_HTTP=''
PROXY_HTTPS=''
PROXY_EXCEPT=''
PROXY_DROP_IN=''
CONTAINERD_CONFIGURATION=''
REGISTRY_MIRRORS=''
IMAGE_REPOSITORY=''
CERTIFICATE_RENEWAL_DAYS='60'
KUBELET_SERVING_CERTIFICATES='yes'
ARTIFACTS_URL=''
ARTIFACTS_SHA256=''
CNI_PLUGINS_VERSION='v1.9.1'
CONTAINERD_VERSION='v2.4.2'
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
  extraArgs:
    - name: kubelet-certificate-authority
      value: /etc/kubernetes/pki/ca.crt
    - name: encryption-provider-config
      value: /etc/kubernetes/encryption/configuration.yaml
    - name: encryption-provider-config-automatic-reload
      value: '\''true'\''
    - name: profiling
      value: '\''false'\''
    - name: service-account-extend-token-expiration
      value: '\''false'\''
    - name: tls-cipher-suites
      value: TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256,TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384,TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256,TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256,TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384,TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256
    - name: audit-policy-file
      value: /etc/kubernetes/audit/policy.yaml
    - name: audit-log-path
      value: /var/log/kubernetes/audit.log
    - name: audit-log-maxage
      value: '\''30'\''
    - name: audit-log-maxbackup
      value: '\''10'\''
    - name: audit-log-maxsize
      value: '\''100'\''
  extraVolumes:
    - name: encryption
      hostPath: /etc/kubernetes/encryption
      mountPath: /etc/kubernetes/encryption
      readOnly: true
      pathType: DirectoryOrCreate
    - name: audit-policy
      hostPath: /etc/kubernetes/audit
      mountPath: /etc/kubernetes/audit
      readOnly: true
      pathType: DirectoryOrCreate
    - name: audit-logs
      hostPath: /var/log/kubernetes
      mountPath: /var/log/kubernetes
      pathType: DirectoryOrCreate
controllerManager:
  extraArgs:
    - name: profiling
      value: '\''false'\''
scheduler:
  extraArgs:
    - name: profiling
      value: '\''false'\''
---
apiVersion: kubelet.config.k8s.io/v1beta1
kind: KubeletConfiguration
cgroupDriver: systemd
serverTLSBootstrap: true
seccompDefault: true
podPidsLimit: 4096
tlsCipherSuites:
  - TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256
  - TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384
  - TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256
  - TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256
  - TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384
  - TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256
---
apiVersion: kubeproxy.config.k8s.io/v1alpha1
kind: KubeProxyConfiguration
clusterCIDR: 10.244.0.0/16
'
CERTIFICATE_NAMES=''
CONFIGURATION_HASH='6eefef81961339fc'
IGNORE_PREFLIGHT_ERRORS='[]'
AUDIT_POLICY='apiVersion: audit.k8s.io/v1
kind: Policy
omitStages:
  - RequestReceived
rules:
  - level: None
    nonResourceURLs:
      - /healthz*
      - /livez*
      - /readyz*
      - /version
      - /openapi/*
  - level: None
    resources:
      - group: '\'''\''
        resources:
          - events
      - group: events.k8s.io
        resources:
          - events
      - group: coordination.k8s.io
        resources:
          - leases
  - level: None
    users:
      - system:apiserver
      - system:kube-controller-manager
      - system:kube-proxy
      - system:kube-scheduler
    verbs:
      - get
      - list
      - watch
  - level: None
    userGroups:
      - system:nodes
    verbs:
      - get
      - list
      - watch
  - level: Metadata
'
ENCRYPTION_KEY='1'
CLUSTER_CA_CERTIFICATE=''
CLUSTER_CA_KEY=''
ETCD_ARGUMENTS=''
ETCD_KUBELET_CONFIGURATION=''
ETCD_CERTIFICATE_VALIDITY='87000h0m0s'
BACKUP_CERTIFICATE=''
BACKUP_FOLDER=''
BACKUP_SCHEDULE=''
BACKUP_KEEP=''
BACKUP_S3_ENDPOINT=''
BACKUP_S3_BUCKET=''
BACKUP_S3_PREFIX=''
BACKUP_S3_REGION=''
BACKUP_S3_CREDENTIALS=''
BACKUP_ETCD_IMAGE=''
DRAIN_TIMEOUT_SECONDS='300'
READY_TIMEOUT_SECONDS='300'
