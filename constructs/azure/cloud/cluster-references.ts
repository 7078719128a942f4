/** ID of the resource group in the infrastructure stack. */
export const groupId = 'group';

/** ID of the cluster in its infrastructure stack. */
export const clusterId = 'cluster';

const address = `azurerm_kubernetes_cluster.${clusterId}`;

/** Terraform expressions of the cluster, for all resources of its infrastructure stack. */
export const clusterReferences = {
  id: `\${${address}.id}`,
  /** Name of the resource group: resources that refer to it are created after it. */
  group: `\${azurerm_resource_group.${groupId}.name}`,
  /** URL of the issuer of the tokens of service accounts. */
  issuer: `\${${address}.oidc_issuer_url}`,
} as const;

/** Returns the name of the resource group of a cluster. Azure creates another one for its nodes. */
export function clusterGroupName(clusterName: string): string {
  return clusterName;
}
