import { z } from 'zod';
import { cloudLogSignals } from '../../../src/definition/capability';
import type { ClusterInfo } from '../../../src/kinds/cluster-info';
import { dnsLabel, nonEmptyList } from '../../../src/schema/field-types';
import { error, type Problem } from '../../../src/schema/problem';

/**
 * Telemetry that can be exported. Audit logs are records of the Kubernetes API server; the other logs of a control plane and
 * flow logs exist in clouds only.
 */
export const exportSignals = ['traces', 'metrics', 'logs', ...cloudLogSignals] as const;

/** Telemetry that can be exported. */
export type ExportSignal = (typeof exportSignals)[number];

/** Schemes of URLs by protocol, each with its default port. */
const schemes = {
  otlp: { https: 4317, http: 4317 },
  'otlp-http': { https: 443, http: 80 },
  syslog: { tls: 6514, tcp: 601 },
} as const satisfies Readonly<Record<string, Readonly<Record<string, number>>>>;

const secretKey = z.strictObject({
  secret: dnsLabel.describe('name of the Secret in namespace telemetry'),
  key: z
    .string()
    .regex(/^[-._a-zA-Z0-9]+$/, 'must be the key of a Secret: write letters, digits, `-`, `_` and `.`')
    .meta({ examples: ['token'] })
    .describe('key of the Secret'),
});

/** Schema of one destination of telemetry. */
export const exportSchema = z.strictObject({
  protocol: z
    .enum(['otlp', 'otlp-http', 'syslog'])
    .default('otlp')
    .describe(
      'protocol of the destination: OTLP by gRPC, OTLP by HTTP, or syslog (RFC 5424), which has no traces and no metrics',
    ),
  url: z
    .string()
    .regex(
      /^[a-z]+:\/\/(\[[0-9a-f:]+\]|[a-z0-9.-]+)(:[0-9]{1,5})?(\/[A-Za-z0-9._~/-]*)?$/,
      'must be a URL: write one such as https://otel.acme.example:4317 or tls://syslog.acme.example:6514',
    )
    .meta({ examples: ['https://otlp.acme.example'] })
    .describe(
      'URL of the destination: https:// or http:// for OTLP, tls:// or tcp:// for syslog; @default port 4317 of otlp, 6514 of syslog with TLS, 601 without',
    ),
  signals: nonEmptyList(z.enum(exportSignals)).describe(
    'telemetry that is exported: traces, metrics, logs of all containers, the audit log of the API server, and, in a cloud, the other logs of the control plane and the flow logs of the network',
  ),
  headers: z
    .record(
      z.string().regex(/^[A-Za-z0-9-]+$/, 'must be the name of an HTTP header: write letters, digits and hyphens'),
      secretKey,
    )
    .default({})
    .meta({ examples: [{ authorization: { secret: 'analytics', key: 'token' } }] })
    .describe('headers of each request, such as `authorization`, each from the key of a Secret; OTLP only'),
  ca: secretKey
    .optional()
    .meta({ examples: [{ secret: 'analytics', key: 'ca.crt' }] })
    .describe('certificate of the CA of the destination, in PEM; @default the CAs of the image'),
});

/** One destination of telemetry, defaults filled. */
export type ExportOptions = Readonly<z.output<typeof exportSchema>>;

/** Destinations of telemetry by name. */
export type Exports = Readonly<Record<string, ExportOptions>>;

/** Address of a destination. */
export interface ExportAddress {
  readonly scheme: string;
  readonly host: string;
  readonly port: number;
  /** Path with its first slash; empty where the URL has none. */
  readonly path: string;
}

/** Returns the address of a destination, with the default port of its protocol. */
export function resolveExportAddress({ protocol, url }: Pick<ExportOptions, 'protocol' | 'url'>): ExportAddress {
  const [, scheme = '', host = '', port, path = ''] =
    /^([a-z]+):\/\/(\[[^\]]+\]|[^:/]+)(?::([0-9]+))?(\/.*)?$/.exec(url) ?? [];
  const defaults: Readonly<Record<string, number>> = schemes[protocol];
  return {
    scheme,
    host,
    port: port === undefined ? (defaults[scheme] ?? 0) : Number(port),
    path: path.replace(/\/$/, ''),
  };
}

/** Returns the exports of a signal, by name. */
export function selectExports(exports: Exports, signal: ExportSignal): Exports {
  return Object.fromEntries(Object.entries(exports).filter(([, { signals }]) => signals.includes(signal)));
}

/** Checks the destinations of telemetry. */
export function checkExports(exports: Exports, cluster: ClusterInfo): readonly Problem[] {
  return Object.entries(exports).flatMap(([name, options]) => checkExport(['exports', name], options, cluster));
}

