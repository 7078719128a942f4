import { z } from 'zod';
import { resolveImage, tryGetEndpoint, type ClusterInfo } from '../../../src/kinds/cluster-info';
import { componentKind } from '../../../src/kinds/component-kind';
import { error } from '../../../src/schema/problem';
import type { Release } from '../../../src/kinds/release';
import { recordByName, helmValues, jsonValue } from '../../../src/schema/field-types';
import { charts } from './charts';
import type { AlertRule } from '../../monitoring/alert-rules';
import { monitoringReleases } from '../../monitoring/component-monitoring';
import { metricsPanel, type DashboardProps } from '../../monitoring/dashboard';
import { containerResources } from '../../kubernetes/container-resources';
import { mergeHelmValues } from '../../kubernetes/helm-values';
import { addObject } from '../../kubernetes/object';
import { tenantLabel } from '../../../src/kinds/labels';
import type { DeliveredSecret } from '../../../src/kinds/component-secret';
import { platformStoreName } from './component-secrets';
import { openBaoCertificateSecret } from './openbao';
import { secretReleases } from './secret-releases';
import { renderFlatStores, renderWholeEntries } from './store-entries';
import { renderStoreLocations } from './store-locations';
import { addTenantRestarts, tenantRestartsRelease } from './tenant-restarts';

/**
 * External Secrets Operator, which creates Secrets from the entries of a secret store (Vault, OpenBao, the secret
 * manager of a cloud) that ExternalSecrets refer to.
 * @see https://external-secrets.io/latest/provider/
 * @example
 * externalSecrets({
 *   store: { vault: { server: 'https://vault.acme.example', path: 'kv', auth: { kubernetes: { mountPath: 'kubernetes', role: 'platform' } } } },
 * })
 */
