import { KubeConfigMap } from 'cdk8s-plus-28/lib/imports/k8s';
import { tryGetEndpoint, type ClusterFacts } from '../../src/model/facts';
import type { ObjectRelease } from '../../src/model/release';
import { images } from '../../src/model/versions';
import { yamlOf } from '../kubernetes/yaml';
import { lokiSource, prometheusSource } from './grafana-data-sources';
import { oauthSection, type GrafanaLogin } from './grafana-login';

/** Namespace of the Grafanas of tenants; the platform's, so that no tenant can change what its Grafana may ask. */
export const tenantDashboards = 'tenant-dashboards';

/** ConfigMap in that namespace that the Grafana of every tenant reads. */
export const tenantGrafana = 'tenant-grafana';

/** Port on which the proxy beside a tenant's Grafana answers for the tenant's namespaces only, to its own pod only. */
export const tenantMetricsPort = 9091;

/**
 * What the Grafanas of all tenants have in common. Each tenant's own objects, in its own folder, give the rest: who may
 * log in, and `$TENANT`, whose metrics and logs it shows.
 */
export function tenantsRelease(name: string, login: GrafanaLogin, facts: ClusterFacts): ObjectRelease {
  const metrics = tryGetEndpoint(facts, 'metrics');
  const logs = tryGetEndpoint(facts, 'logs');
  const sources = [
    ...(metrics?.url === undefined ? [] : [prometheusSource(`http://127.0.0.1:${tenantMetricsPort}`)]),
    ...(logs?.api === 'loki' && logs.url !== undefined
      ? [lokiSource({ name: 'Logs', uid: '$LOGS_DATA_SOURCE', tenant: '$TENANT', url: logs.url })]
      : []),
  ];
  const provider = (folder: string, path: string) => ({ name: path, folder, type: 'file', options: { path } });
  return {
    name: `${name}-tenants`,
    namespace: tenantDashboards,
    podSecurity: 'restricted',
    images: [images.grafana, images.k8sSidecar, images.promLabelProxy],
    traffic: {
      dashboards: {
        from: [{ peer: { capability: 'ingress' }, ports: [3000] }],
        to: [
          { peer: { capability: 'metrics' }, ports: [9090] },
          { peer: { capability: 'logs' }, ports: [3100] },
          { peer: { capability: 'identity' } },
          { peer: 'world', ports: [443] },
          { peer: 'api-server' },
        ],
      },
    },
    objects: {
      'objects.yaml': (scope) => {
        new KubeConfigMap(scope, 'TenantGrafana', {
          metadata: { name: tenantGrafana, namespace: tenantDashboards },
          data: {
            'grafana.ini': ini({
              analytics: { reporting_enabled: 'false', check_for_updates: 'false', check_for_plugin_updates: 'false' },
              auth: { disable_login_form: 'true' },
              'auth.generic_oauth': oauthSection(login),
              security: { cookie_secure: 'true', disable_initial_admin_creation: 'true' },
              snapshots: { enabled: 'false' },
              users: { allow_org_create: 'false', allow_sign_up: 'false' },
            }),
            'data-sources.yaml': yamlOf({ apiVersion: 1, datasources: sources }),
            'dashboards.yaml': yamlOf({
              apiVersion: 1,
              providers: [provider('Applications', '/dashboards/plinth'), provider('Own', '/dashboards/own')],
            }),
            METRICS_URL: metrics?.url ?? '',
          },
        });
      },
    },
  };
}

/** A configuration file of Grafana. */
function ini(sections: Readonly<Record<string, Readonly<Record<string, string>>>>): string {
  return Object.entries(sections)
    .map(([section, entries]) =>
      [`[${section}]`, ...Object.entries(entries).map(([key, value]) => `${key} = ${value}`), ''].join('\n'),
    )
    .join('\n');
}
