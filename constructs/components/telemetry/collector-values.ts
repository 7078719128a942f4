import { resolveImage, type ClusterInfo } from '../../../src/kinds/cluster-info';
import { collectorImages } from './charts';

const programs = { contrib: 'otelcol-contrib', kubernetes: 'otelcol-k8s' } as const satisfies Record<
  keyof typeof collectorImages,
  string
>;

/** Returns the values of the collector's chart for a distribution of the collector. */
export function renderProgram(cluster: ClusterInfo, distribution: keyof typeof collectorImages) {
  const image = resolveImage(cluster, collectorImages[distribution]);
  const separator = image.lastIndexOf(':');
  return {
    image: { repository: image.slice(0, separator), tag: image.slice(separator + 1) },
    command: { name: programs[distribution] },
  };
}

/** Returns the ports of a collector in the values of its chart, which opens those of all protocols. */
export function renderPorts({ acceptsOtlp }: { readonly acceptsOtlp: boolean }) {
  const disabled = { enabled: false };
  return {
    ...(acceptsOtlp ? {} : { otlp: disabled }),
    'otlp-http': disabled,
    'jaeger-compact': disabled,
    'jaeger-thrift': disabled,
    'jaeger-grpc': disabled,
    zipkin: disabled,
    metrics: { enabled: true },
  };
}
