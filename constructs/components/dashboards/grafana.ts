import { z } from 'zod';
import { tryGetEndpoint, type ClusterInfo } from '../../../src/kinds/cluster-info';
import { componentKind } from '../../../src/kinds/component-kind';
import type { OptionsOf } from '../../../src/definition/component';
import { error } from '../../../src/schema/problem';
import { helmValues, hostname, quantity } from '../../../src/schema/field-types';
import { charts } from './charts';
import { dashboardLabel, dataSourceLabel, folderAnnotation } from '../../monitoring/dashboard';
import { renderDataSourceEnv, renderPlatformDataSources } from './grafana-data-sources';
import {
  grafanaLogin,
  issuerEgressRules,
  loginSecretName,
  renderLoginEnv,
  renderSecretKeyEnv,
  renderOauthSection,
  renderRoleAttributePath,
  resolveLoginUrls,
} from './grafana-login';
import { grafanaNamespace, listGrafanaSecrets } from './grafana-secrets';
import { tenantDashboardsNamespace, tenantDashboardsEndpoint, tenantGrafanaRelease } from './tenant-configuration';
import { provideDashboards, provideTenantDashboards } from './dashboards-provider';
import { certificateAnnotations, ingressClass } from '../../kubernetes/ingress';
import { monitoringReleases } from '../../monitoring/component-monitoring';
import { containerResources } from '../../kubernetes/container-resources';
import { mergeHelmValues } from '../../kubernetes/helm-values';

const namespace = grafanaNamespace;

const schema = z.strictObject({
  host: hostname
    .optional()
    .describe('host name of the Ingress; @default no Ingress, access with kubectl port-forward only'),
  login: grafanaLogin.optional(),
  storageGiB: z
    .number()
    .min(0)
    .default(10)
    .describe(
      'size of the volume for dashboards that users create in Grafana, in GiB; with 0 there is no volume, and these dashboards are lost with the pod',
    ),
  storageClass: z
    .string()
    .optional()
    .meta({ examples: ['fast'] })
    .describe('StorageClass of the volume; @default the default StorageClass'),
  memoryLimit: quantity.default('512Mi').describe('memory limit of the pod'),
  values: helmValues.optional(),
});

type Options = OptionsOf<typeof schema>;

/**
 * Grafana with dashboards of the platform and a data source for each backend that the cluster provides. With `login`,
 * each tenant also has a separate Grafana that can query only the metrics, logs and traces of this tenant.
 * @see https://github.com/grafana-community/helm-charts/tree/main/charts/grafana
 * @example
 * const releases = grafana.releases({ host: 'grafana.acme.example' }, clusterInfo());
 */
export const grafana = componentKind({
  kind: 'grafana',
  summary: 'Dashboards with Grafana, for the platform team and separately for each tenant.',
  schema,
  validate: ({ host, login }, cluster) => [
    ...Object.entries(login === undefined ? {} : resolveLoginUrls(login, cluster))
      .filter(([, url]) => url === undefined)
      .map(([option]) =>
        error(
          ['login', option],
          undefined,
          'is required: the issuer of this cluster does not set it, or there is none',
          "write the URL of the endpoint, or add a component of kind 'oidc-issuer', 'ory' or 'dex'",
        ),
      ),
    ...(login !== undefined && host === undefined
      ? [
          error(
            ['host'],
            host,
            'is required with `login`, because the issuer redirects users to it',
            'write the host name of Grafana',
          ),
        ]
      : []),
  ],
  oidcClients: ({ host, login }, cluster) => {
    const issuer = tryGetEndpoint(cluster, 'identity')?.issuer;
    if (login === undefined || login.authUrl !== undefined || host === undefined || issuer === undefined) return [];
    const redirectUrls = [`https://${host}/login/generic_oauth`];
    return [{ issuer, redirectUrls, secret: { namespace, name: loginSecretName }, title: 'Grafana' }];
  },
  secrets: (options, cluster) => listGrafanaSecrets(options, cluster),
  hosts: ({ host, login }) => (host === undefined ? [] : [host, ...(login === undefined ? [] : [`*.${host}`])]),
  requires: ({ host, storageGiB }) => [
    ...(host === undefined ? [] : ['ingress']),
    ...(storageGiB > 0 ? ['storage'] : []),
  ],
  provides: ({ name, host, login }) => ({
    dashboards: provideDashboards({
      api: 'grafana',
      url: `http://${name}.${namespace}.svc`,
      namespace,
      podLabels: { 'app.kubernetes.io/name': 'grafana' },
    }),
    ...(login === undefined || host === undefined
      ? {}
      : {
          'tenant-dashboards': provideTenantDashboards({
            api: 'grafana',
            url: `https://${host}`,
            ...tenantDashboardsEndpoint(login),
          }),
        }),
  }),
  releases: (options, cluster) => [
    {
      name: options.name,
      namespace,
      podSecurity: 'restricted',
      chart: charts.grafana,
      networkRules: {
        dashboards: {
          ingress: [
            { peer: { capability: 'ingress' }, ports: [3000] },
            { peer: { capability: 'metrics' }, ports: [3000] },
          ],
          egress: [
            { peer: { capability: 'metrics' }, ports: [9090] },
            { peer: { capability: 'alerts' }, ports: [9093] },
            { peer: { capability: 'logs' }, ports: [3100, 9200] },
            { peer: { capability: 'traces-store' }, ports: [3200] },
            { peer: { capability: 'metrics-store' }, ports: [8086, 8181] },
            { peer: 'api-server' },
            ...(options.login === undefined ? [] : issuerEgressRules),
          ],
        },
      },
      values: mergeHelmValues(renderValues(options, cluster), options.values),
    },
    ...(options.login === undefined ? [] : [tenantGrafanaRelease(options.name, options.login, cluster)]),
    ...monitoringReleases(
      {
        name: options.name,
        namespace,
        alerts: [
          {
            name: 'GrafanaDown',
            expr: `absent(up{namespace="${namespace}", container="grafana"} == 1)`,
            forMinutes: 15,
            severity: 'warning',
            summary: 'Grafana is down: dashboards are unavailable. Metrics, logs and alerts are not affected.',
            runbook:
              'kubectl -n grafana describe pod -l app.kubernetes.io/name=grafana. Grafana does not start if a Secret is missing.',
          },
        ],
      },
      cluster,
    ),
  ],
});

