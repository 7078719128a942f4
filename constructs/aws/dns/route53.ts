import { z } from 'zod';
import { componentKind } from '../../../src/kinds/component-kind';
import { nonEmptyList } from '../../../src/schema/field-types';
import { listZoneUsers, zoneUserFields } from '../../clouds/zone-users';
import { getAwsCloud } from '../cloud/aws-cloud';
import { partition } from '../cloud/partition';
import type { PolicyStatement } from '../cloud/policy-document';
import { checkReachesPublicApi, checkRequiresAws } from '../cloud/requires-aws';
import { addPodIdentity } from '../identity/pod-identity';

const zoneId = z
  .string()
  .regex(/^Z[A-Z0-9]{5,32}$/, 'must be the ID of a hosted zone: write one such as Z0123456789ABCDEFGHIJ');

/**
 * Permission of external-dns and cert-manager to change hosted zones of Amazon Route 53, by EKS Pod Identity: neither has an
 * access key. cert-manager may change TXT records only, which answer DNS-01 challenges.
 * @see https://cert-manager.io/docs/configuration/acme/dns01/route53/
 * @example
 * route53({ zones: ['Z0123456789ABCDEFGHIJ'] })
 */
export const route53 = componentKind({
  kind: 'route53',
  summary: 'Permission of external-dns and cert-manager to change zones of Amazon Route 53.',
  schema: z.strictObject({
    zones: nonEmptyList(zoneId)
      .meta({ examples: [['Z0123456789ABCDEFGHIJ']] })
      .describe('IDs of the hosted zones'),
    ...zoneUserFields,
  }),
  // Pods with an identity of EKS know their region, which the solver needs.
  provides: () => ({ 'dns-zones': { endpoint: { api: 'aws', zoneAccess: { solver: { route53: {} } } } } }),
  componentReferences: listZoneUsers,
  validate: (_, cluster) => [
    ...checkRequiresAws('route53', cluster),
    ...checkReachesPublicApi('route53', 'Route 53', cluster),
  ],
  terraformReleases: ({ name, zones, dnsRecords, certificates }, cluster) => [
    {
      name,
      stack: 'infrastructure',
      add: (scope) => {
        const { region } = getAwsCloud(cluster);
        const addPermissions = (component: string, statements: readonly PolicyStatement[]) => {
          addPodIdentity(scope, component, {
            name: [cluster.platform, cluster.cluster, name, component],
            // Charts of both name the service account like the release, which has the name of its namespace.
            serviceAccount: { namespace: component, name: component },
            cluster,
            policies: { zones: statements },
          });
        };
        for (const component of dnsRecords) addPermissions(component, renderStatements(region, zones, {}));
        for (const component of certificates)
          addPermissions(component, renderStatements(region, zones, { recordTypes: ['TXT'] }));
      },
    },
  ],
  releases: () => [],
});

/** @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonroute53.html */
function renderStatements(
  region: string,
  zones: readonly string[],
  { recordTypes }: { readonly recordTypes?: readonly string[] },
): readonly PolicyStatement[] {
  const arn = (resource: string) => `arn:${partition(region)}:route53:::${resource}`;
  const zoneArns = zones.map((zone) => arn(`hostedzone/${zone}`));
  return [
    {
      Effect: 'Allow',
      Action: 'route53:ChangeResourceRecordSets',
      Resource: zoneArns,
      ...(recordTypes
        ? { Condition: { 'ForAllValues:StringEquals': { 'route53:ChangeResourceRecordSetsRecordTypes': recordTypes } } }
        : {}),
    },
    {
      Effect: 'Allow',
      Action: ['route53:ListResourceRecordSets', 'route53:ListTagsForResource'],
      Resource: zoneArns,
    },
    { Effect: 'Allow', Action: 'route53:GetChange', Resource: arn('change/*') },
    // IAM knows no resources for these.
    { Effect: 'Allow', Action: ['route53:ListHostedZones', 'route53:ListHostedZonesByName'], Resource: '*' },
  ];
}