export const externalSecrets = componentKind({
  kind: 'external-secrets',
  summary: 'Secrets from an external secret store, with External Secrets Operator.',
  schema: z.strictObject({
    store: z
      .union([z.literal('openbao'), z.record(z.string(), jsonValue)])
      .optional()
      .describe(
        'field `provider` of the ClusterSecretStore `default`, or `openbao` for the store that openBao() runs on the cluster; credentials must be references; @default no such store',
      ),
    stores: recordByName(z.record(z.string(), jsonValue))
      .default({})
      .meta({ examples: [{ vault: { vault: { server: 'https://vault.acme.example', path: 'secret' } } }] })
      .describe(
        'field `provider` of additional ClusterSecretStores, by name; a tenant selects one with its option `secretStore`',
      ),
    platform: z
      .union([z.literal(false), z.record(z.string(), jsonValue)])
      .optional()
      .describe(
        'field `provider` of the ClusterSecretStore `platform`, through which passwords and keys of components are generated into the store, and their Secrets created from it: it must be able to write below `platform/<cluster>/`; `false` to create the Secrets of components by hand; @default that of `store`, with `openbao` in the role `platform`',
      ),
    replicas: z.int().min(1).default(1).describe('number of pods of the controller, and of the webhook'),
    values: helmValues.optional(),
  }),
  requires: ({ store }) => (store === 'openbao' ? ['network', 'secret-store'] : ['network']),
  validate: ({ store, stores }) => [
    ...(store !== undefined && 'default' in stores
      ? [
          error(
            ['stores', 'default'],
            undefined,
            'is already defined by `store`',
            "remove `store`, or write another name than 'default'",
          ),
        ]
      : []),
    ...(platformStoreName in stores
      ? [
          error(
            ['stores', platformStoreName],
            undefined,
            'is the store of the Secrets of components, which no tenant can use',
            `write another name than '${platformStoreName}', or set \`platform\``,
          ),
        ]
      : []),
  ],
  provides: ({ name, store, stores, platform }) => ({
    secrets: {
      endpoint: {
        namespace: name,
        api: 'external-secrets',
        stores: [...(store === undefined ? [] : ['default']), ...Object.keys(stores)].sort(),
        restarts: true,
        ...renderPlatformStore({ store, platform }),
        ...renderStoreLocations({ ...(typeof store === 'object' ? { default: store } : {}), ...stores }),
        ...renderFlatStores({
          ...(typeof store === 'object' ? { default: store, [platformStoreName]: store } : {}),
          ...(typeof platform === 'object' ? { [platformStoreName]: platform } : {}),
          ...stores,
        }),
      },
      forTenant: (tenant) => ({
        objects: (scope) => {
          addTenantRestarts(scope, name, tenant);
        },
      }),
      ...(platform === false
        ? {}
        : {
            secretReleases: (secrets: readonly DeliveredSecret[], cluster: ClusterInfo) =>
              secretReleases(name, secrets, cluster),
          }),
    },
  }),
  releases: ({ name, store, stores, platform, replicas, values }, cluster) => {
    const hasMetrics = tryGetEndpoint(cluster, 'metrics') !== undefined;
    const image = { repository: resolveImage(cluster, 'ghcr.io/external-secrets/external-secrets') };
    const chartRelease: Release = {
      name,
      namespace: name,
      podSecurity: 'restricted',
      chart: charts.externalSecrets,
      values: mergeHelmValues(
        {
          image,
          // Otherwise Helm deletes the CRDs, and with them all ExternalSecrets, when the release is removed.
          crds: { annotations: { 'helm.sh/resource-policy': 'keep' } },
          replicaCount: replicas,
          leaderElect: replicas > 1,
          resources: containerResources({ cpuRequest: '20m', memoryRequest: '64Mi', memoryLimit: '256Mi' }),
          webhook: {
            image,
            replicaCount: replicas,
            resources: containerResources({ cpuRequest: '10m', memoryRequest: '32Mi', memoryLimit: '128Mi' }),
          },
          certController: {
            image,
            resources: containerResources({ cpuRequest: '20m', memoryRequest: '64Mi', memoryLimit: '256Mi' }),
          },
          serviceMonitor: { enabled: hasMetrics, renderMode: 'alwaysRender' },
        },
        values,
      ),
      networkRules: {
        all: {
          ingress: [{ peer: { capability: 'metrics' }, ports: [8080] }],
          // Secret stores are outside or inside the cluster. Cloud providers authenticate by instance identity, which
          // the operator reads from the cloud instance metadata service (link-local).
          egress: [
            { peer: 'api-server' },
            { peer: 'outside-cluster' },
            { peer: 'link-local', ports: [80] },
            { peer: 'pods' },
          ],
        },
        webhook: {
          podLabels: { 'app.kubernetes.io/name': 'external-secrets-webhook' },
          ingress: [{ peer: 'api-server', ports: [10250] }],
        },
      },
    };
    const resolveProvider = (role: string) =>
      store === 'openbao' ? renderOpenBaoProvider(name, role, cluster) : store;
    const defaultStore = resolveProvider('external-secrets');
    const platformStore = platform === false ? undefined : (platform ?? resolveProvider(platformStoreName));
    const providers = [
      ...Object.entries({ ...(defaultStore ? { default: defaultStore } : {}), ...stores }),
      ...(platformStore ? [[platformStoreName, platformStore] as const] : []),
    ];
    const monitoring = monitoringReleases({ name, namespace: name, alerts: alerts(name), dashboard }, cluster);
    const restarts = tenantRestartsRelease(name, cluster);
    if (providers.length === 0) return [chartRelease, restarts, ...monitoring];
    const storeRelease: Release = {
      name: `${name}-store`,
      namespace: name,
      podSecurity: 'restricted',
      after: [name],
      objects: {
        'objects.yaml': (scope) => {
          for (const [storeName, provider] of providers)
            addObject(scope, `store-${storeName}`, {
              apiVersion: 'external-secrets.io/v1',
              kind: 'ClusterSecretStore',
              metadata: { name: storeName },
              spec: {
                provider,
                ...(storeName === platformStoreName ? { conditions: platformStoreConditions } : {}),
              },
            });
        },
      },
    };
    return [chartRelease, storeRelease, restarts, ...monitoring];
  },
});

