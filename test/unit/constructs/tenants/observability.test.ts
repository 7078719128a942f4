import { elasticsearch, grafana, loki, prometheus } from '../../../../constructs/components';
import { existing } from '../../../../constructs/clusters';
import { tenantRelease } from '../../../../constructs/tenants';
import { logsDataSourceUid } from '../../../../constructs/components/dashboards/tenant-dashboards';
import { cronJob, definePlatform, kinds, type Endpoint } from '../../../../src';
import type { TenantPlan } from '../../../../src/kinds/tenant-plan';
import { clusterInfo, type ClusterInfo } from '../../../../src/kinds/cluster-info';
import { language } from '../../../../src/language';
import { addProviderAdditions } from '../../../../src/planning/additions';
import { getObject, synthesizeObjects, type RenderedObject } from '../../../support/rendered';

const login = {
  authUrl: 'https://login.acme.example/auth',
  tokenUrl: 'https://login.acme.example/token',
  apiUrl: 'https://login.acme.example/userinfo',
  adminGroup: 'platform',
};
const grafanaWithLogin = grafana.endpoints({ host: 'grafana.acme.example', login });
const fullCluster = clusterInfo({
  capabilities: { ...prometheus.endpoints({}), ...loki.endpoints({}), ...grafanaWithLogin },
});

const platform = definePlatform({
  name: 'acme',
  domain: 'acme.example',
  environments: ['dev'],
  clusters: {
    dc1: {
      kind: 'existing',
      environment: 'dev',
      kubeconfig: 'dc1.yaml',
      provides: { network: {}, 'network-policy': {}, dns: {} },
    },
  },
  tenants: {
    shop: {
      clusters: ['dc1'],
      owners: 'shop-devs',
      viewers: ['auditors'],
      namespaces: { shop: {}, 'shop-jobs': {} },
      applications: {
        web: { image: 'registry.acme.example/web:1', metrics: '/metrics' },
        mailer: { image: 'registry.acme.example/mailer:1', namespace: 'shop-jobs' },
        report: cronJob({ image: 'registry.acme.example/report:1', schedule: '0 3 * * *' }),
      },
    },
  },
});
const shop = language(kinds).plan(platform).clusters[0]?.tenants[0] as TenantPlan;

/** Returns the tenant with what the providers of the cluster's capabilities add for it. */
function withAdditions(tenant: TenantPlan, cluster: ClusterInfo): TenantPlan {
  const provides =
    existing.provides?.({
      provides: { ...cluster.capabilities } as Record<string, Endpoint>,
      kubeconfig: 'dc1.yaml',
    }) ?? {};
  return addProviderAdditions([tenant], { clusterInfo: cluster, provided: provides, realms: {} })[0] as TenantPlan;
}

const listFiles = (cluster: ClusterInfo) => tenantRelease(withAdditions(shop, cluster), cluster).objects;
const objects = (capability: string, cluster = fullCluster): readonly RenderedObject[] =>
  synthesizeObjects((chart) => listFiles(cluster)[`05-${capability}.yaml`]?.(chart));

interface Container {
  readonly name: string;
  readonly args: string[];
  readonly env: { readonly name: string; readonly value?: string }[];
  readonly resources: { readonly limits: object };
}
const grafanaDeployment = (cluster = fullCluster) =>
  getObject(objects('tenant-dashboards', cluster), 'Deployment', 'grafana-shop');
const queryProxyDeployment = (cluster = fullCluster) =>
  getObject(objects('tenant-dashboards', cluster), 'Deployment', 'query-proxy-shop');
const listContainers = (deployment: RenderedObject) =>
  (deployment.spec as { template: { spec: { containers: Container[] } } }).template.spec.containers;
const container = (name: string) =>
  [grafanaDeployment(), queryProxyDeployment()]
    .flatMap(listContainers)
    .find((candidate) => candidate.name === name) as Container;
const variable = (containerName: string, name: string) =>
  container(containerName).env.find((candidate) => candidate.name === name)?.value;

