import type { Construct } from 'constructs';
import { z } from 'zod';
import { componentKind } from '../../../src/kinds/component-kind';
import {
  checkQueueVolume,
  cloudLogFields,
  cloudLogServiceAccount,
  provideCloudLogs,
  retentionDays,
} from '../../clouds/cloud-logs';
import { listCollectors } from '../../clouds/telemetry';
import { cloudLogQueueName } from '../../components/telemetry/cloud-logs';
import { addKeyUser } from '../cloud/encryption-key';
import { getGoogleCloud } from '../cloud/google-cloud';
import { podPermissions } from '../cloud/pod-permissions';
import { podPrincipal } from '../cloud/principals';
import { checkRequiresGoogle } from '../cloud/requires-google';
import { addLogReader, addLogSubscription } from './log-subscription';

/**
 * Audit log of the API server, other logs of the control plane, and flow logs of the network, from Cloud Logging for the
 * exports of openTelemetry(). A sink of the Log Router sends them to a topic of Pub/Sub, whose subscription a collector reads, with
 * the identity of its pod.
 * @see https://cloud.google.com/logging/docs/export/pubsub
 * @example
 * cloudLogging({ signals: ['audit', 'flow-logs'] })
 */
export const cloudLogging = componentKind({
  kind: 'cloud-logging',
  summary: 'Audit, control plane and flow logs from Google Cloud Logging, for exports.',
  schema: z.strictObject({
    ...cloudLogFields,
    retentionDays: retentionDays(31, 7),
    subscription: z
      .string()
      .regex(
        /^projects\/[a-z0-9-]+\/subscriptions\/[A-Za-z][A-Za-z0-9._~+%-]{2,254}$/,
        'must be the name of a subscription: write one such as projects/acme-prod/subscriptions/logs',
      )
      .optional()
      .meta({ examples: ['projects/acme-prod/subscriptions/logs'] })
      .describe(
        'name of an existing subscription to a topic with entries of Cloud Logging, which only this cluster reads; @default created, with a sink',
      ),
  }),
  requires: () => ['traces'],
  provides: (options) => provideCloudLogs(options, { id: options.subscription }),
  componentReferences: listCollectors,
  validate: (_, cluster) => [
    ...checkRequiresGoogle('cloud-logging', cluster),
    ...checkQueueVolume('cloud-logging', cluster),
  ],
  terraformReleases: (options, cluster) => {
    const { name, subscription, collector } = options;
    const cloud = getGoogleCloud(cluster);
    const { clusterKey, projectNumber } = cloud;
    const member = podPrincipal(cloud, cloudLogServiceAccount(collector));
    const queue = cloudLogQueueName(cluster);
    return [
      ...(clusterKey === undefined || subscription !== undefined
        ? []
        : [
            {
              name: `${name}-key`,
              stack: 'data' as const,
              // Clusters of an environment share the key.
              holdsNoData: true as const,
              add: (scope: Construct) => {
                addKeyUser(scope, 'permission', { key: clusterKey, projectNumber, user: 'pubsub' });
              },
            },
          ]),
      ...(subscription === undefined
        ? [
            {
              name,
              stack: 'infrastructure' as const,
              add: (scope: Construct) => {
                addLogSubscription(scope, { ...options, name: queue, cluster });
              },
            },
          ]
        : []),
      podPermissions(`${name}-reader`, () => ({
        // Each cluster has a subscription of its own.
        [cluster.cluster]: (scope, id) => {
          addLogReader(scope, id, {
            subscription: subscription ?? `projects/${cloud.project}/subscriptions/${queue}`,
            member,
          });
        },
      })),
    ];
  },
  releases: () => [],
});