function renderValues(options: Options, cluster: ClusterInfo) {
  const { name, host, login, storageGiB, storageClass, memoryLimit } = options;
  const configMapSidecar = { enabled: true, resource: 'configmap' };
  return {
    fullnameOverride: name,
    ...(cluster.registryMirror === undefined ? {} : { global: { imageRegistry: cluster.registryMirror } }),
    // The volume is ReadWriteOnce, so the old pod must stop before the new one starts.
    deploymentStrategy: { type: 'Recreate' },
    testFramework: { enabled: false },
    // The sidecars read ConfigMaps only in the namespaces of Grafana and of the tenants' dashboards.
    rbac: { namespaced: true, ...(login === undefined ? {} : { namespaces: [tenantDashboardsNamespace] }) },
    admin: { existingSecret: 'grafana-admin', userKey: 'admin-user', passwordKey: 'admin-password' },
    envValueFrom: {
      ...renderSecretKeyEnv('grafana-admin'),
      ...(login === undefined ? {} : renderLoginEnv(loginSecretName)),
      ...renderDataSourceEnv(cluster),
    },
    resources: containerResources({ cpuRequest: '100m', memoryRequest: '192Mi', memoryLimit }),
    initChownData: { enabled: false },
    persistence: {
      enabled: storageGiB > 0,
      ...(storageGiB > 0 ? { size: `${storageGiB}Gi` } : {}),
      ...(storageClass === undefined ? {} : { storageClassName: storageClass }),
    },
    sidecar: {
      resources: containerResources({ cpuRequest: '10m', memoryRequest: '96Mi', memoryLimit: '192Mi' }),
      dashboards: {
        ...configMapSidecar,
        searchNamespace: login === undefined ? [namespace] : [namespace, tenantDashboardsNamespace],
        label: Object.keys(dashboardLabel)[0],
        folderAnnotation,
        provider: { foldersFromFilesStructure: true },
      },
      datasources: { ...configMapSidecar, searchNamespace: [namespace], label: dataSourceLabel },
    },
    datasources: { 'platform.yaml': { apiVersion: 1, datasources: renderPlatformDataSources(cluster) } },
    'grafana.ini': {
      analytics: { reporting_enabled: false, check_for_updates: false, check_for_plugin_updates: false },
      snapshots: { external_enabled: false },
      ...(host === undefined
        ? {}
        : { server: { domain: host, root_url: `https://${host}` }, security: { cookie_secure: true } }),
      ...(login === undefined
        ? {}
        : {
            'auth.generic_oauth': {
              ...renderOauthSection(login, cluster),
              // The login form remains available in case the issuer fails.
              auto_login: 'false',
              role_attribute_path: renderRoleAttributePath(
                [[login.adminGroup, 'Admin']],
                tryGetEndpoint(cluster, 'identity')?.groupsClaim,
              ),
            },
          }),
    },
    serviceMonitor: { enabled: tryGetEndpoint(cluster, 'metrics') !== undefined },
    ...(host === undefined ? {} : { ingress: renderIngressValues(name, host, cluster) }),
  };
}

function renderIngressValues(name: string, host: string, cluster: ClusterInfo) {
  const hasCertificates = tryGetEndpoint(cluster, 'certificates') !== undefined;
  return {
    enabled: true,
    ingressClassName: ingressClass,
    hosts: [host],
    annotations: certificateAnnotations(cluster),
    ...(hasCertificates ? { tls: [{ hosts: [host], secretName: `${name}-tls` }] } : {}),
  };
}
