import { elasticsearch, grafana, loki, prometheus } from '../../../../constructs/components';
import { tenantObservabilityFiles, tenantRelease } from '../../../../constructs/tenants';
import { logsDataSourceUid } from '../../../../constructs/tenants/tenant-dashboards';
import { cronJob, definePlatform, kinds } from '../../../../src';
import type { TenantPlan } from '../../../../src/kinds/cluster-plan';
import { clusterInfo, type ClusterInfo } from '../../../../src/kinds/cluster-info';
import { language } from '../../../../src/language';
import { getObject, synthObjects, type RenderedObject } from '../../../support/rendered';

const login = {
  authUrl: 'https://login.acme.example/auth',
  tokenUrl: 'https://login.acme.example/token',
  apiUrl: 'https://login.acme.example/userinfo',
  adminGroup: 'platform',
};
const shown = grafana.provides({ host: 'grafana.acme.example', login });
const everything = clusterInfo({ capabilities: { ...prometheus.provides({}), ...loki.provides({}), ...shown } });

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

const files = (cluster: ClusterInfo) => tenantObservabilityFiles(shop, cluster);
const objects = (file: string, cluster = everything): readonly RenderedObject[] =>
  synthObjects((chart) => files(cluster)[`observability.${file}.yaml`]?.(chart));

interface Container {
  readonly name: string;
  readonly args: string[];
  readonly env: { readonly name: string; readonly value?: string }[];
  readonly resources: { readonly limits: object };
}
const grafanaOfShop = (cluster = everything) => getObject(objects('grafana', cluster), 'Deployment', 'grafana-shop');
const gatewayOfShop = (cluster = everything) => getObject(objects('grafana', cluster), 'Deployment', 'gateway-shop');
const containersOf = (deployment: RenderedObject) =>
  (deployment.spec as { template: { spec: { containers: Container[] } } }).template.spec.containers;
const container = (name: string) =>
  [grafanaOfShop(), gatewayOfShop()].flatMap(containersOf).find((one) => one.name === name) as Container;
const variable = (of: string, name: string) => container(of).env.find((one) => one.name === name)?.value;

