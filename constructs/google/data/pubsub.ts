import type { Construct } from 'constructs';
import { z } from 'zod';
import { isServerUse } from '../../../src/definition/uses';
import type { Additions } from '../../../src/kinds/additions';
import type { ClusterInfo } from '../../../src/kinds/cluster-info';
import type { TenantPlan } from '../../../src/kinds/tenant-plan';
import { componentKind } from '../../../src/kinds/component-kind';
import { listProvidedUses, resolveUseName, type ProvidedUse } from '../../../src/kinds/provided-uses';
import type { ProvidedCapability } from '../../../src/kinds/provides';
import { deletionProtectionSchema } from '../../clouds/deletion-protection';
import { addIdentityBinding, identityBindingKeys } from '../../clouds/identity-binding';
import { checkUseNames, listNamedUses } from '../../clouds/named-uses';
import { getGoogleCloud } from '../cloud/google-cloud';
import { formatName, tryGetNameError } from '../cloud/names';
import { checkRequiresGoogle } from '../cloud/requires-google';
import type { WorkloadPermission } from '../identity/workload-identity';
import { addQueue } from './pubsub-queue';
import { afterKeyUser, keyUserReleases, tenantKeyReleases } from './tenant-key';

const schema = z.strictObject({
  retentionDays: z.int().min(1).max(31).default(4).describe('days that messages are retained'),
  maxReceives: z
    .int()
    .min(5)
    .max(100)
    .default(5)
    .describe('times that a message is delivered before it is moved to the topic `<name>-dead`'),
  deletionProtection: deletionProtectionSchema('topics and subscriptions'),
});

type Options = z.output<typeof schema>;

/**
 * Message queues of Google Pub/Sub for workloads with `uses: { queue: { type: 'pubsub' } }`: a topic with one subscription for
 * each name. Pub/Sub speaks a protocol of its own: clients of AMQP, Kafka or SQS are refused. Pods have permissions, and no
 * key.
 * @see https://cloud.google.com/pubsub/docs/overview
 * @example
 * pubsub({ retentionDays: 14 })
 */
export const pubsub = componentKind({
  kind: 'pubsub',
  summary: 'Message queues on request, in Google Pub/Sub.',
  schema,
  validate: (_, cluster) => checkRequiresGoogle('pubsub', cluster),
  provides: (options) => ({ queue: provideQueues(options) }),
  releases: () => [],
});

/** Type of a queue, and protocol, of Google Cloud. */
const queueType = 'pubsub';

const host = 'pubsub.googleapis.com';

function provideQueues(options: Options): ProvidedCapability {
  return {
    endpoint: { api: queueType, bindingKeys: identityBindingKeys('queue', 'subscription') },
    validateTenant: (tenant, cluster) =>
      checkUseNames(tenant, 'queue', (use) => tryGetNameError('pubsub', queueName(use, cluster))),
    forTenant: (tenant, { cluster }) => addTenantQueues(tenant, options, cluster),
    forWorkload: (workload, { cluster, uses }) => {
      const provided = uses.filter(isServerUse).map((use) => ({ workload, use }));
      if (provided.length === 0) return {};
      return {
        objects: (scope) => {
          for (const use of provided) addBindingSecret(scope, use, cluster);
        },
        // Google's APIs have public addresses, which private Google access reaches.
        egress: [{ peer: 'outside-cluster', ports: [443] }],
        permissions: { queue: renderPermissions(provided, cluster) },
      };
    },
  };
}

function queueName({ workload, use }: ProvidedUse, { platform, environment }: ClusterInfo): string {
  return formatName('pubsub', platform, environment, workload.tenant, resolveUseName(workload.name, use));
}

function listQueues(uses: readonly ProvidedUse[], cluster: ClusterInfo): ReadonlyMap<string, string> {
  return listNamedUses(uses, (use) => queueName(use, cluster));
}

function queueRelease(name: string): string {
  return `queue-${name}`;
}

/** Returns the permissions of a workload: to publish to and to receive from its own queues. */
function renderPermissions(uses: readonly ProvidedUse[], cluster: ClusterInfo): readonly WorkloadPermission[] {
  return [...listQueues(uses, cluster).values()].flatMap((resource): readonly WorkloadPermission[] => [
    { role: 'roles/pubsub.publisher', type: 'topic', resource },
    { role: 'roles/pubsub.subscriber', type: 'subscription', resource },
  ]);
}

function addTenantQueues(tenant: TenantPlan, options: Options, cluster: ClusterInfo): Additions {
  const uses = listProvidedUses(tenant, 'queue');
  if (uses.length === 0) return {};
  const { maxReceives, retentionDays, deletionProtection } = options;
  return {
    terraformReleases: [
      ...tenantKeyReleases(tenant.name, cluster),
      ...keyUserReleases(tenant.name, cluster, 'pubsub'),
      ...[...listQueues(uses, cluster)].map(([name, queue]) => ({
        name: queueRelease(name),
        stack: 'data' as const,
        cloudNames: () => [`queue ${queue}`],
        after: afterKeyUser(cluster, 'pubsub'),
        add: (scope: Construct) => {
          const deadLetterName = formatName('pubsub', queue, 'dead');
          addQueue(scope, {
            name: queue,
            deadLetterName,
            tenant: tenant.name,
            cluster,
            maxReceives,
            retentionDays,
            deletionProtection,
          });
        },
      })),
    ],
  };
}

function addBindingSecret(scope: Construct, provided: ProvidedUse, cluster: ClusterInfo): void {
  const { project } = getGoogleCloud(cluster);
  const name = queueName(provided, cluster);
  const queue = `projects/${project}/topics/${name}`;
  addIdentityBinding(scope, provided, {
    type: queueType,
    provider: 'google',
    host,
    port: 443,
    // The full names, as SDKs take them.
    fields: { queue, subscription: `projects/${project}/subscriptions/${name}` },
    uri: `https://${host}/v1/${queue}`,
  });
}
