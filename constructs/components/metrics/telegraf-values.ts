import type { Endpoint } from '../../../src/definition/capability';
import { resolveImage, type ClusterInfo } from '../../../src/kinds/cluster-info';
import { hostMetricsFolder } from './host-alerts';
import { influxOrganization } from './influxdb-values';
import { containerResources } from '../../kubernetes/container-resources';
import { restrictedSecurityContext } from '../../kubernetes/security-context';

/** Input or output plugin of Telegraf: its options by its name. */
export type TelegrafPlugin = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

const imageRepository = 'docker.io/library/telegraf';

const secretEnvVar = (name: string, secret: string, key: string) => ({
  name,
  valueFrom: { secretKeyRef: { name: secret, key } },
});

/** Renders the values of chart telegraf: a Telegraf that does not access its node. */
export function renderTelegrafValues(
  {
    name,
    inputs,
    outputs,
    env,
  }: Readonly<{
    name: string;
    inputs: readonly TelegrafPlugin[];
    outputs: readonly TelegrafPlugin[];
    env: readonly unknown[];
  }>,
  cluster: ClusterInfo,
) {
  return {
    fullnameOverride: name,
    image: { repo: resolveImage(cluster, imageRepository) },
    containerSecurityContext: restrictedSecurityContext(65532),
    resources: containerResources({ cpuRequest: '50m', memoryRequest: '128Mi', memoryLimit: '512Mi' }),
    // The chart adds a port for each listening plugin, and the API server rejects a Service without ports.
    service: {
      enabled: [...inputs, ...outputs].some((plugin) => 'http_listener_v2' in plugin || 'prometheus_client' in plugin),
    },
    rbac: { create: false },
    pdb: { create: false },
    // Tag `host` of its metrics; the chart's default is `telegraf-polling-service`.
    env: [{ name: 'HOSTNAME', value: name }, ...env],
    config: { processors: [], inputs, outputs },
  };
}

/** Renders the values of a Telegraf that receives Prometheus remote write and forwards it to InfluxDB 2 or 3. */
export function renderRemoteWriteBridgeValues(
  { name, secret, url }: Readonly<Record<'name' | 'secret' | 'url', string>>,
  cluster: ClusterInfo,
) {
  return renderTelegrafValues(
    {
      name,
      inputs: [
        {
          http_listener_v2: {
            service_address: ':8080',
            paths: ['/receive'],
            data_format: 'prometheusremotewrite',
            // One measurement per metric, as in InfluxDB 1. Version 2 writes one measurement with a column per metric,
            // and InfluxDB 3 limits a table to 500 columns.
            prometheus_metric_version: 1,
          },
        },
      ],
      outputs: [renderInfluxOutput('influxdb2', url, 'prometheus')],
      env: [secretEnvVar('METRICS_STORE_TOKEN', secret, 'admin-token')],
    },
    cluster,
  );
}

/** Port on which the Telegraf of each node serves the metrics of its host for Prometheus. */
export const hostMetricsPort = 9273;

const serviceAccount = '/var/run/secrets/kubernetes.io/serviceaccount';

/** Renders the inputs of chart telegraf-ds: a list in values replaces that of the chart, so it is repeated here. */
const renderNodeInputs = ({ hasVerifiedKubelets }: ClusterInfo): readonly TelegrafPlugin[] => [
  { diskio: {} },
  { kernel: {} },
  { mem: {} },
  { net: {} },
  { processes: {} },
  { swap: {} },
  { system: {} },
  { cpu: { percpu: true, totalcpu: true, collect_cpu_time: false, report_active: false } },
  { disk: { ignore_fs: ['tmpfs', 'devtmpfs', 'devfs', 'iso9660', 'overlay', 'aufs', 'squashfs'] } },
  {
    kubernetes: {
      url: 'https://$HOSTIP:10250',
      bearer_token: `${serviceAccount}/token`,
      ...(hasVerifiedKubelets ? { tls_ca: `${serviceAccount}/ca.crt` } : { insecure_skip_verify: true }),
    },
  },
];

/**
 * Renders the values of chart telegraf-ds: a Telegraf on every node that collects the metrics of the node.
 * @param readsHostMetrics whether it also reads the files of metrics that Plinth's timers write on hosts, and serves those
 *   metrics for Prometheus
 */
export function renderTelegrafDaemonSetValues(
  {
    name,
    store,
    readsHostMetrics,
  }: { readonly name: string; readonly store: Endpoint; readonly readsHostMetrics: boolean },
  cluster: ClusterInfo,
) {
  const output = renderInfluxOutput(store.api, store.url ?? '', 'telegraf');
  return {
    image: { repo: resolveImage(cluster, imageRepository) },
    resources: containerResources({ cpuRequest: '50m', memoryRequest: '128Mi', memoryLimit: '512Mi' }),
    tolerations: [{ operator: 'Exists' }],
    env: [
      { name: 'HOSTNAME', valueFrom: { fieldRef: { fieldPath: 'spec.nodeName' } } },
      { name: 'HOSTIP', valueFrom: { fieldRef: { fieldPath: 'status.hostIP' } } },
      { name: 'HOST_PROC', value: '/hostfs/proc' },
      { name: 'HOST_SYS', value: '/hostfs/sys' },
      { name: 'HOST_MOUNT_PREFIX', value: '/hostfs' },
      ...renderMetricsStoreEnv(store),
    ],
    podLabels: { 'plinth.dev/telegraf': name },
    config: readsHostMetrics
      ? {
          inputs: [
            ...renderNodeInputs(cluster),
            // The chart mounts the root of the host there.
            { file: { files: [`/hostfs${hostMetricsFolder}/*.prom`], data_format: 'prometheus' } },
          ],
          outputs: [output, { prometheus_client: { listen: `:${hostMetricsPort}`, namepass: ['plinth_*'] } }],
        }
      : { outputs: [output] },
  };
}

/**
 * Renders the output plugin for a database (version 1) or bucket (versions 2 and 3) of InfluxDB. The credentials are
 * environment variables, see {@link renderMetricsStoreEnv}.
 */
export function renderInfluxOutput(api: string | undefined, url: string, database: string): TelegrafPlugin {
  if (api === 'influxdb') {
    return {
      influxdb: {
        urls: [url],
        database,
        username: '$METRICS_STORE_USERNAME',
        password: '$METRICS_STORE_PASSWORD',
        skip_database_creation: true,
      },
    };
  }
  return {
    influxdb_v2: { urls: [url], organization: influxOrganization, bucket: database, token: '$METRICS_STORE_TOKEN' },
  };
}

/**
 * Renders the environment variables with the credentials for InfluxDB, from Secret `metrics-store` in Telegraf's
 * namespace.
 */
export function renderMetricsStoreEnv({ api }: Endpoint) {
  return api === 'influxdb'
    ? [
        secretEnvVar('METRICS_STORE_USERNAME', 'metrics-store', 'username'),
        secretEnvVar('METRICS_STORE_PASSWORD', 'metrics-store', 'password'),
      ]
    : [secretEnvVar('METRICS_STORE_TOKEN', 'metrics-store', 'token')];
}
