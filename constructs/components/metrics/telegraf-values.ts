import type { Endpoint } from '../../../src/definition/capability';
import { resolveImage, type ClusterInfo } from '../../../src/kinds/cluster-info';
import { influxOrganization } from './influxdb-values';
import { containerResources } from '../../kubernetes/container-resources';

/** One input or output of Telegraf: its name, and its options. */
export type TelegrafPlugin = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

const telegrafRepository = 'docker.io/library/telegraf';

const restrictedSecurityContext = {
  allowPrivilegeEscalation: false,
  readOnlyRootFilesystem: true,
  runAsNonRoot: true,
  runAsUser: 65532,
  runAsGroup: 65532,
  capabilities: { drop: ['ALL'] },
  seccompProfile: { type: 'RuntimeDefault' },
};

const secretEnvVar = (name: string, secret: string, of: string) => ({
  name,
  valueFrom: { secretKeyRef: { name: secret, key: of } },
});

/** Values of a Telegraf that listens or asks around, and needs nothing of its host. */
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
    image: { repo: resolveImage(cluster, telegrafRepository) },
    containerSecurityContext: restrictedSecurityContext,
    resources: containerResources({ cpuRequest: '50m', memoryRequest: '128Mi', memoryLimit: '512Mi' }),
    // A Service without a port is refused: it is for those that listen.
    service: {
      enabled: [...inputs, ...outputs].some((plugin) => 'http_listener_v2' in plugin || 'prometheus_client' in plugin),
    },
    rbac: { create: false },
    pdb: { create: false },
    // Else it would be called `telegraf-polling-service`.
    env: [{ name: 'HOSTNAME', value: name }, ...env],
    config: { processors: [], inputs, outputs },
  };
}

/** Values of a Telegraf that takes the remote write of Prometheus and hands it on to InfluxDB 2 or 3. */
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
            // One measurement for each metric, as InfluxDB 1 has it. In one for all of them each metric would be a column
            // of a table, and InfluxDB 3 lets a table have 500.
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

/** Values of a Telegraf that measures the machine it runs on. */
export function renderTelegrafDaemonSetValues(
  { name, store }: { readonly name: string; readonly store: Endpoint },
  cluster: ClusterInfo,
) {
  return {
    image: { repo: resolveImage(cluster, telegrafRepository) },
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
    config: { outputs: [renderInfluxOutput(store.api, store.url ?? '', 'telegraf')] },
  };
}

/** How Telegraf writes to a database of InfluxDB, of whichever version. */
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

/** What Telegraf needs to write there, from the Secret `metrics-store` of its own namespace. */
export function renderMetricsStoreEnv({ api }: Endpoint) {
  return api === 'influxdb'
    ? [
        secretEnvVar('METRICS_STORE_USERNAME', 'metrics-store', 'username'),
        secretEnvVar('METRICS_STORE_PASSWORD', 'metrics-store', 'password'),
      ]
    : [secretEnvVar('METRICS_STORE_TOKEN', 'metrics-store', 'token')];
}
