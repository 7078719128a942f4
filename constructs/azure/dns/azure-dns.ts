import { z } from 'zod';
import type { ZoneAccess } from '../../../src/definition/capability';
import { componentKind } from '../../../src/kinds/component-kind';
import { nonEmptyList } from '../../../src/schema/field-types';
import { error, type Problem } from '../../../src/schema/problem';
import { listZoneUsers, zoneUserFields } from '../../clouds/zone-users';
import { checkReachesEntra, checkRequiresAzure } from '../cloud/requires-azure';
import { existingResourceId, parseResourceId, resourceGroupId } from '../cloud/resource-ids';
import { clientIdKey } from '../identity/client-id';
import { addComponentIdentity } from '../identity/component-identity';
import { workloadIdentityLabel } from '../../kubernetes/pod-credentials';
import { checkPlatformStore } from '../vault/platform-store';

/**
 * Permission of external-dns and cert-manager to change public zones of Azure DNS, by Microsoft Entra Workload ID: neither
 * has a client secret. `externalDns({ provider: 'azure' })` and `certManager({ dns01: true })` need no other configuration.
 * @see https://kubernetes-sigs.github.io/external-dns/latest/docs/tutorials/azure/#managed-identity-using-workload-identity
 * @see https://cert-manager.io/docs/configuration/acme/dns01/azuredns/
 * @example
 * azureDns({
 *   zones: [
 *     '/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/dns/providers/Microsoft.Network/dnsZones/acme.example',
 *   ],
 * })
 */
export const azureDns = componentKind({
  kind: 'azure-dns',
  summary: 'Permission of external-dns and cert-manager to change zones of Azure DNS.',
  schema: z.strictObject({
    zones: nonEmptyList(existingResourceId('Microsoft.Network/dnsZones'))
      .meta({
        examples: [
          [
            '/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/dns/providers/Microsoft.Network/dnsZones/acme.example',
          ],
        ],
      })
      .describe('IDs of the zones, all of one resource group'),
    ...zoneUserFields,
  }),
  requires: () => ['secrets', 'key-vault'],
  provides: ({ name, zones }) => ({ 'dns-zones': { endpoint: { api: 'azure', zoneAccess: zoneAccess(name, zones) } } }),
  componentReferences: listZoneUsers,
  validate: ({ zones }, cluster) => [
    ...checkRequiresAzure('azure-dns', cluster),
    ...checkReachesEntra('azure-dns', cluster),
    ...checkResourceGroup(zones),
    ...checkPlatformStore('azure-dns', 'external-dns and cert-manager', cluster),
  ],
  terraformReleases: ({ name, zones, dnsRecords, certificates }, cluster) => [
    {
      name,
      stack: 'infrastructure',
      add: (scope) => {
        // external-dns lists the zones of the resource group.
        const lists = listResourceGroups(zones).map((group) => ({ role: 'Reader', scope: group }));
        const changes = zones.map((zone) => ({ role: zoneRole, scope: zone }));
        for (const component of new Set([...dnsRecords, ...certificates]))
          addComponentIdentity(scope, component, {
            name: [name, component],
            // Charts of both name the service account like the release, which has the name of its namespace.
            serviceAccount: { namespace: component, name: component },
            permissions: dnsRecords.includes(component) ? [...changes, ...lists] : changes,
            secret: identitySecretName(name),
            cluster,
          });
      },
    },
  ],
  releases: () => [],
});

/** @see https://learn.microsoft.com/azure/dns/dns-protect-zones-recordsets#the-dns-zone-contributor-role */
const zoneRole = 'DNS Zone Contributor';

/** Returns the name of the Secret with the client ID of a component, in its namespace. */
function identitySecretName(name: string): string {
  return `${name}-identity`;
}

/** Lists the IDs of the resource groups of zones. */
function listResourceGroups(zones: readonly string[]): readonly string[] {
  const groups = zones.map((zone) => {
    const { subscription, group } = parseResourceId(zone);
    return resourceGroupId(subscription, group);
  });
  return [...new Set(groups)];
}

function zoneAccess(name: string, zones: readonly string[]): ZoneAccess {
  const [zone = '', ...others] = zones;
  const { subscription, group, name: zoneName } = parseResourceId(zone);
  return {
    solver: {
      azureDNS: {
        subscriptionID: subscription,
        resourceGroupName: group,
        // Among several zones, cert-manager finds that of a host by its SOA record.
        ...(others.length === 0 ? { hostedZoneName: zoneName } : {}),
        environment: 'AzurePublicCloud',
      },
    },
    // AKS sets AZURE_TENANT_ID, and the file with the token, in pods with the label.
    configFile: {
      path: '/etc/kubernetes/azure.json',
      content: JSON.stringify({
        subscriptionId: subscription,
        resourceGroup: group,
        useWorkloadIdentityExtension: true,
      }),
    },
    podLabels: { [workloadIdentityLabel]: 'true' },
    identity: { secret: identitySecretName(name), variables: { AZURE_CLIENT_ID: clientIdKey } },
  };
}

function checkResourceGroup(zones: readonly string[]): readonly Problem[] {
  if (listResourceGroups(zones).length === 1) return [];
  return [
    error(
      ['zones'],
      undefined,
      'are of several resource groups, but external-dns changes the zones of one',
      'write zones of one resource group',
    ),
  ];
}
