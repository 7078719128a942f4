import { DnsManagedZoneIamMember } from '@cdktf/provider-google/lib/dns-managed-zone-iam-member';
import { ProjectIamMember } from '@cdktf/provider-google/lib/project-iam-member';
import { z } from 'zod';
import { componentKind } from '../../../src/kinds/component-kind';
import { dnsLabel, list, nonEmptyList } from '../../../src/schema/field-types';
import { getGoogleCloud } from '../cloud/google-cloud';
import { podPrincipal } from '../cloud/principals';
import { checkRequiresGoogle } from '../cloud/requires-google';

const zoneName = z
  .string()
  .regex(/^[a-z][a-z0-9-]{0,62}$/, 'must be the name of a managed zone: write one such as acme-example');

/**
 * Permission of external-dns and cert-manager to change existing zones of Cloud DNS, with the identity of their pods: neither
 * has a key. `certManager({ dns01: { cloudDNS: { project } } })` answers challenges there.
 * @see https://cert-manager.io/docs/configuration/acme/dns01/google/
 * @example
 * cloudDns({ zones: ['acme-example'] })
 */
export const cloudDns = componentKind({
  kind: 'cloud-dns',
  summary: 'Permission of external-dns and cert-manager to change zones of Google Cloud DNS.',
  schema: z.strictObject({
    zones: nonEmptyList(zoneName)
      .meta({ examples: [['acme-example']] })
      .describe('names of the managed zones, in the project of the cluster'),
    dnsRecords: list(dnsLabel)
      .default(['external-dns'])
      .describe('names of the components externalDns() that change records'),
    certificates: list(dnsLabel)
      .default(['cert-manager'])
      .describe('names of the components certManager() that answer DNS-01 challenges'),
  }),
  validate: (_, cluster) => checkRequiresGoogle('cloud-dns', cluster),
  terraformReleases: ({ name, zones, dnsRecords, certificates }, cluster) => [
    {
      name,
      stack: 'data',
      // Clusters of one project share the principals.
      holdsNoData: true,
      add: (scope) => {
        const cloud = getGoogleCloud(cluster);
        for (const component of new Set([...dnsRecords, ...certificates])) {
          // Charts of both name the service account like the release, which has the name of its namespace.
          const member = podPrincipal(cloud, { namespace: component, name: component });
          // Both list the zones of the project, to find the one of a record.
          new ProjectIamMember(scope, `${component}-zones`, {
            project: cloud.project,
            role: 'roles/dns.reader',
            member,
          });
          for (const zone of zones)
            new DnsManagedZoneIamMember(scope, `${component}-${zone}`, {
              project: cloud.project,
              managedZone: zone,
              role: 'roles/dns.admin',
              member,
            });
        }
      },
    },
  ],
  releases: () => [],
});