describe('the alerts of a tenant', () => {
  test('are sent to the receivers in a Secret of the namespace, by severity', () => {
    const routes = objects('alerts').filter(({ kind }) => kind === 'AlertmanagerConfig');
    expect(routes.map(({ metadata }) => metadata.namespace)).toEqual(['shop', 'shop-jobs']);
    expect(routes[0]?.spec).toMatchObject({
      route: {
        receiver: 'warning',
        routes: [{ receiver: 'critical', matchers: [{ name: 'severity', value: 'critical' }] }],
      },
      receivers: [
        { webhookConfigs: [{ urlSecret: { name: 'alert-receivers', key: 'warning' } }] },
        { webhookConfigs: [{ urlSecret: { name: 'alert-receivers', key: 'critical' } }] },
      ],
    });
  });

  test('have a runbook, and are in the namespace of their application', () => {
    const rule = getObject(objects('alerts'), 'PrometheusRule', 'mailer');
    expect(rule.metadata.namespace).toBe('shop-jobs');
    const [group] = (rule.spec as { groups: { rules: { labels: object; annotations: { runbook: string } }[] }[] })
      .groups;
    expect(group?.rules.filter(({ annotations }) => annotations.runbook.length < 40)).toEqual([]);
    expect(group?.rules[0]?.labels).toEqual({ severity: 'critical', tenant: 'shop', application: 'mailer' });
  });

  test('match failed jobs by the whole name, not by its beginning', () => {
    const rule = getObject(objects('alerts'), 'PrometheusRule', 'job-report');
    expect(rule.spec).toMatchObject({
      groups: [{ rules: [{ expr: 'kube_job_status_failed{namespace="shop", job_name=~"report-[0-9]+"} > 0' }] }],
    });
  });

  test('include missing metrics only for applications with metrics', () => {
    const text = (name: string) => JSON.stringify(getObject(objects('alerts'), 'PrometheusRule', name));
    expect(text('web')).toContain('ApplicationMetricsMissing');
    expect(text('mailer')).not.toContain('ApplicationMetricsMissing');
  });
});

describe('the overview dashboard of a tenant', () => {
  interface Dashboard {
    readonly uid: string;
    readonly panels: { title: string; type: string; targets: { expr?: string; query?: string }[] }[];
  }
  const dashboard = (tenant: TenantPlan, cluster = fullCluster): Dashboard => {
    const file = 'tenant-dashboards' in cluster.capabilities ? 'tenant-dashboards' : 'dashboards';
    const dashboardObjects = synthesizeObjects((chart) =>
      tenantRelease(withAdditions(tenant, cluster), cluster).objects[`05-${file}.yaml`]?.(chart),
    );
    const [json = ''] = Object.values(
      getObject(dashboardObjects, 'ConfigMap', `${tenant.name}.0-all`).data as Record<string, string>,
    );
    return JSON.parse(json) as Dashboard;
  };
  const panel = (title: string, { panels } = dashboard(shop)) =>
    panels.find((candidate) => candidate.title === title)?.targets[0];

  test('exists also for a tenant with jobs only', () => {
    const titles = dashboard({ ...shop, applications: [] }).panels.map(({ title }) => title);
    expect(titles).toEqual([
      'Quota in use',
      'Unavailable pods',
      'CPU by application (cores)',
      'Memory by application',
      'Restarts per hour',
      'Failed jobs',
      'Logs',
    ]);
  });

  test('queries all namespaces of the tenant and no other', () => {
    const { panels } = dashboard(shop);
    const queries = panels.flatMap(({ targets }) => targets.map(({ expr = '' }) => expr));
    expect(queries.filter((expr) => !expr.includes('namespace=~"shop|shop-jobs"'))).toEqual([]);
  });

  test('shows the use of the quota', () => {
    expect(panel('Quota in use')?.expr).toContain('type="used"} / ignoring(type)');
  });

  test('shows logs if the Grafana that displays it can query them', () => {
    expect(panel('Logs')?.expr).toBe('{namespace=~"shop|shop-jobs"}');
    const prometheusAndElasticsearch = { ...prometheus.endpoints({}), ...elasticsearch.endpoints({}) };
    const clusterWithSharedGrafana = clusterInfo({
      capabilities: { ...prometheusAndElasticsearch, ...grafana.endpoints({}) },
    });
    expect(panel('Logs', dashboard(shop, clusterWithSharedGrafana))?.query).toBe(
      'kubernetes.namespace_name:("shop" OR "shop-jobs")',
    );
    expect(
      panel(
        'Logs',
        dashboard(shop, clusterInfo({ capabilities: { ...prometheusAndElasticsearch, ...grafanaWithLogin } })),
      ),
    ).toBeUndefined();
    const clusterWithoutLogs = clusterInfo({ capabilities: { ...prometheus.endpoints({}), ...grafanaWithLogin } });
    expect(panel('Logs', dashboard(shop, clusterWithoutLogs))).toBeUndefined();
  });

  test('has a UID that no application can have', () => {
    expect(dashboard(shop).uid).toBe('shop_');
  });

  test('is mounted in the Grafana of the tenant', () => {
    const { template } = grafanaDeployment().spec as {
      template: { spec: { volumes: { name: string; projected?: { sources: { configMap: { name: string } }[] } }[] } };
    };
    const sources = template.spec.volumes.find(({ name }) => name === 'dashboards')?.projected?.sources;
    expect(sources?.map(({ configMap }) => configMap.name)).toEqual(['shop.0-all', 'shop.web', 'shop.mailer']);
  });
});

