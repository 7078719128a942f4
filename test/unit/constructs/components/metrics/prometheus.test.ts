import {
  grafana,
  influxDb,
  metricsServer,
  nodeExporter,
  prometheus,
  telegraf,
} from '../../../../../constructs/components';
import { clusterInfo, type ClusterInfo } from '../../../../../src/kinds/cluster-info';
import { only } from '../../../../support/rendered';
import { objectsOf, releaseOf, valueOf } from '../../../../support/releases';

const spec = (key: string, options = {}, cluster = clusterInfo()) =>
  valueOf(prometheus.releases(options, cluster), 'prometheus', 'prometheus', 'prometheusSpec', key);

describe('prometheus', () => {
  test.each(['ruleSelector', 'serviceMonitorSelector', 'podMonitorSelector', 'probeSelector'])(
    'honours what any release made (%s)',
    (selector) => {
      expect(spec(`${selector}NilUsesHelmValues`)).toBe(false);
    },
  );

  test('believes no pod and no rule about its namespace, but those that speak of all', () => {
    expect(spec('enforcedNamespaceLabel')).toBe('namespace');
    expect(spec('excludedFromEnforcement')).toEqual(
      ['servicemonitors', 'podmonitors', 'prometheusrules'].map((resource) => ({
        group: 'monitoring.coreos.com',
        resource,
        namespace: 'monitoring',
      })),
    );
  });

  test.each(['serviceMonitor', 'probe', 'scrapeConfig'])(
    'takes no %s of a tenant, which could read its files or send it to any address',
    (kind) => {
      expect(spec(`${kind}NamespaceSelector`)).toEqual({
        matchExpressions: [{ key: 'plinth.dev/tenant', operator: 'DoesNotExist' }],
      });
    },
  );

  test('finds what a Service stands for, kubelets as well, by EndpointSlices', () => {
    expect(spec('serviceDiscoveryRole')).toBe('EndpointSlice');
    const operator = valueOf(prometheus.releases({}, clusterInfo()), 'prometheus', 'prometheusOperator');
    expect(operator).toMatchObject({ kubeletEndpointSliceEnabled: true, kubeletEndpointsEnabled: false });
  });

  test('cannot be stopped by those who may ask it questions', () => {
    expect(spec('reloadStrategy')).toBe('ProcessSignal');
  });

  test('is out of reach of Alertmanager, which calls whatever address a tenant writes down', () => {
    const { isolatePods, networkRules = {} } = releaseOf(prometheus.releases({}, clusterInfo()), 'prometheus');
    expect(isolatePods).toBe(true);
    const within = Object.values(networkRules)
      .filter(({ podLabels: of }) => of?.['app.kubernetes.io/name'] !== 'alertmanager')
      .flatMap(({ ingress = [] }) => ingress.map(({ peer }) => peer))
      .filter((peer) => typeof peer === 'object' && 'namespace' in peer);
    expect(within).toEqual([{ namespace: 'monitoring', podLabels: { 'app.kubernetes.io/name': 'prometheus' } }]);
  });

  test('lets Alertmanager reach no pod of a tenant: each lets in the namespace that reads its metrics', () => {
    const { networkRules = {} } = releaseOf(prometheus.releases({}, clusterInfo()), 'prometheus');
    expect(networkRules.notifies?.egress).toEqual([{ peer: 'components' }, { peer: 'world', ports: [80, 443] }]);
  });

  test('leaves the definitions of rules and monitors there when it is taken out, and so those of all tenants', () => {
    expect(valueOf(prometheus.releases({}, clusterInfo()), 'prometheus-crds', 'crds', 'annotations')).toEqual({
      'helm.sh/resource-policy': 'keep',
    });
  });

  test('sends the alerts of a namespace only where that namespace says', () => {
    const releases = prometheus.releases({}, clusterInfo());
    expect(
      valueOf(releases, 'prometheus', 'alertmanager', 'alertmanagerSpec', 'alertmanagerConfigMatcherStrategy'),
    ).toEqual({ type: 'OnNamespace' });
  });

  test('brings its CRDs as a release that goes first and is upgraded', () => {
    const releases = prometheus.releases({}, clusterInfo());
    expect(releaseOf(releases, 'prometheus-crds')).toMatchObject({
      crds: true,
      chart: { name: 'prometheus-operator-crds' },
    });
    expect(valueOf(releases, 'prometheus', 'crds', 'enabled')).toBe(false);
  });

  test('makes no certificate by a job and no Grafana of its own', () => {
    const releases = prometheus.releases({}, clusterInfo());
    expect(valueOf(releases, 'prometheus', 'prometheusOperator', 'admissionWebhooks', 'enabled')).toBe(false);
    expect(valueOf(releases, 'prometheus', 'grafana', 'enabled')).toBe(false);
  });

  test('writes to the store of metrics that the cluster has, as the user that InfluxDB 1 wants', () => {
    const cluster = clusterInfo({ capabilities: influxDb.provides({ version: '1' }) });
    expect(spec('remoteWrite', {}, cluster)).toEqual([
      {
        url: 'http://influxdb.influxdb.svc:8086/api/v1/prom/write?db=prometheus',
        basicAuth: {
          username: { name: 'metrics-store', key: 'username' },
          password: { name: 'metrics-store', key: 'password' },
        },
      },
    ]);
  });

  test('writes to InfluxDB 2 through Telegraf, which needs no password', () => {
    const cluster = clusterInfo({ capabilities: influxDb.provides({ version: '2' }) });
    expect(spec('remoteWrite', {}, cluster)).toEqual([{ url: 'http://influxdb-bridge.influxdb.svc:8080/receive' }]);
  });

  test('writes nowhere without a store, and where it was told to', () => {
    expect(spec('remoteWrite')).toEqual([]);
    expect(spec('remoteWrite', { remoteWrite: [{ url: 'https://kept.acme.example/write' }] })).toEqual([
      { url: 'https://kept.acme.example/write' },
    ]);
  });

  test('puts its dashboards where Grafana looks, and none where there is no Grafana', () => {
    const shown = prometheus.releases({}, clusterInfo({ capabilities: grafana.provides({}) }));
    expect(valueOf(shown, 'prometheus', 'grafana', 'namespaceOverride')).toBe('grafana');
    expect(valueOf(shown, 'prometheus', 'grafana', 'forceDeployDashboards')).toBe(true);
    const bare = prometheus.releases({}, clusterInfo());
    expect(valueOf(bare, 'prometheus', 'grafana', 'forceDeployDashboards')).toBe(false);
  });

  test('reads the address of the platform team from a Secret, and never knows it', () => {
    const routes = (options: object) =>
      only(objectsOf(prometheus.releases(options, clusterInfo()), 'prometheus-routes'), 'AlertmanagerConfig').spec;
    expect(routes({ receiver: { type: 'webhook', secret: 'pager', key: 'url' } })).toMatchObject({
      route: { receiver: 'platform' },
      receivers: [{}, { name: 'platform', webhookConfigs: [{ urlSecret: { name: 'pager', key: 'url' } }] }],
    });
    expect(routes({})).toMatchObject({ route: { receiver: 'nobody' }, receivers: [{ name: 'nobody' }] });
  });

  test('needs storage unless it keeps nothing', () => {
    expect(prometheus.requires({})).toEqual(['storage']);
    expect(prometheus.requires({ storageGiB: 0 })).toEqual([]);
    expect(spec('storageSpec', { storageGiB: 0 })).toBeUndefined();
  });

  test('pulls every image from the mirror', () => {
    const releases = prometheus.releases({}, clusterInfo({ registryMirror: 'mirror.acme.example' }));
    expect(valueOf(releases, 'prometheus', 'global', 'imageRegistry')).toBe('mirror.acme.example');
  });

  test('lets a person set any value of the chart last', () => {
    const values = { prometheus: { prometheusSpec: { retention: '1y' } } };
    expect(spec('retention', { retentionDays: 3, values })).toBe('1y');
  });

  test('refuses a name that its chart would cut off', () => {
    expect(prometheus.validate({ name: 'a'.repeat(27) }, clusterInfo())).toMatchObject([{ path: ['name'] }]);
  });
});