describe('the alerts of a tenant', () => {
  test('go where a Secret of the namespace says, critical ones at once', () => {
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

  test('say for each application what to do, in the namespace that it runs in', () => {
    const rule = getObject(objects('alerts'), 'PrometheusRule', 'mailer');
    expect(rule.metadata.namespace).toBe('shop-jobs');
    const [group] = (rule.spec as { groups: { rules: { labels: object; annotations: { runbook: string } }[] }[] })
      .groups;
    expect(group?.rules.filter(({ annotations }) => annotations.runbook.length < 40)).toEqual([]);
    expect(group?.rules[0]?.labels).toEqual({ severity: 'critical', tenant: 'shop', application: 'mailer' });
  });

  test('tell of a job that failed, and of no other job whose name begins alike', () => {
    const rule = getObject(objects('alerts'), 'PrometheusRule', 'job-report');
    expect(rule.spec).toMatchObject({
      groups: [{ rules: [{ expr: 'kube_job_status_failed{namespace="shop", job_name=~"report-[0-9]+"} > 0' }] }],
    });
  });

  test('ask for metrics only of applications that have any', () => {
    const text = (name: string) => JSON.stringify(getObject(objects('alerts'), 'PrometheusRule', name));
    expect(text('web')).toContain('ApplicationMetricsMissing');
    expect(text('mailer')).not.toContain('ApplicationMetricsMissing');
  });
});

describe('the dashboard of all of a tenant', () => {
  interface Shown {
    readonly uid: string;
    readonly panels: { title: string; type: string; targets: { expr?: string; query?: string }[] }[];
  }
  const dashboard = (tenant: TenantPlan, cluster = everything): Shown => {
    const drawn = synthObjects((chart) =>
      tenantObservabilityFiles(tenant, cluster)['observability.dashboards.yaml']?.(chart),
    );
    const [json = ''] = Object.values(
      getObject(drawn, 'ConfigMap', `${tenant.name}.0-all`).data as Record<string, string>,
    );
    return JSON.parse(json) as Shown;
  };
  const panel = (title: string, of = dashboard(shop)) => of.panels.find((one) => one.title === title)?.targets[0];

  test('is there for one that has nothing but jobs, too', () => {
    const titles = dashboard({ ...shop, applications: [] }).panels.map(({ title }) => title);
    expect(titles).toEqual([
      'Unavailable pods',
      'CPU by application (cores)',
      'Memory by application',
      'Restarts per hour',
      'Failed jobs',
      'Logs',
    ]);
  });

  test('asks for all of its namespaces and no other', () => {
    const { panels } = dashboard(shop);
    const asked = panels.flatMap(({ targets }) => targets.map(({ expr = '' }) => expr));
    expect(asked.filter((expr) => !expr.includes('namespace=~"shop|shop-jobs"'))).toEqual([]);
  });

  test('shows how much of a quota is used, where there is one', () => {
    const [first, ...others] = shop.namespaces;
    const limited = { ...shop, namespaces: [{ ...first, quota: { cpu: 4 } }, ...others] } as TenantPlan;
    expect(panel('Quota in use', dashboard(limited))?.expr).toContain('type="used"} / ignoring(type)');
    expect(panel('Quota in use')).toBeUndefined();
  });

  test('shows what is printed, from whatever the Grafana that shows it can ask', () => {
    expect(panel('Logs')?.expr).toBe('{namespace=~"shop|shop-jobs"}');
    const kept = { ...prometheus.provides({}), ...elasticsearch.provides({}) };
    const byPlatform = clusterInfo({ capabilities: { ...kept, ...grafana.provides({}) } });
    expect(panel('Logs', dashboard(shop, byPlatform))?.query).toBe('kubernetes.namespace_name:("shop" OR "shop-jobs")');
    expect(panel('Logs', dashboard(shop, clusterInfo({ capabilities: { ...kept, ...shown } })))).toBeUndefined();
    const none = clusterInfo({ capabilities: { ...prometheus.provides({}), ...shown } });
    expect(panel('Logs', dashboard(shop, none))).toBeUndefined();
  });

  test('has an address that no application has', () => {
    expect(dashboard(shop).uid).toBe('shop_');
  });

  test('is one of those that its Grafana reads', () => {
    const { template } = grafanaOfShop().spec as {
      template: { spec: { volumes: { name: string; projected?: { sources: { configMap: { name: string } }[] } }[] } };
    };
    const read = template.spec.volumes.find(({ name }) => name === 'dashboards')?.projected?.sources;
    expect(read?.map(({ configMap }) => configMap.name)).toEqual(['shop.0-all', 'shop.web', 'shop.mailer']);
  });
});

describe('the Grafana of a tenant', () => {
  test('lets in owners and viewers, and nobody else', () => {
    expect(variable('grafana', 'GF_AUTH_GENERIC_OAUTH_ROLE_ATTRIBUTE_PATH')).toBe(
      "contains(groups[*], 'shop-devs') && 'Editor' || contains(groups[*], 'auditors') && 'Viewer'",
    );
  });

  test('can ask for metrics of the namespaces of this tenant only', () => {
    expect(container('metrics').args).toEqual([
      '--insecure-listen-address=:9091',
      '--upstream=$(METRICS_URL)',
      '--enable-label-apis',
      '--label=namespace',
      '--label-value=shop',
      '--label-value=shop-jobs',
    ]);
  });

  test('asks through a pod of its own, since containers of one pod reach the same', () => {
    expect(containersOf(grafanaOfShop()).map(({ name }) => name)).toEqual(['grafana', 'own-dashboards']);
    expect(containersOf(gatewayOfShop()).map(({ name }) => name)).toEqual(['metrics', 'logs']);
    expect(variable('logs', 'TENANT')).toBe('shop');
  });

  test('reaches the gateway of its own tenant only, which lets in nobody else', () => {
    const enforced = { ...everything, capabilities: { ...everything.capabilities, 'network-policy': {} } };
    const policies = objects('grafana', enforced).filter(({ kind }) => kind === 'NetworkPolicy');
    const pods = (name: string) => ({
      podSelector: { matchLabels: { 'app.kubernetes.io/name': name, 'app.kubernetes.io/instance': 'shop' } },
    });
    const ports = [9091, 3100].map((port) => ({ protocol: 'TCP', port }));
    expect(policies.map(({ spec }) => spec)).toEqual([
      { ...pods('tenant-gateway'), policyTypes: ['Ingress'], ingress: [{ from: [pods('tenant-grafana')], ports }] },
      { ...pods('tenant-grafana'), policyTypes: ['Egress'], egress: [{ to: [pods('tenant-gateway')], ports }] },
    ]);
    expect(policies.map(({ metadata }) => metadata.namespace)).toEqual(['tenant-dashboards', 'tenant-dashboards']);
  });

  test('has no gateway to logs that cannot be asked for one tenant', () => {
    const elastic = clusterInfo({
      capabilities: { ...prometheus.provides({}), ...elasticsearch.provides({}), ...shown },
    });
    expect(containersOf(gatewayOfShop(elastic)).map(({ name }) => name)).toEqual(['metrics']);
    const bare = clusterInfo({ capabilities: shown });
    expect(objects('grafana', bare).map(({ metadata }) => metadata.name)).not.toContain('gateway-shop');
  });

  test('starts anew when what it is told changes, and only then', () => {
    const told = (cluster: ClusterInfo) =>
      [grafanaOfShop(cluster), gatewayOfShop(cluster)].map(
        ({ spec }) => (spec as { template: { metadata: { annotations: object } } }).template.metadata.annotations,
      );
    const offering = (other: object) => clusterInfo({ capabilities: { ...everything.capabilities, ...other } });
    expect(told(offering({}))).toEqual(told(everything));
    const [grafanaElsewhere, gatewayElsewhere] = told(offering(loki.provides({ name: 'other' })));
    const [grafanaHere, gatewayHere] = told(everything);
    expect(grafanaElsewhere).not.toEqual(grafanaHere);
    expect(gatewayElsewhere).not.toEqual(gatewayHere);
    const elsewhere = { ...login, authUrl: 'https://people.acme.example/auth' };
    const [loggedIn] = told(offering(grafana.provides({ host: 'grafana.acme.example', login: elsewhere })));
    expect(loggedIn).not.toEqual(grafanaHere);
  });

  test('lives in a namespace of the platform, where no tenant can change it', () => {
    expect(grafanaOfShop().metadata.namespace).toBe('tenant-dashboards');
    expect(
      objects('grafana')
        .filter(({ metadata }) => metadata.namespace === 'shop')
        .map(({ kind }) => kind),
    ).toEqual(['Role', 'RoleBinding']);
  });

  test('reads ConfigMaps of the tenant and nothing else', () => {
    const roles = objects('grafana').filter(({ kind }) => kind === 'Role');
    expect(roles.map(({ rules }) => rules)).toEqual([
      [{ apiGroups: [''], resources: ['configmaps'], verbs: ['get', 'list', 'watch'] }],
      [{ apiGroups: [''], resources: ['configmaps'], verbs: ['get', 'list', 'watch'] }],
    ]);
  });

  test('is reached by a host name of its own', () => {
    expect(getObject(objects('grafana'), 'Ingress').spec).toMatchObject({
      rules: [{ host: 'shop.grafana.acme.example' }],
    });
  });

  test('shows the same dashboards as that of the platform, by the same data sources', () => {
    const dashboard = getObject(objects('dashboards'), 'ConfigMap', 'shop.web');
    expect(dashboard.metadata).toMatchObject({
      namespace: 'tenant-dashboards',
      labels: { grafana_dashboard: '1', 'plinth.dev/tenant': 'shop' },
      annotations: { grafana_folder: 'Tenants/shop' },
    });
    expect(JSON.stringify(dashboard.data)).toContain(String(variable('grafana', 'LOGS_DATA_SOURCE')));
  });

  test('is there only where people log in', () => {
    const capabilities = { ...prometheus.provides({}), ...grafana.provides({}) };
    expect(Object.keys(files(clusterInfo({ capabilities })))).toEqual([
      'observability.alerts.yaml',
      'observability.dashboards.yaml',
    ]);
    expect(files(clusterInfo())).toEqual({});
  });
});

test('tenants whose long names begin alike have a data source each, of a name that Grafana takes', () => {
  const alike = ['payments-of-the-northern-subsidiaries-no', 'payments-of-the-northern-subsidiaries-eu', 'shop'];
  const names = alike.map(logsDataSourceUid);
  expect(new Set(names).size).toBe(3);
  expect(names.filter((name) => !/^[a-z0-9-]{1,40}$/.test(name))).toEqual([]);
  expect(logsDataSourceUid('shop')).toBe('logs-shop');
});

test('replacing the provider of logs changes no byte of an application', () => {
  const elastic = clusterInfo({
    capabilities: { ...prometheus.provides({}), ...elasticsearch.provides({}), ...shown },
  });
  const web = (cluster: ClusterInfo) =>
    synthObjects((chart) => tenantRelease(shop, cluster).objects['web.yaml']?.(chart));
  expect(web(elastic)).toEqual(web(everything));
});
