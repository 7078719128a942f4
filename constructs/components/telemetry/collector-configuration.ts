import ipaddr from 'ipaddr.js';
import type { ClusterInfo } from '../../../src/kinds/cluster-info';

/** Configuration of an OpenTelemetry Collector. */
export type CollectorConfiguration = Readonly<Record<string, unknown>>;

/** Components of a pipeline, or definitions of components, by the identifier `<type>/<name>`. */
export type Components = Readonly<Record<string, unknown>>;

/** Kind of telemetry of a pipeline. */
export type PipelineSignal = 'traces' | 'metrics' | 'logs';

/** Pipeline of a collector: from receivers through processors, in this order, to exporters. */
export interface Pipeline {
  readonly receivers: readonly string[];
  readonly processors: readonly string[];
  readonly exporters: readonly string[];
}

/** Parts of the configuration of a collector. */
export interface CollectorParts {
  readonly receivers: Components;
  /** Processors in addition to the memory limit and the batches, which all pipelines have. @default none */
  readonly processors?: Components;
  readonly exporters: Components;
  /** Extensions in addition to the health check. @default none */
  readonly extensions?: Components;
  /** Pipelines by `<signal>` or `<signal>/<name>`; `processors` are those in addition. */
  readonly pipelines: Readonly<Record<string, Pipeline>>;
  /**
   * Set where exporters keep their queue on a volume. The pipelines have neither a memory limit, at which the collector would
   * refuse records that a receiver does not read again, nor batches in memory, which would be lost with the pod.
   * @default queues are in memory
   */
  readonly hasDurableQueues?: true;
}

/** Ports of the OpenTelemetry Protocol. */
export const otlpPorts = { grpc: 4317, http: 4318 } as const;

/** Port of the collector's own metrics. */
export const collectorMetricsPort = 8888;

/** Port of the health check. */
export const healthPort = 13133;

/** User and group of the collector's images. */
export const collectorUser = 10001;

const memoryLimiter = { check_interval: '1s', limit_percentage: 75, spike_limit_percentage: 20 };

/** Returns the address on which a server in a pod listens, in the notation of a URL: all addresses of the pod. */
export function listenAddress({ podCidr }: ClusterInfo): string {
  return ipaddr.parseCIDR(podCidr)[0].kind() === 'ipv4' ? '0.0.0.0' : '[::]';
}

/** Returns the receiver of the OpenTelemetry Protocol, by gRPC and HTTP. */
export function renderOtlpReceiver(cluster: ClusterInfo) {
  const address = listenAddress(cluster);
  return {
    protocols: {
      grpc: { endpoint: `${address}:${otlpPorts.grpc}` },
      http: { endpoint: `${address}:${otlpPorts.http}` },
    },
  };
}

/**
 * Returns the exporter to another collector or store on the cluster, whose network policies admit the sender only.
 * @param endpoint host and port of its gRPC server
 */
export function renderClusterExporter(endpoint: string, headers?: Readonly<Record<string, string>>) {
  return { endpoint, tls: { insecure: true }, ...(headers === undefined ? {} : { headers }) };
}

/**
 * Returns the configuration of a collector. Each pipeline begins with the memory limit, so that a collector refuses
 * telemetry before its memory is full, and ends with batches, unless queues are on a volume.
 * @see https://opentelemetry.io/docs/collector/configuration/
 */
export function renderCollectorConfiguration(parts: CollectorParts, cluster: ClusterInfo): CollectorConfiguration {
  const { receivers, processors = {}, exporters, extensions = {}, pipelines, hasDurableQueues = false } = parts;
  const address = listenAddress(cluster);
  const first = hasDurableQueues ? {} : { memory_limiter: memoryLimiter };
  const last = hasDurableQueues ? {} : { batch: {} };
  return {
    extensions: { health_check: { endpoint: `${address}:${healthPort}` }, ...extensions },
    receivers,
    processors: { ...first, ...processors, ...last },
    exporters,
    service: {
      extensions: ['health_check', ...Object.keys(extensions)],
      telemetry: {
        metrics: {
          readers: [
            {
              pull: {
                exporter: { prometheus: { host: address.replace(/[[\]]/g, ''), port: collectorMetricsPort } },
              },
            },
          ],
        },
      },
      pipelines: Object.fromEntries(
        Object.entries(pipelines).map(([name, pipeline]) => [
          name,
          { ...pipeline, processors: [...Object.keys(first), ...pipeline.processors, ...Object.keys(last)] },
        ]),
      ),
    },
  };
}

/** Returns text that the collector does not expand: in its configuration `$` begins a variable. */
export function escapeCollectorVariables(text: string): string {
  return text.replaceAll('$', '$$$$');
}
