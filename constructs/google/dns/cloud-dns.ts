import { DnsManagedZoneIamMember } from '@cdktf/provider-google/lib/dns-managed-zone-iam-member';
import { ProjectIamMember } from '@cdktf/provider-google/lib/project-iam-member';
import { z } from 'zod';
import { componentKind } from '../../../src/kinds/component-kind';
import { nonEmptyList } from '../../../src/schema/field-types';
import { error, type Problem } from '../../../src/schema/problem';
import { listZoneUsers, zoneUserFields } from '../../clouds/zone-users';
import { getGoogleCloud, type GoogleCloud } from '../cloud/google-cloud';
import { podPermissions, type AddPermission } from '../cloud/pod-permissions';
import { podPrincipal } from '../cloud/principals';
import { checkRequiresGoogle } from '../cloud/requires-google';

const zoneId = z
  .string()
  .regex(
    /^projects\/[a-z0-9-]+\/managedZones\/[a-z][a-z0-9-]*$/,
    'must be the ID of a managed zone: write one such as projects/acme-dns/managedZones/acme-example',
  );

/**
 * Permission of external-dns and cert-manager to change public zones of Cloud DNS, by Workload Identity Federation for GKE:
 * neither has a key. `externalDns({ provider: 'google' })` and `certManager({ dns01: true })` need no other configuration.
 * @see https://kubernetes-sigs.github.io/external-dns/latest/docs/tutorials/gke/
 * @see https://cert-manager.io/docs/configuration/acme/dns01/google/
 * @example
 * cloudDns({ zones: ['projects/acme-dns/managedZones/acme-example'] })
 */
export const cloudDns = componentKind({
  kind: 'cloud-dns',
  summary: 'Permission of external-dns and cert-manager to change zones of Google Cloud DNS.',
  schema: z.strictObject({
    zones: nonEmptyList(zoneId)
      .meta({ examples: [['projects/acme-dns/managedZones/acme-example']] })
      .describe('IDs of the managed zones, all of one project'),
    ...zoneUserFields,
  }),
  provides: ({ zones }) => {
    const { project } = parseZoneId(zones[0]);
    return {
      'dns-zones': {
        endpoint: {
          api: 'google',
          zoneAccess: { solver: { cloudDNS: { project } }, arguments: [`--google-project=${project}`] },
        },
      },
    };
  },
  componentReferences: listZoneUsers,
  validate: ({ zones }, cluster) => [...checkRequiresGoogle('cloud-dns', cluster), ...checkProject(zones)],
  terraformReleases: ({ name, zones, dnsRecords, certificates }, cluster) => [
    podPermissions(name, () =>
      Object.fromEntries(
        [...new Set([...dnsRecords, ...certificates])].flatMap((component) =>
          listZonePermissions(component, zones, getGoogleCloud(cluster)),
        ),
      ),
    ),
  ],
  releases: () => [],
});

/** Lists the permissions of a component, by ID: to change the zones, and to list those of their project. */
function listZonePermissions(component: string, zones: readonly string[], cloud: GoogleCloud) {
  // Charts of both name the service account like the release, which has the name of its namespace.
  const member = podPrincipal(cloud, { namespace: component, name: component });
  return zones.map(parseZoneId).flatMap(({ project, zone }): readonly (readonly [string, AddPermission])[] => [
    [
      `${component}-${project}`,
      (scope, id) => {
        new ProjectIamMember(scope, id, { project, role: 'roles/dns.reader', member });
      },
    ],
    [
      `${component}-${project}-${zone}`,
      (scope, id) => {
        new DnsManagedZoneIamMember(scope, id, { project, managedZone: zone, role: 'roles/dns.admin', member });
      },
    ],
  ]);
}

/** Returns the project and the name of a managed zone. */
function parseZoneId(id = ''): { readonly project: string; readonly zone: string } {
  const [, project = '', , zone = ''] = id.split('/');
  return { project, zone };
}

function checkProject(zones: readonly string[]): readonly Problem[] {
  const projects = new Set(zones.map((zone) => parseZoneId(zone).project));
  if (projects.size === 1) return [];
  return [
    error(
      ['zones'],
      undefined,
      'are of several projects, but external-dns changes the zones of one',
      'write zones of one project',
    ),
  ];
}
