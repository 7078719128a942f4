import { DataAzurermKubernetesCluster } from '@cdktf/provider-azurerm/lib/data-azurerm-kubernetes-cluster';
import type { Construct } from 'constructs';
import { rangeCondition, renderConditions } from '../../clouds/existing-clusters';
import { addOncePerStack } from '../../terraform/once-per-stack';
import type { AzureCloud, ExistingCluster } from './azure-cloud';

/** ID of the resource group in the infrastructure stack. */
export const groupId = 'group';

/** ID of the cluster in its infrastructure stack. */
export const clusterId = 'cluster';

/** ID of the data source of an existing cluster. No name of a definition has capital letters. */
const lookupId = 'Cluster';

/** Terraform expressions of a cluster, for all resources of its infrastructure stack. */
export interface ClusterReferences {
  readonly id: string;
  /** Name of the resource group: resources that refer to it are created after it. */
  readonly group: string;
  /** URL of the issuer of the tokens of service accounts. */
  readonly issuer: string;
}

const createdAddress = `azurerm_kubernetes_cluster.${clusterId}`;

/** Terraform expressions of a cluster that Plinth creates. */
export const createdCluster: ClusterReferences = {
  id: `\${${createdAddress}.id}`,
  group: `\${azurerm_resource_group.${groupId}.name}`,
  issuer: `\${${createdAddress}.oidc_issuer_url}`,
};

/** Names of a cluster, and the ranges of one that exists. */
export type ClusterNames = Pick<AzureCloud, 'clusterName' | 'resourceGroup' | 'existing'>;

/** Returns the Terraform expressions of a cluster. An existing one is looked up by its name, once in a stack. */
export function clusterReferences(scope: Construct, { clusterName, resourceGroup, existing }: ClusterNames) {
  if (!existing) return createdCluster;
  const fqn = lookUpExistingCluster(scope, { clusterName, resourceGroup, existing });
  return { id: `\${${fqn}.id}`, group: resourceGroup, issuer: `\${${fqn}.oidc_issuer_url}` };
}

/**
 * Looks up an existing cluster, once in a stack, and returns the address of the data source. With local accounts, the state would
 * contain their credentials: Terraform refuses such a cluster before it writes the state.
 */
export function lookUpExistingCluster(
  scope: Construct,
  {
    clusterName,
    resourceGroup,
    existing: { podCidr, serviceCidr },
  }: ClusterNames & { readonly existing: ExistingCluster },
): string {
  addOncePerStack(scope, lookupId, (stack) => {
    new DataAzurermKubernetesCluster(stack, lookupId, {
      name: clusterName,
      resourceGroupName: resourceGroup,
      lifecycle: renderConditions([
        {
          condition: 'length(self.kube_admin_config) == 0 && alltrue([for c in self.kube_config : c.client_key == ""])',
          message:
            'The cluster has local accounts, whose credentials would be in the state: disable them, with az aks update --disable-local-accounts.',
        },
        {
          condition: 'self.oidc_issuer_enabled',
          message:
            'The cluster has no OIDC issuer for workload identity: enable both, with az aks update --enable-oidc-issuer --enable-workload-identity.',
        },
        rangeCondition('podCidr', 'network_profile[0].pod_cidr', podCidr),
        rangeCondition('serviceCidr', 'network_profile[0].service_cidr', serviceCidr),
      ]),
    });
  });
  return `data.azurerm_kubernetes_cluster.${lookupId}`;
}

/** Returns the name of the resource group of a cluster. Azure creates another one for its nodes. */
export function clusterGroupName(clusterName: string): string {
  return clusterName;
}
