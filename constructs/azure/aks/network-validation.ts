import type { ClusterInfo } from '../../../src/kinds/cluster-info';
import { error, warning, type Problem } from '../../../src/schema/problem';
import { checkNetworkProvider } from '../../clouds/add-ons';
import { checkApiClients } from '../../clouds/api-clients';
import { checkCloudConnections } from '../../clouds/network-connections';
import { checkAllowedRanges, checkAppliance } from '../../clouds/network-egress';
import { privateLinkRules } from '../network/private-links';
import { createsSecretsKey, hasApiServerSubnet } from './cluster-vault';
import { isExistingNetwork, type AksOptions, type ExistingNetwork } from './schema';

/** Checks the network of an AKS cluster: its subnets, connections and way out, and what API servers outside of it cannot do. */
export function checkAksNetwork(options: AksOptions, cluster: ClusterInfo): readonly Problem[] {
  return [
    ...checkExistingNetwork(options),
    ...checkSecretsKey(options),
    ...checkNodeAddresses(options),
    ...checkNetworkAddOn(options, cluster),
    ...checkConnections(options),
    ...checkEgress(options),
  ];
}

function checkExistingNetwork(options: AksOptions): readonly Problem[] {
  const { network, api, diskEncryptionSet } = options;
  if (!isExistingNetwork(network)) return [];
  const needsVault = diskEncryptionSet === undefined || createsSecretsKey(options);
  return [
    ...(network.dataSubnet === undefined && network.dataCidr === undefined && api === 'private' && needsVault
      ? [
          error(
            ['network', 'dataSubnet'],
            undefined,
            'is missing: nothing could reach the key vault with the keys of the cluster',
            'set `dataSubnet` and `dataCidr`, `diskEncryptionSet` and `secretsKey`, or `api: { allowedRanges }`',
          ),
        ]
      : []),
    ...checkNetworkIds(network),
    ...checkRangeOfSubnet(network, 'apiServerSubnet', 'apiServerCidr'),
  ];
}

function checkSecretsKey(options: AksOptions): readonly Problem[] {
  if (options.secretsKey !== undefined || hasApiServerSubnet(options)) return [];
  const subnetFix = isExistingNetwork(options.network)
    ? 'set `apiServerSubnet` and `apiServerCidr` of the network, and Plinth creates a key, or `secretsKey`'
    : 'remove `apiServersInNetwork: false` of the network, and Plinth creates a key, or set `secretsKey`';
  return [
    warning(
      ['secretsKey'],
      undefined,
      'is missing: Secrets in etcd are encrypted with a key of Microsoft, since API servers outside of the network reach no private key vault',
      options.addOns.network === 'component' ? 'set `secretsKey`' : subnetFix,
    ),
  ];
}

/**
 * API servers outside of the network refuse nodes whose public address is not in the authorized ranges. AKS adds only that of its
 * own load balancer.
 * @see https://learn.microsoft.com/azure/aks/api-server-authorized-ip-ranges
 * @see https://learn.microsoft.com/azure/aks/concepts-network-isolated
 */
function checkNodeAddresses(options: AksOptions): readonly Problem[] {
  const { api, network, addOns } = options;
  if (api === 'private' || hasApiServerSubnet(options)) return [];
  if (isExistingNetwork(network) && network.outbound === 'load-balancer') return [];
  const subnetFix = isExistingNetwork(network)
    ? 'set `apiServerSubnet` and `apiServerCidr` of the network'
    : 'remove `apiServersInNetwork: false` of the network';
  const orSubnet = addOns.network === 'component' ? '' : `, or ${subnetFix}`;
  const path = ['api', 'allowedRanges'];
  if (leadsNowhere(network))
    return [
      error(
        path,
        undefined,
        "nodes must reach the API at a public address, and egress of the network is 'none'",
        `write api: 'private'${orSubnet}`,
      ),
    ];
  const addresses = isExistingNetwork(network)
    ? 'the addresses of its NAT gateway or firewall'
    : 'the addresses of its NAT gateway, which are the output `egress-addresses` of the stack of the network, or of the firewall in `via`';
  return [
    warning(
      path,
      undefined,
      'must contain the public addresses by which nodes leave the network, which Plinth does not know: the API servers refuse the nodes otherwise',
      `add ${addresses}${orSubnet}`,
    ),
  ];
}

