import { z } from 'zod';
import { cloudLogSignals } from '../../src/definition/capability';
import type { ClusterInfo } from '../../src/kinds/cluster-info';
import type { CapabilityProviders } from '../../src/kinds/provides';
import { dnsLabel, nonEmptyList } from '../../src/schema/field-types';
import { error, type Problem } from '../../src/schema/problem';
import { cloudLogs } from '../components/telemetry/cloud-logs';
import { cloudLogCollectorName, telemetryNamespace } from '../components/telemetry/collectors';

const signal = z.enum(cloudLogSignals);

/** Logs that a cloud itself stores, and a collector reads from a queue. */
export type CloudLogSignal = z.output<typeof signal>;

/** Options that the components for the logs of all clouds have. */
export const cloudLogFields = {
  signals: nonEmptyList(signal)
    .default(['audit'])
    .describe(
      'logs that are sent to the queue: the audit log of the API server, the other logs of the control plane, and the flow logs of the network; each must be in `signals` of an export of openTelemetry()',
    ),
  collector: dnsLabel.default('open-telemetry').describe('name of the component openTelemetry()'),
};

/** Returns the schema of the days that a queue retains logs. */
export function retentionDays(maximum: number, byDefault: number) {
  return z
    .int()
    .min(1)
    .max(maximum)
    .default(byDefault)
    .describe('days that the queue retains logs that the collector has not read');
}

/** Existing queue, as in the endpoint of `cloud-logs`. */
interface ExistingQueue {
  readonly id?: string | undefined;
  readonly bucket?: string | undefined;
}

/** Returns the capability by which the collector of openTelemetry() finds the queue. */
export function provideCloudLogs(
  { signals }: { readonly signals: readonly CloudLogSignal[] },
  { id, bucket }: ExistingQueue,
): CapabilityProviders {
  return {
    [cloudLogs]: {
      endpoint: {
        logQueue: {
          signals: [...signals],
          ...(id === undefined ? {} : { id }),
          ...(bucket === undefined ? {} : { bucket }),
        },
      },
    },
  };
}

/** Returns the service account of the collector of openTelemetry() that reads the queue. */
export function cloudLogServiceAccount(collector: string) {
  return { namespace: telemetryNamespace, name: cloudLogCollectorName({ name: collector }) };
}

/** Checks that the cluster has a StorageClass for the volume of the collector. */
export function checkQueueVolume(kind: string, { capabilities }: ClusterInfo): readonly Problem[] {
  if ('storage' in capabilities) return [];
  return [
    error(
      [],
      kind,
      'needs a volume for the logs that destinations have not yet received, and the cluster has no storage',
      'add a component that provides storage, or declare it in `provides` of the cluster',
    ),
  ];
}
