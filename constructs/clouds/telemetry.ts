import { z } from 'zod';
import type { ComponentReference } from '../../src/kinds/bound-component';
import type { ClusterInfo } from '../../src/kinds/cluster-info';
import type { CapabilityProviders } from '../../src/kinds/provides';
import { dnsLabel, nonEmptyList } from '../../src/schema/field-types';
import type { Problem } from '../../src/schema/problem';
import { cloudTelemetry } from '../components/telemetry/cloud-export';
import { checkMetricsSource } from '../components/telemetry/export-options';
import { gatewayName, gatewayPodLabels, telemetryNamespace } from '../components/telemetry/collectors';

const signal = z.enum(['traces', 'metrics', 'logs']);

/** Telemetry that the services of a cloud store. The cloud stores the audit log of a managed control plane itself. */
export type CloudSignal = z.output<typeof signal>;

/** Options that the components for the telemetry of all clouds have. */
export const cloudTelemetryFields = {
  signals: nonEmptyList(signal)
    .default(['traces', 'metrics', 'logs'])
    .describe('telemetry that is exported: traces, the metrics of Prometheus, and logs of all containers'),
  collector: dnsLabel.default('open-telemetry').describe('name of the component openTelemetry()'),
};

/**
 * Returns the capabilities by which the gateway of openTelemetry() finds the services of a cloud.
 * @param signalUrls URLs of the services; @default those of the region of the cluster
 */
export function provideCloudTelemetry(
  { signals, collector }: { readonly signals: readonly CloudSignal[]; readonly collector: string },
  signalUrls?: Readonly<Partial<Record<CloudSignal, string>>>,
): CapabilityProviders {
  return {
    [cloudTelemetry]: { endpoint: { signals: [...signals], ...(signalUrls ? { signalUrls } : {}) } },
    // Prometheus admits it.
    'telemetry-export': {
      endpoint: { namespace: telemetryNamespace, podLabels: gatewayPodLabels({ name: collector }) },
    },
  };
}

/** Lists the component openTelemetry() whose gateway gets permissions. */
export function listCollectors({ collector }: { readonly collector: string }): readonly ComponentReference[] {
  return [{ path: ['collector'], kind: 'open-telemetry', name: collector }];
}

/** Returns the service account of the gateway of openTelemetry(). */
export function gatewayServiceAccount(collector: string) {
  return { namespace: telemetryNamespace, name: gatewayName({ name: collector }) };
}

/** Checks that the cluster collects the telemetry that is exported. */
export function checkCloudSignals(signals: readonly CloudSignal[], cluster: ClusterInfo): readonly Problem[] {
  return signals.includes('metrics') ? checkMetricsSource(['signals'], cluster, 'write signals without metrics') : [];
}
