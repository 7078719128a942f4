import { ProjectIamMember } from '@cdktf/provider-google/lib/project-iam-member';
import { z } from 'zod';
import { componentKind } from '../../../src/kinds/component-kind';
import {
  checkCloudSignals,
  cloudTelemetryFields,
  gatewayServiceAccount,
  listCollectors,
  provideCloudTelemetry,
} from '../../clouds/telemetry';
import { getGoogleCloud } from '../cloud/google-cloud';
import { podPrincipal } from '../cloud/principals';
import { checkRequiresGoogle } from '../cloud/requires-google';

/** Roles that write telemetry. @see https://cloud.google.com/iam/docs/roles-permissions/telemetry */
const roles = {
  traces: 'roles/telemetry.tracesWriter',
  metrics: 'roles/telemetry.metricsWriter',
  logs: 'roles/telemetry.logsWriter',
} as const;

/**
 * Export of telemetry to Google Cloud Observability: Cloud Trace, Cloud Monitoring and Cloud Logging. The gateway of
 * openTelemetry() sends it by OTLP, with the identity of its pod. The Telemetry API must be enabled in the project.
 * @see https://docs.cloud.google.com/stackdriver/docs/otlp/overview
 * @example
 * cloudObservability({ signals: ['traces', 'logs'] })
 */
export const cloudObservability = componentKind({
  kind: 'cloud-observability',
  summary: 'Export of traces, metrics and logs to Google Cloud Observability.',
  schema: z.strictObject(cloudTelemetryFields),
  requires: () => ['traces'],
  provides: (options) => provideCloudTelemetry(options),
  componentReferences: listCollectors,
  validate: ({ signals }, cluster) => [
    ...checkRequiresGoogle('cloud-observability', cluster),
    ...checkCloudSignals(signals, cluster),
  ],
  terraformReleases: ({ name, signals, collector }, cluster) => [
    {
      name,
      stack: 'data',
      // Clusters of one project share the principal of the gateway.
      holdsNoData: true,
      add: (scope) => {
        const cloud = getGoogleCloud(cluster);
        for (const signal of signals)
          new ProjectIamMember(scope, `write-${signal}`, {
            project: cloud.project,
            role: roles[signal],
            member: podPrincipal(cloud, gatewayServiceAccount(collector)),
          });
      },
    },
  ],
  releases: () => [],
});