/** Namespaces that may use the store of the Secrets of components: none of a tenant. */
const platformStoreConditions = [
  {
    namespaceSelector: {
      matchLabels: { 'app.kubernetes.io/managed-by': 'plinth' },
      matchExpressions: [{ key: tenantLabel, operator: 'DoesNotExist' }],
    },
  },
];

/** Returns the fields of the endpoint for the store of the Secrets of components. */
function renderPlatformStore({
  store,
  platform = store,
}: {
  readonly store?: object | 'openbao' | undefined;
  readonly platform?: object | 'openbao' | false | undefined;
}) {
  if (platform === undefined || platform === false) return {};
  return { platformStore: platformStoreName, ...(platform === 'openbao' ? {} : renderWholeEntries(platform)) };
}

/**
 * Returns the provider of the store that OpenBao runs on the cluster: External Secrets logs in by its service account.
 * @param role role of the authentication method: `external-secrets` reads what belongs to tenants, `platform` reads and
 * writes what belongs to components
 */
function renderOpenBaoProvider(name: string, role: string, cluster: ClusterInfo) {
  const { url, namespace = '' } = tryGetEndpoint(cluster, 'secret-store') ?? {};
  if (url === undefined) return undefined;
  return {
    vault: {
      server: url,
      path: 'kv',
      version: 'v2',
      caProvider: { type: 'Secret', name: openBaoCertificateSecret(namespace), namespace, key: 'ca.crt' },
      auth: {
        kubernetes: {
          mountPath: 'kubernetes',
          role,
          serviceAccountRef: { name, namespace: name },
        },
      },
    },
  };
}

/** @see https://external-secrets.io/latest/api/metrics/ */
function alerts(namespace: string): readonly AlertRule[] {
  return [
    {
      name: 'SecretsDown',
      expr: `absent(up{namespace="${namespace}", container="external-secrets"} == 1)`,
      forMinutes: 10,
      severity: 'warning',
      summary: 'External Secrets Operator is down: Secrets are neither created nor updated.',
      runbook: `kubectl -n ${namespace} get pods. Existing Secrets are not affected.`,
    },
    {
      name: 'SecretStoreNotReady',
      expr: 'clustersecretstore_status_condition{condition="Ready", status="False"} == 1 or secretstore_status_condition{condition="Ready", status="False"} == 1',
      forMinutes: 15,
      severity: 'critical',
      summary: 'Secret store {{ $labels.name }} cannot be read.',
      runbook:
        'kubectl describe the ClusterSecretStore or SecretStore. Frequent causes: expired credentials, or a blocked connection.',
    },
    {
      name: 'SecretNotBrought',
      expr: 'externalsecret_status_condition{condition="Ready", status="False"} == 1',
      forMinutes: 15,
      severity: 'warning',
      summary: 'ExternalSecret {{ $labels.exported_namespace }}/{{ $labels.name }} cannot be synchronized.',
      runbook:
        'kubectl -n {{ $labels.exported_namespace }} describe externalsecret {{ $labels.name }}: the key does not exist in the store, or access is denied.',
    },
  ];
}

/** @see https://external-secrets.io/latest/api/metrics/ */
const dashboard: DashboardProps = {
  uid: 'platform-external-secrets',
  title: 'External Secrets',
  tags: ['platform', 'secrets'],
  panels: [
    metricsPanel('ExternalSecrets', 'short', {
      ready: 'sum(externalsecret_status_condition{condition="Ready", status="True"})',
      failed: 'sum(externalsecret_status_condition{condition="Ready", status="False"})',
    }),
    metricsPanel('Secret stores that cannot be read', 'short', {
      '{{name}}':
        'clustersecretstore_status_condition{condition="Ready", status="False"} or secretstore_status_condition{condition="Ready", status="False"}',
    }),
    metricsPanel('Synchronizations per second', 'ops', {
      all: 'sum(rate(externalsecret_sync_calls_total[5m]))',
      failed: 'sum(rate(externalsecret_sync_calls_error[5m]))',
    }),
    metricsPanel('Requests to secret stores per second', 'reqps', {
      '{{provider}} {{call}} {{status}}':
        'sum by (provider, call, status) (rate(externalsecret_provider_api_calls_count[5m]))',
    }),
  ],
};
