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
  },
  google_container_cluster: {
    endpoint: '192.0.2.1',
    master_auth: [{ cluster_ca_certificate: certificate }],
  },
  azurerm_kubernetes_cluster: {
    kube_config: [{ cluster_ca_certificate: certificate, host: 'https://stand-in.aks.example:443' }],
  },
};