describe('metrics-server', () => {
  test('is watched only where something watches', () => {
    const enabled = (cluster = clusterInfo()) =>
      valueOf(metricsServer.releases({}, cluster), 'metrics-server', 'serviceMonitor', 'enabled');
    expect(enabled()).toBe(false);
    expect(enabled(clusterInfo({ capabilities: prometheus.provides({}) }))).toBe(true);
  });

  test('believes any kubelet unless told that the cluster signs their certificates', () => {
    const args = (verifyKubelets: boolean) =>
      valueOf(metricsServer.releases({ verifyKubelets }, clusterInfo()), 'metrics-server', 'args');
    expect(args(false)).toEqual(['--kubelet-insecure-tls']);
    expect(args(true)).toEqual([]);
  });
});

describe('node-exporter', () => {
  test('has a namespace of its own, since it sees the host', () => {
    const [release] = nodeExporter.releases({}, clusterInfo());
    expect(release).toMatchObject({ namespace: 'node-exporter', podSecurity: 'privileged' });
    expect(prometheus.releases({}, clusterInfo()).map(({ podSecurity }) => podSecurity)).not.toContain('privileged');
  });

  test('is what rules and dashboards of the machines are there for, and without it they are not', () => {
    const machines = (capabilities: ClusterInfo['capabilities']) => {
      const value = (...path: string[]) =>
        valueOf(prometheus.releases({}, clusterInfo({ capabilities })), 'prometheus', ...path);
      return [value('nodeExporter', 'forceDeployDashboards'), value('defaultRules', 'rules', 'nodeExporterAlerting')];
    };
    expect(machines(nodeExporter.provides({}))).toEqual([true, true]);
    expect(machines(telegraf.provides({}))).toEqual([false, false]);
    expect(machines({})).toEqual([false, false]);
  });

  test('says that it is watched by nobody where Telegraf stands before it', () => {
    const problems = (capabilities: ClusterInfo['capabilities']) =>
      nodeExporter.validate({}, clusterInfo({ capabilities }));
    expect(problems(telegraf.provides({}))).toMatchObject([{ severity: 'warning' }]);
    expect(problems(nodeExporter.provides({}))).toEqual([]);
  });
});