describe('the Grafana of a tenant', () => {
  test('admits owners and viewers only', () => {
    expect(variable('grafana', 'GF_AUTH_GENERIC_OAUTH_ROLE_ATTRIBUTE_PATH')).toBe(
      "contains(groups[*], 'shop-devs') && 'Editor' || contains(groups[*], 'auditors') && 'Viewer'",
    );
  });

  test('can query metrics of the namespaces of its tenant only', () => {
    expect(container('metrics').args).toEqual([
      '--insecure-listen-address=:9091',
      '--upstream=$(METRICS_URL)',
      '--enable-label-apis',
      '--label=namespace',
      '--label-value=shop',
      '--label-value=shop-jobs',
    ]);
  });

  test('queries through the pod of a query proxy, since a NetworkPolicy applies to all containers of a pod', () => {
    expect(listContainers(grafanaDeployment()).map(({ name }) => name)).toEqual(['grafana', 'own-dashboards']);
    expect(listContainers(queryProxyDeployment()).map(({ name }) => name)).toEqual(['metrics', 'logs']);
    expect(variable('logs', 'TENANT')).toBe('shop');
  });

  test('is allowed to reach the query proxy of its tenant only, and is the only one allowed there', () => {
    const clusterWithPolicies = { ...fullCluster, capabilities: { ...fullCluster.capabilities, 'network-policy': {} } };
    const policies = objects('tenant-dashboards', clusterWithPolicies).filter(({ kind }) => kind === 'NetworkPolicy');
    const pods = (name: string) => ({
      podSelector: { matchLabels: { 'app.kubernetes.io/name': name, 'app.kubernetes.io/instance': 'shop' } },
    });
    const ports = [9091, 3100].map((port) => ({ protocol: 'TCP', port }));
    expect(policies.map(({ spec }) => spec)).toEqual([
      { ...pods('tenant-query-proxy'), policyTypes: ['Ingress'], ingress: [{ from: [pods('tenant-grafana')], ports }] },
      { ...pods('tenant-grafana'), policyTypes: ['Egress'], egress: [{ to: [pods('tenant-query-proxy')], ports }] },
    ]);
    expect(policies.map(({ metadata }) => metadata.namespace)).toEqual(['tenant-dashboards', 'tenant-dashboards']);
  });

  test('has no query proxy to a log store without tenants', () => {
    const elastic = clusterInfo({
      capabilities: { ...prometheus.endpoints({}), ...elasticsearch.endpoints({}), ...grafanaWithLogin },
    });
    expect(listContainers(queryProxyDeployment(elastic)).map(({ name }) => name)).toEqual(['metrics']);
    const clusterWithGrafanaOnly = clusterInfo({ capabilities: grafanaWithLogin });
    expect(objects('grafana', clusterWithGrafanaOnly).map(({ metadata }) => metadata.name)).not.toContain(
      'query-proxy-shop',
    );
  });

  test('restarts when its configuration changes, and only then', () => {
    const podAnnotations = (cluster: ClusterInfo) =>
      [grafanaDeployment(cluster), queryProxyDeployment(cluster)].map(
        ({ spec }) => (spec as { template: { metadata: { annotations: object } } }).template.metadata.annotations,
      );
    const clusterWith = (capabilities: object) =>
      clusterInfo({ capabilities: { ...fullCluster.capabilities, ...capabilities } });
    const [grafanaBefore, queryProxyBefore] = podAnnotations(fullCluster);
    expect(podAnnotations(clusterWith({}))).toEqual([grafanaBefore, queryProxyBefore]);
    const [grafanaWithOtherLoki, queryProxyWithOtherLoki] = podAnnotations(
      clusterWith(loki.endpoints({ name: 'other' })),
    );
    expect(grafanaWithOtherLoki).not.toEqual(grafanaBefore);
    expect(queryProxyWithOtherLoki).not.toEqual(queryProxyBefore);
    const otherLogin = { ...login, authUrl: 'https://people.acme.example/auth' };
    const [grafanaWithOtherLogin] = podAnnotations(
      clusterWith(grafana.endpoints({ host: 'grafana.acme.example', login: otherLogin })),
    );
    expect(grafanaWithOtherLogin).not.toEqual(grafanaBefore);
  });

  test('is in a namespace of the platform, where no tenant can change it', () => {
    expect(grafanaDeployment().metadata.namespace).toBe('tenant-dashboards');
    expect(
      objects('tenant-dashboards')
        .filter(({ metadata }) => metadata.namespace === 'shop')
        .map(({ kind }) => kind),
    ).toEqual(['Role', 'RoleBinding']);
  });

  test('has read access to ConfigMaps of the tenant and to nothing else', () => {
    const roles = objects('tenant-dashboards').filter(({ kind }) => kind === 'Role');
    expect(roles.map(({ rules }) => rules)).toEqual([
      [{ apiGroups: [''], resources: ['configmaps'], verbs: ['get', 'list', 'watch'] }],
      [{ apiGroups: [''], resources: ['configmaps'], verbs: ['get', 'list', 'watch'] }],
    ]);
  });

  test('has its own host', () => {
    expect(getObject(objects('tenant-dashboards'), 'Ingress').spec).toMatchObject({
      rules: [{ host: 'shop.grafana.acme.example' }],
    });
  });

  test('shows the dashboards of its tenant with its own data sources', () => {
    const dashboard = getObject(objects('tenant-dashboards'), 'ConfigMap', 'shop.web');
    expect(dashboard.metadata).toMatchObject({
      namespace: 'tenant-dashboards',
      labels: { grafana_dashboard: '1', 'plinth.dev/tenant': 'shop' },
      annotations: { grafana_folder: 'Tenants/shop' },
    });
    expect(JSON.stringify(dashboard.data)).toContain(String(variable('grafana', 'LOGS_DATA_SOURCE')));
  });

  test('exists only if Grafana has a login', () => {
    const capabilities = { ...prometheus.endpoints({}), ...grafana.endpoints({}) };
    const listAdditionFiles = (cluster: ClusterInfo) =>
      Object.keys(listFiles(cluster)).filter((file) => file.startsWith('05-'));
    expect(listAdditionFiles(clusterInfo({ capabilities }))).toEqual(['05-alerts.yaml', '05-dashboards.yaml']);
    expect(listAdditionFiles(clusterInfo())).toEqual([]);
  });
});

test('data sources of tenants with similar long names have unique UIDs, which Grafana accepts', () => {
  const tenants = ['payments-of-the-northern-subsidiaries-no', 'payments-of-the-northern-subsidiaries-eu', 'shop'];
  const uids = tenants.map(logsDataSourceUid);
  expect(new Set(uids).size).toBe(3);
  expect(uids.filter((uid) => !/^[a-z0-9-]{1,40}$/.test(uid))).toEqual([]);
  expect(logsDataSourceUid('shop')).toBe('logs-shop');
});

test('replacing the provider of logs changes no byte of an application', () => {
  const elastic = clusterInfo({
    capabilities: { ...prometheus.endpoints({}), ...elasticsearch.endpoints({}), ...grafanaWithLogin },
  });
  const web = (cluster: ClusterInfo) =>
    synthesizeObjects((chart) => tenantRelease(shop, cluster).objects['web.yaml']?.(chart));
  expect(web(elastic)).toEqual(web(fullCluster));
});
