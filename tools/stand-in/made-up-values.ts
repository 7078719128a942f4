/** Text that `base64decode` accepts in place of a certificate. */
const certificate = Buffer.from('made up by the stand-in provider').toString('base64');

/**
 * Values that the stand-in makes up for computed attributes whose format matters, since configurations decode or parse
 * them: by type of resource or data source, and by path. All others are strings such as `stand-in-arn-1a2b3c4d`.
 */
export const madeUpValues: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  aws_eks_cluster: {
    certificate_authority: [{ data: certificate }],
    endpoint: 'https://stand-in.eks.example',
    identity: [{ oidc: [{ issuer: 'https://oidc.eks.example/id/STANDIN' }] }],
    // Clusters that a definition takes by their names have these values.
    kubernetes_network_config: [{ service_ipv4_cidr: '172.20.0.0/16' }],
    vpc_config: [{ vpc_id: 'vpc-0123456789abcdef0', cluster_security_group_id: 'sg-0123456789abcdef0' }],
  },
  google_container_cluster: {
    endpoint: '192.0.2.1',
    master_auth: [{ cluster_ca_certificate: certificate, client_key: '' }],
    cluster_ipv4_cidr: '10.244.0.0/16',
    services_ipv4_cidr: '10.96.0.0/16',
    workload_identity_config: [{ workload_pool: 'acme-prod.svc.id.goog' }],
  },
  azurerm_kubernetes_cluster: {
    kube_config: [{ cluster_ca_certificate: certificate, client_key: '', host: 'https://stand-in.aks.example:443' }],
    kube_admin_config: [],
    oidc_issuer_enabled: true,
    network_profile: [{ pod_cidr: '10.244.0.0/16', service_cidr: '10.96.0.0/16' }],
  },
};