function checkExport(path: readonly string[], options: ExportOptions, cluster: ClusterInfo): readonly Problem[] {
  const { protocol, url, signals, headers } = options;
  const { scheme, port } = resolveExportAddress(options);
  const allowedSchemes = Object.keys(schemes[protocol]);
  const problems: Problem[] = [];
  if (!allowedSchemes.includes(scheme))
    problems.push(
      error(
        [...path, 'url'],
        url,
        `is not a URL of protocol '${protocol}'`,
        `write ${allowedSchemes.map((allowed) => `${allowed}://`).join(' or ')}`,
      ),
    );
  else if (port < 1 || port > 65535)
    problems.push(error([...path, 'url'], url, 'has no valid port', 'write a port from 1 to 65535'));
  if (scheme === 'http' || scheme === 'tcp')
    if (Object.keys(headers).length > 0)
      problems.push(
        error(
          [...path, 'headers'],
          undefined,
          'would be sent without encryption',
          `write ${allowedSchemes[0] ?? ''}://`,
        ),
      );
  if (protocol === 'syslog') {
    const unsupported = signals.filter((signal) => signal === 'traces' || signal === 'metrics');
    if (unsupported.length > 0)
      problems.push(
        error([...path, 'signals'], unsupported.join(', '), 'cannot be sent by syslog', 'write kinds of logs only'),
      );
    if (Object.keys(headers).length > 0)
      problems.push(error([...path, 'headers'], undefined, 'do not exist in syslog', 'remove them'));
  }
  problems.push(...checkLogSource([...path, 'signals'], signals, cluster));
  if (signals.includes('metrics'))
    problems.push(...checkMetricsSource([...path, 'signals'], cluster, 'remove metrics'));
  return problems;
}

/** Components that provide the logs of a cloud. */
const cloudLogProviders: Readonly<Record<string, string>> = {
  aws: 'cloudWatchLogs()',
  azure: 'eventHubs()',
  google: 'cloudLogging()',
};

/** Checks that there is a source of the audit log, of the logs of the control plane and of flow logs. */
function checkLogSource(
  path: readonly string[],
  signals: readonly ExportSignal[],
  { cloud, capabilities }: ClusterInfo,
): readonly Problem[] {
  const cloudSignals = cloudLogSignals.filter((signal) => signals.includes(signal));
  if (cloud === undefined)
    return cloudSignals.flatMap((signal) => {
      const reason = outsideClouds[signal];
      return reason === undefined ? [] : [error(path, signal, ...reason)];
    });
  const provider = cloudLogProviders[cloud.provider];
  if (provider === undefined)
    return cloudSignals.map((signal) =>
      error(path, signal, 'is stored by the cloud, from which Plinth cannot read it', `remove ${signal}`),
    );
  const provided = capabilities['cloud-logs']?.logQueue?.signals ?? [];
  return cloudSignals
    .filter((signal) => !provided.includes(signal))
    .map((signal) =>
      error(
        path,
        signal,
        'is stored by the cloud, and nothing on the cluster reads it from there',
        'cloud-logs' in capabilities
          ? `add it to \`signals\` of ${provider}`
          : `add ${provider} with signals: ['${signal}']`,
      ),
    );
}

/** What is wrong with logs of a cloud elsewhere, and the fix. */
const outsideClouds: Readonly<Partial<Record<ExportSignal, readonly [string, string]>>> = {
  'control-plane': [
    'needs no signal of its own outside a cloud: the components of the control plane are containers',
    'write logs',
  ],
  'flow-logs': ['does not exist outside a cloud: the network of the nodes writes none', 'remove flow-logs'],
};

/**
 * Checks that the logs of a cloud which a component provides are exported: they would fill its queue.
 */
export function checkCloudLogsUsed(exports: Exports, { capabilities }: ClusterInfo): readonly Problem[] {
  const unused = (capabilities['cloud-logs']?.logQueue?.signals ?? []).filter(
    (signal) => Object.keys(selectExports(exports, signal)).length === 0,
  );
  return unused.map((signal) =>
    error(
      ['exports'],
      signal,
      'is in the queue of the logs of the cloud, and no export has it',
      `add ${signal} to \`signals\` of an export, or remove it from the component that provides cloud-logs`,
    ),
  );
}

/**
 * Checks that the gateway can read the metrics of the cluster.
 * @param remove how to export none, for the fix
 */
export function checkMetricsSource(
  path: readonly string[],
  { capabilities: { metrics } }: ClusterInfo,
  remove: string,
): readonly Problem[] {
  if (metrics === undefined)
    return [
      error(
        path,
        'metrics',
        'need a component that collects metrics',
        `add a component of kind 'prometheus', or ${remove}`,
      ),
    ];
  if (metrics.url !== undefined) return [];
  return [
    error(
      path,
      'metrics',
      'need the URL from which they are read, which the capability metrics of the cluster lacks',
      `set its \`url\`, or ${remove}`,
    ),
  ];
}
