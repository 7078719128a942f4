import { NetworkSecurityGroup } from '@cdktf/provider-azurerm/lib/network-security-group';
import { SubnetNetworkSecurityGroupAssociation } from '@cdktf/provider-azurerm/lib/subnet-network-security-group-association';
import type { Construct } from 'constructs';
import { renderConnectionRules } from './connection-rules';
import type { Place } from './connections';

/** Properties of the rules of a subnet that clients of the API reach. */
export interface ApiServerRulesProps {
  /** Beginning of the name of the network security group. */
  readonly name: string;
  readonly subnetId: string;
  /** Addresses of connections. */
  readonly connectedRanges: readonly string[];
  /** Ranges, in the network or in connected ones, whose clients reach the API servers and key vaults. */
  readonly apiClients: readonly string[];
}

/**
 * Denies networks of `connections` the API servers, except for `apiClients`. Nodes, load balancers of Azure and other connected
 * networks remain subject to the default rules, which AKS needs.
 * @see https://learn.microsoft.com/azure/aks/api-server-vnet-integration
 */
export function addApiServerRules(
  scope: Construct,
  place: Place,
  { name, subnetId, connectedRanges, apiClients }: ApiServerRulesProps,
): void {
  if (connectedRanges.length === 0) return;
  const rules = new NetworkSecurityGroup(scope, 'api-server-rules', {
    ...place,
    name: `${name}-api-servers`,
    securityRule: renderConnectionRules({ connectedRanges, apiClients, destination: '*', clientPriority: 100 }),
  });
  new SubnetNetworkSecurityGroupAssociation(scope, 'api-server-rules-association', {
    subnetId,
    networkSecurityGroupId: rules.id,
  });
}
