/** Container images that no chart pins, such as those of generated manifests, each pinned to one version. */
export const images = {
  busybox: 'docker.io/library/busybox:1.37.0',
  curl: 'docker.io/curlimages/curl:8.21.0',
  grafana: 'docker.io/grafana/grafana:13.2.0',
  k8sSidecar: 'quay.io/kiwigrid/k8s-sidecar:2.10.1',
  nodeDnsCache: 'registry.k8s.io/dns/k8s-dns-node-cache:1.26.7',
  nginx: 'docker.io/nginxinc/nginx-unprivileged:1.30.4-alpine',
  node: 'docker.io/library/node:24.11.1-alpine',
  oauth2Proxy: 'quay.io/oauth2-proxy/oauth2-proxy:v7.15.6',
  redisExporter: 'ghcr.io/oliver006/redis_exporter:v1.79.0',
  valkey: 'docker.io/valkey/valkey:9.1.1',
  promLabelProxy: 'quay.io/prometheuscommunity/prom-label-proxy:v0.11.1',
  kratosPages: 'docker.io/oryd/kratos-selfservice-ui-node:v26.2.0',
  kubeVip: 'ghcr.io/kube-vip/kube-vip:v1.2.3',
  kubeNetworkPolicies: 'registry.k8s.io/networking/kube-network-policies:v1.0.0',
  localPathProvisioner: 'docker.io/rancher/local-path-provisioner:v0.0.37',
} as const;
