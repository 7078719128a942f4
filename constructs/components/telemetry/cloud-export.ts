import type { ClusterInfo } from '../../../src/kinds/cluster-info';
import { tryGetEndpoint } from '../../../src/kinds/cluster-info';
import {
  metadataServer,
  podIdentityAgent,
  workloadIdentityLabel,
  type CredentialServer,
} from '../../kubernetes/pod-credentials';
import type { Components, PipelineSignal } from './collector-configuration';
import { selectExports, type Exports, type ExportSignal } from './export-options';

/** Capability of components that let the gateway write to the services of the cluster's cloud. */
export const cloudTelemetry = 'cloud-telemetry';

/** Name of the log stream in a log group of Amazon CloudWatch, and of its header. */
export const cloudWatchLogStream = 'gateway';

/** Secret with the client ID of the gateway's identity in Azure, in the namespace of the gateway. */
export const azureIdentitySecret = { name: 'cloud-telemetry', key: 'client-id' } as const;

/** What the gateway needs to export to the services of a cloud, by OTLP with the identity of its pod. */
export interface CloudExport {
  /** Exporters by signal, each an identifier and its configuration. */
  readonly exporters: Readonly<Partial<Record<PipelineSignal, readonly [string, unknown]>>>;
  /** Extensions that sign requests. */
  readonly extensions: Components;
  /** Processors by signal. */
  readonly processors: Readonly<Partial<Record<PipelineSignal, Components>>>;
  readonly podLabels: Readonly<Record<string, string>>;
  /**
   * Server on the node from which the pod gets its credentials.
   * @default a file, which needs no connection
   */
  readonly credentialServer?: CredentialServer;
  /** Whether the pod reads its client ID from `azureIdentitySecret`. */
  readonly usesAzureIdentity: boolean;
}

/** Services of a cloud: their URLs, the extension that signs requests for a signal, and what else exporters need. */
interface CloudServices {
  /** Returns the URL that accepts telemetry of a kind; undefined where the component sets it. */
  url(signal: PipelineSignal): string | undefined;
  extension(signal: PipelineSignal): readonly [string, unknown];
  readonly headers?: Readonly<Partial<Record<PipelineSignal, Readonly<Record<string, string>>>>>;
  readonly processors?: CloudExport['processors'];
  readonly podLabels?: Readonly<Record<string, string>>;
  readonly credentialServer?: CredentialServer;
  readonly usesAzureIdentity?: boolean;
}

/** Services of AWS by signal, in whose name requests are signed. @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch-OTLPEndpoint.html */
const awsServices = { traces: 'xray', metrics: 'monitoring', logs: 'logs' } as const;

/** Identity of a pod in Azure, from the variables that AKS sets. */
export const workloadIdentity = {
  client_id: '${env:AZURE_CLIENT_ID}',
  tenant_id: '${env:AZURE_TENANT_ID}',
  federated_token_file: '${env:AZURE_FEDERATED_TOKEN_FILE}',
} as const;

/** Returns the name of the log group of a cluster in Amazon CloudWatch. */
export function cloudWatchLogGroup({ platform, cluster }: Pick<ClusterInfo, 'platform' | 'cluster'>): string {
  return `/plinth/${platform}/${cluster}/telemetry`;
}

function resolveServices(cluster: ClusterInfo, { provider, region, account }: NonNullable<ClusterInfo['cloud']>) {
  const services: Readonly<Record<string, CloudServices>> = {
    aws: {
      url: (signal) =>
        `https://${awsServices[signal]}.${region}.amazonaws.com${region.startsWith('cn-') ? '.cn' : ''}/v1/${signal}`,
      extension: (signal) => [`sigv4auth/${signal}`, { region, service: awsServices[signal] }],
      credentialServer: podIdentityAgent,
      headers: {
        logs: { 'x-aws-log-group': cloudWatchLogGroup(cluster), 'x-aws-log-stream': cloudWatchLogStream },
      },
    },
    // https://learn.microsoft.com/azure/azure-monitor/containers/opentelemetry-protocol-ingestion
    azure: {
      url: () => undefined,
      extension: () => [
        'azureauth/cloud',
        { workload_identity: workloadIdentity, scopes: ['https://monitor.azure.com/.default'] },
      ],
      // Application Insights expects the difference since the previous export.
      processors: { metrics: { cumulativetodelta: {} } },
      podLabels: { [workloadIdentityLabel]: 'true' },
      usesAzureIdentity: true,
    },
    // https://docs.cloud.google.com/stackdriver/docs/otlp/overview
    google: {
      url: (signal) => `https://telemetry.googleapis.com/v1/${signal}`,
      extension: () => ['googleclientauth/cloud', { project: account }],
      credentialServer: metadataServer,
      processors: Object.fromEntries(
        (['traces', 'metrics', 'logs'] as const).map((signal) => [
          signal,
          {
            'resource/google': { attributes: [{ key: 'gcp.project_id', value: account, action: 'upsert' }] },
          },
        ]),
      ),
    },
  };
  return services[provider];
}

/** Returns how the gateway exports to the services of the cluster's cloud; undefined where it does not. */
export function tryGetCloudExport(cluster: ClusterInfo): CloudExport | undefined {
  const endpoint = tryGetEndpoint(cluster, cloudTelemetry);
  const services = cluster.cloud === undefined ? undefined : resolveServices(cluster, cluster.cloud);
  if (endpoint === undefined || services === undefined) return undefined;
  const { headers = {}, processors = {}, podLabels = {}, credentialServer, usesAzureIdentity = false } = services;
  const { signals = [], signalUrls = {} } = endpoint;
  return {
    exporters: Object.fromEntries(
      signals.map((signal) => [
        signal,
        [
          `otlphttp/cloud-${signal}`,
          {
            [`${signal}_endpoint`]: signalUrls[signal] ?? services.url(signal),
            ...(headers[signal] === undefined ? {} : { headers: headers[signal] }),
            auth: { authenticator: services.extension(signal)[0] },
          },
        ],
      ]),
    ),
    extensions: Object.fromEntries(signals.map((signal) => services.extension(signal))),
    processors: Object.fromEntries(signals.map((signal) => [signal, processors[signal] ?? {}])),
    podLabels,
    ...(credentialServer ? { credentialServer } : {}),
    usesAzureIdentity,
  };
}

/** Returns whether telemetry of a kind is exported: to a destination, or to the services of the cluster's cloud. */
export function exportsSignal(exports: Exports, signal: ExportSignal, cluster: ClusterInfo): boolean {
  if (Object.keys(selectExports(exports, signal)).length > 0) return true;
  return isPipelineSignal(signal) && tryGetCloudExport(cluster)?.exporters[signal] !== undefined;
}

function isPipelineSignal(signal: ExportSignal): signal is PipelineSignal {
  return signal === 'traces' || signal === 'metrics' || signal === 'logs';
}