function checkNetworkAddOn({ addOns, network }: AksOptions, cluster: ClusterInfo): readonly Problem[] {
  const apiServerSubnet = isExistingNetwork(network) ? network.apiServerSubnet : undefined;
  return [
    ...checkNetworkProvider(addOns.network, cluster),
    ...(addOns.network === 'component' && apiServerSubnet !== undefined
      ? [
          error(
            ['network', 'apiServerSubnet'],
            apiServerSubnet,
            'API servers in a subnet do not reach pods of a network that AKS does not manage, such as those of webhooks',
            "remove it, or write addOns: { network: 'managed' }",
          ),
        ]
      : []),
  ];
}

function checkConnections({ network, connections = {}, apiClients }: AksOptions): readonly Problem[] {
  const networkCidr = isExistingNetwork(network) ? undefined : network.cidr;
  const example = '/subscriptions/…/resourceGroups/…/providers/Microsoft.Network/virtualNetworks/…';
  return [
    ...(isExistingNetwork(network)
      ? checkExistingClients(apiClients)
      : checkApiClients(apiClients, network.cidr, connections, privateLinkRules(network.cidr))),
    ...checkCloudConnections(connections, networkCidr, example, privateLinkRules),
    ...checkGateways(connections),
  ];
}

/** @see https://learn.microsoft.com/azure/vpn-gateway/vpn-gateway-peering-gateway-transit */
function checkGateways(connections: NonNullable<AksOptions['connections']>): readonly Problem[] {
  const gateways = Object.entries(connections).filter(([, { gateway }]) => gateway === true);
  const path = (name: string) => ['connections', name, 'gateway'];
  return [
    ...gateways
      .filter(([, { via }]) => via?.includes('/virtualNetworks/') !== true)
      .map(([name]) =>
        error(
          path(name),
          true,
          'is for connections by another virtual network',
          'write the ID of the hub in `via`, or remove it',
        ),
      ),
    ...gateways
      .slice(1)
      .map(([name]) =>
        error(
          path(name),
          true,
          'is the second one: a virtual network uses one gateway',
          'write all ranges in one connection',
        ),
      ),
  ];
}

/** Network security groups and DNS zones of an existing network decide who reaches its private endpoints. */
function checkExistingClients(apiClients: AksOptions['apiClients']): readonly Problem[] {
  if (apiClients.length === 0) return [];
  const message = 'the network exists without Plinth, and so do the rules of its subnets';
  return [error(['apiClients'], apiClients, message, 'remove it')];
}

/** @see https://learn.microsoft.com/azure/aks/concepts-network-isolated#limitations */
function checkEgress({ network, connections = {}, upgrades }: AksOptions): readonly Problem[] {
  return [
    ...(isExistingNetwork(network)
      ? checkArtifactCache(network)
      : [...checkAllowedRanges(network.egress), ...checkAppliance(network.egress, connections)]),
    ...(leadsNowhere(network) && upgrades.nodeImages === 'security'
      ? [
          error(
            ['upgrades', 'nodeImages'],
            upgrades.nodeImages,
            "needs the package servers of the internet, and egress of the network is 'none'",
            "write 'weekly': node images have the same patches",
          ),
        ]
      : []),
  ];
}

/** Returns whether nodes reach no public address. */
function leadsNowhere(network: AksOptions['network']): boolean {
  return (isExistingNetwork(network) ? network.outbound : network.egress) === 'none';
}

function checkArtifactCache({ outbound, artifactCache }: ExistingNetwork): readonly Problem[] {
  const path = ['network', 'artifactCache'];
  if (outbound === 'none')
    return artifactCache === undefined
      ? [
          error(
            path,
            undefined,
            "is missing: with outbound 'none', AKS does not reach the registry of Microsoft",
            'write the ID of a registry with a private endpoint and the cache rule aks-managed-mcr',
          ),
        ]
      : [];
  return artifactCache === undefined
    ? []
    : [error(path, artifactCache, `has no effect with outbound '${outbound}'`, "write outbound: 'none', or remove it")];
}

/** Checks that the subnet of private endpoints of an existing network has its range. */
export function checkNetworkIds(network: Pick<ExistingNetwork, 'dataSubnet' | 'dataCidr'>): readonly Problem[] {
  return checkRangeOfSubnet(network, 'dataSubnet', 'dataCidr');
}

function checkRangeOfSubnet<K extends string>(
  network: Readonly<Partial<Record<K, string | undefined>>>,
  subnet: K,
  range: K,
): readonly Problem[] {
  if ((network[subnet] === undefined) === (network[range] === undefined)) return [];
  const [missing, present] = network[range] === undefined ? [range, subnet] : [subnet, range];
  return [
    error(['network', missing], undefined, `is missing, but ${present} is set`, `set both, or remove ${present}`),
  ];
}
