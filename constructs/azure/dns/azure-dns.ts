import { RoleAssignment } from '@cdktf/provider-azurerm/lib/role-assignment';
import type { Construct } from 'constructs';
import { z } from 'zod';
import type { ZoneAccess } from '../../../src/definition/capability';
import type { ClusterInfo } from '../../../src/kinds/cluster-info';
import { componentKind } from '../../../src/kinds/component-kind';
import { secretStorePath } from '../../../src/kinds/component-secret';
import { nonEmptyList } from '../../../src/schema/field-types';
import { error, type Problem } from '../../../src/schema/problem';
import { listZoneUsers, zoneUserFields } from '../../clouds/zone-users';
import { digest } from '../../digest';
import { getAzureCloud } from '../cloud/azure-cloud';
import { formatName } from '../cloud/names';
import { checkRequiresAzure } from '../cloud/requires-azure';
import { existingResourceId, parseResourceId, resourceGroupId } from '../cloud/resource-ids';
import { addClientIdSecret, clientIdKey } from '../identity/client-id';
import { addFederatedIdentity } from '../identity/federated-identity';
import { workloadIdentityLabel } from '../../kubernetes/pod-credentials';
import { environmentVaultId } from '../vault/environment-vault';
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
    ...checkResourceGroup(zones),
    ...checkPlatformStore('azure-dns', 'external-dns and cert-manager', cluster),
  ],
  terraformReleases: ({ name, zones, dnsRecords, certificates }, cluster) => [
    {
      name,
      stack: 'infrastructure',
      add: (scope) => {
        const [group] = listResourceGroups(zones);
        for (const component of dnsRecords)
          addPermissions(scope, { name, component, cluster }, [
            ...zones.map((zone) => ({ role: zoneRole, on: zone })),
            // external-dns lists the zones of the resource group.
            ...(group === undefined ? [] : [{ role: 'Reader', on: group }]),
          ]);
        for (const component of certificates.filter((other) => !dnsRecords.includes(other)))
          addPermissions(
            scope,
            { name, component, cluster },
            zones.map((zone) => ({ role: zoneRole, on: zone })),
          );
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

interface PermissionProps {
  /** Name of this component. */
  readonly name: string;
  /** Name of the component that gets the permissions. */
  readonly component: string;
  readonly cluster: ClusterInfo;
}

function addPermissions(
  scope: Construct,
  { name, component, cluster }: PermissionProps,
  permissions: readonly { readonly role: string; readonly on: string }[],
): void {
  const identity = addFederatedIdentity(scope, component, {
    name: formatName('identity', cluster.platform, cluster.cluster, name, component),
    // Charts of both name the service account like the release, which has the name of its namespace.
    serviceAccount: { namespace: component, name: component },
    cloud: getAzureCloud(cluster),
  });
  for (const { role, on } of permissions)
    new RoleAssignment(scope, `${component}-${digest([role, on]).slice(0, 8)}`, {
      scope: on,
      roleDefinitionName: role,
      principalId: identity.principalId,
      principalType: 'ServicePrincipal',
    });
  addClientIdSecret(scope, `${component}-client-id`, {
    name: secretStorePath(cluster, { namespace: component, name: identitySecretName(name) }, 'provided'),
    vaultId: environmentVaultId(cluster),
    identity,
  });
}
