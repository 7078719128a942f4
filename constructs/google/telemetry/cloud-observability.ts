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
import { getGoogleCloud, type GoogleCloud } from '../cloud/google-cloud';
import { podPermissions, type AddPermission } from '../cloud/pod-permissions';
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
    podPermissions(name, () => listGatewayPermissions(signals, collector, getGoogleCloud(cluster))),
  ],
  releases: () => [],
});

/** Returns the permissions of the gateway, which has the namespace of its collector. */
function listGatewayPermissions(
  signals: readonly (keyof typeof roles)[],
  collector: string,
  cloud: GoogleCloud,
): Readonly<Record<string, AddPermission>> {
  const member = podPrincipal(cloud, gatewayServiceAccount(collector));
  return Object.fromEntries(
    signals.map((signal) => [
      `${collector}-writes-${signal}`,
      (scope, id) => {
        new ProjectIamMember(scope, id, { project: cloud.project, role: roles[signal], member });
      },
    ]),
  );
}
