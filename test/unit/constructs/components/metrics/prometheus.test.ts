import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  grafana,
  influxDb,
  metricsServer,
  nodeExporter,
  prometheus,
  telegraf,
} from '../../../../../constructs/components';
import { hostAlerts, hostMetricsFolder } from '../../../../../constructs/components/metrics/host-alerts';
import { clusterInfo, type ClusterInfo } from '../../../../../src/kinds/cluster-info';
import { getObject } from '../../../../support/rendered';
import { getObjects, getRelease, getValue } from '../../../../support/releases';

const hostScripts = join(__dirname, '../../../../../constructs/clusters/on-prem/scripts/host');

const prometheusSpec = (key: string, options = {}, cluster = clusterInfo()) =>
  getValue(prometheus.releases(options, cluster), 'prometheus', 'prometheus', 'prometheusSpec', key);

describe('prometheus', () => {
  test.each(['ruleSelector', 'serviceMonitorSelector', 'podMonitorSelector', 'probeSelector'])(
    'selects objects of every Helm release (%s)',
    (selector) => {
      expect(prometheusSpec(`${selector}NilUsesHelmValues`)).toBe(false);
    },
  );

  test('enforces the label `namespace` of metrics and rules, except those of the platform', () => {
    expect(prometheusSpec('enforcedNamespaceLabel')).toBe('namespace');
    expect(prometheusSpec('excludedFromEnforcement')).toEqual(
      ['servicemonitors', 'podmonitors', 'prometheusrules'].map((resource) => ({
        group: 'monitoring.coreos.com',
        resource,
        namespace: 'monitoring',
      })),
    );
  });

  test('scrapes kube-dns where GKE runs it, and CoreDNS elsewhere', () => {
    const isScraped = (server: string, provider: string) =>
      getValue(
        prometheus.releases({}, { ...clusterInfo(), cloud: { provider, region: 'here' } }),
        'prometheus',
        server,
        'enabled',
      );
    expect([isScraped('coreDns', 'google'), isScraped('kubeDns', 'google')]).toEqual([false, true]);
    expect(isScraped('coreDns', 'aws')).toBe(true);
  });

  test('limits what one scrape of any target reads and stores', () => {
    const scrapeLimits = { samples: 1000, bodyMiB: 0 };
    expect(prometheusSpec('enforcedSampleLimit')).toBe(1_500_000);
    expect(prometheusSpec('enforcedBodySizeLimit')).toBe('512MiB');
    expect(prometheusSpec('enforcedLabelLimit')).toBe(64);
    expect(prometheusSpec('enforcedSampleLimit', { scrapeLimits })).toBe(1000);
    expect(prometheusSpec('enforcedBodySizeLimit', { scrapeLimits })).toBe('0');
  });

  test.each(['serviceMonitor', 'probe', 'scrapeConfig'])(
    'ignores every %s of a tenant, which could read files of Prometheus or scrape any address',
    (kind) => {
      expect(prometheusSpec(`${kind}NamespaceSelector`)).toEqual({
        matchExpressions: [{ key: 'plinth.dev/tenant', operator: 'DoesNotExist' }],
      });
    },
  );

  test('discovers targets of Services and kubelets by EndpointSlices', () => {
    expect(prometheusSpec('serviceDiscoveryRole')).toBe('EndpointSlice');
    const operator = getValue(prometheus.releases({}, clusterInfo()), 'prometheus', 'prometheusOperator');
    expect(operator).toMatchObject({ kubeletEndpointSliceEnabled: true, kubeletEndpointsEnabled: false });
  });

  test('cannot be stopped over HTTP by clients that may query it', () => {
    expect(prometheusSpec('reloadStrategy')).toBe('ProcessSignal');
  });

  test('is not reachable from Alertmanager, which sends requests to URLs of tenants', () => {
    const { isolatePods, networkRules = {} } = getRelease(prometheus.releases({}, clusterInfo()), 'prometheus');
    expect(isolatePods).toBe(true);
    const ingressPeers = Object.values(networkRules)
      .filter(({ podLabels }) => podLabels?.['app.kubernetes.io/name'] !== 'alertmanager')
      .flatMap(({ ingress = [] }) => ingress.map(({ peer }) => peer))
      .filter((peer) => typeof peer === 'object' && 'namespace' in peer);
    expect(ingressPeers).toEqual([{ namespace: 'monitoring', podLabels: { 'app.kubernetes.io/name': 'prometheus' } }]);
  });

  test('allows no egress of Alertmanager to pods of tenants, which admit the whole namespace of Prometheus', () => {
    const { networkRules = {} } = getRelease(prometheus.releases({}, clusterInfo()), 'prometheus');
    expect(networkRules.notifies?.egress).toEqual([
      { peer: 'components' },
      { peer: 'outside-cluster', ports: [80, 443] },
    ]);
  });

  test('keeps the CRDs, and so the monitors and rules of all tenants, when the component is removed', () => {
    expect(getValue(prometheus.releases({}, clusterInfo()), 'prometheus-crds', 'crds', 'annotations')).toEqual({
      'helm.sh/resource-policy': 'keep',
    });
  });

  test('restricts the alert routes of a namespace to alerts of that namespace', () => {
    const releases = prometheus.releases({}, clusterInfo());
    expect(
      getValue(releases, 'prometheus', 'alertmanager', 'alertmanagerSpec', 'alertmanagerConfigMatcherStrategy'),
    ).toEqual({ type: 'OnNamespace' });
  });

  test('installs its CRDs by a separate release, which is installed first and upgraded', () => {
    const releases = prometheus.releases({}, clusterInfo());
    expect(getRelease(releases, 'prometheus-crds')).toMatchObject({
      crds: true,
      chart: { name: 'prometheus-operator-crds' },
    });
    expect(getValue(releases, 'prometheus', 'crds', 'enabled')).toBe(false);
  });

  test('installs neither the webhook certificate job nor the Grafana of its chart', () => {
    const releases = prometheus.releases({}, clusterInfo());
    expect(getValue(releases, 'prometheus', 'prometheusOperator', 'admissionWebhooks', 'enabled')).toBe(false);
    expect(getValue(releases, 'prometheus', 'grafana', 'enabled')).toBe(false);
  });

  test('writes to InfluxDB 1 with basic authentication if it is the metrics store of the cluster', () => {
    const cluster = clusterInfo({ capabilities: influxDb.endpoints({ version: '1' }) });
    expect(prometheusSpec('remoteWrite', {}, cluster)).toEqual([
      {
        url: 'http://influxdb.influxdb.svc:8086/api/v1/prom/write?db=prometheus',
        basicAuth: {
          username: { name: 'metrics-store', key: 'username' },
          password: { name: 'metrics-store', key: 'password' },
        },
      },
    ]);
  });

  test('writes to InfluxDB 2 through Telegraf without authentication', () => {
    const cluster = clusterInfo({ capabilities: influxDb.endpoints({ version: '2' }) });
    expect(prometheusSpec('remoteWrite', {}, cluster)).toEqual([
      { url: 'http://influxdb-bridge.influxdb.svc:8080/receive' },
    ]);
  });

  test('writes only to the configured endpoints if the cluster has no metrics store', () => {
    expect(prometheusSpec('remoteWrite')).toEqual([]);
    expect(prometheusSpec('remoteWrite', { remoteWrite: [{ url: 'https://kept.acme.example/write' }] })).toEqual([
      { url: 'https://kept.acme.example/write' },
    ]);
  });

  test('creates its dashboards in the namespace of Grafana, and none without Grafana', () => {
    const releasesWithGrafana = prometheus.releases({}, clusterInfo({ capabilities: grafana.endpoints({}) }));
    expect(getValue(releasesWithGrafana, 'prometheus', 'grafana', 'namespaceOverride')).toBe('grafana');
    expect(getValue(releasesWithGrafana, 'prometheus', 'grafana', 'forceDeployDashboards')).toBe(true);
    const releasesWithoutGrafana = prometheus.releases({}, clusterInfo());
    expect(getValue(releasesWithoutGrafana, 'prometheus', 'grafana', 'forceDeployDashboards')).toBe(false);
  });

  test('references the Secret with the URL of the receiver and contains no URL', () => {
    const alertmanagerConfigSpec = (options: object) =>
      getObject(getObjects(prometheus.releases(options, clusterInfo()), 'prometheus-routes'), 'AlertmanagerConfig')
        .spec;
    expect(alertmanagerConfigSpec({ receiver: { type: 'webhook', secret: 'pager', key: 'url' } })).toMatchObject({
      route: { receiver: 'platform' },
      receivers: [{}, { name: 'platform', webhookConfigs: [{ urlSecret: { name: 'pager', key: 'url' } }] }],
    });
    expect(alertmanagerConfigSpec({})).toMatchObject({
      route: { receiver: 'none' },
      receivers: [{ name: 'none' }],
    });
  });

  test('requires storage unless `storageGiB` is 0', () => {
    expect(prometheus.requires({})).toEqual(['storage']);
    expect(prometheus.requires({ storageGiB: 0 })).toEqual([]);
    expect(prometheusSpec('storageSpec', { storageGiB: 0 })).toBeUndefined();
  });

  test('pulls every image from the registry mirror', () => {
    const releases = prometheus.releases({}, clusterInfo({ registryMirror: 'mirror.acme.example' }));
    expect(getValue(releases, 'prometheus', 'global', 'imageRegistry')).toBe('mirror.acme.example');
  });

  test('merges `values` last', () => {
    const values = { prometheus: { prometheusSpec: { retention: '1y' } } };
    expect(prometheusSpec('retention', { retentionDays: 3, values })).toBe('1y');
  });

  test('rejects a name that its chart would truncate', () => {
    expect(prometheus.validate({ name: 'a'.repeat(27) }, clusterInfo())).toMatchObject([{ path: ['name'] }]);
  });
});

describe('metrics-server', () => {
  test('has a ServiceMonitor only if the cluster provides `metrics`', () => {
    const serviceMonitorEnabled = (cluster = clusterInfo()) =>
      getValue(metricsServer.releases({}, cluster), 'metrics-server', 'serviceMonitor', 'enabled');
    expect(serviceMonitorEnabled()).toBe(false);
    expect(serviceMonitorEnabled(clusterInfo({ capabilities: prometheus.endpoints({}) }))).toBe(true);
  });

  test('verifies the certificates of kubelets only if `verifyKubelets` is set', () => {
    const args = (verifyKubelets: boolean) =>
      getValue(metricsServer.releases({ verifyKubelets }, clusterInfo()), 'metrics-server', 'args');
    expect(args(false)).toEqual(['--kubelet-insecure-tls']);
    expect(args(true)).toEqual([]);
  });
});

describe('node-exporter', () => {
  test('has a separate privileged namespace, because it accesses the host', () => {
    const [release] = nodeExporter.releases({}, clusterInfo());
    expect(release).toMatchObject({ namespace: 'node-exporter', podSecurity: 'privileged' });
    expect(prometheus.releases({}, clusterInfo()).map(({ podSecurity }) => podSecurity)).not.toContain('privileged');
  });

  test('reads metrics of the hosts of an on-premises cluster, and alerts about their certificates and backups', () => {
    const machines = [{ name: 'cp1', address: '10.0.0.11', roles: ['control-plane'] as const }];
    const metrics = prometheus.endpoints({});
    const onPremises = nodeExporter.releases({}, clusterInfo({ machines, capabilities: metrics }));
    const argument = '--collector.textfile.directory=/host/root/var/lib/plinth/metrics';
    expect(getValue(onPremises, 'node-exporter', 'extraArgs')).toContain(argument);
    expect(onPremises.map(({ name }) => name)).toEqual(['node-exporter', 'node-exporter-monitoring']);
    const managed = nodeExporter.releases({}, clusterInfo({ capabilities: metrics }));
    expect(getValue(managed, 'node-exporter', 'extraArgs')).not.toContain(argument);
    expect(managed).toHaveLength(1);
    const libraries = ['certificates', 'backup'].map((name) =>
      readFileSync(join(hostScripts, `lib-${name}.sh`), 'utf8'),
    );
    expect(libraries.join('')).toContain(`metrics_dir=${hostMetricsFolder}\n`);
    for (const { expr } of hostAlerts) expect(libraries.join('')).toContain(/plinth_\w+/.exec(expr)?.[0]);
  });

  test('is required for the rules and dashboards of nodes', () => {
    const nodeMonitoring = (capabilities: ClusterInfo['capabilities']) => {
      const value = (...path: string[]) =>
        getValue(prometheus.releases({}, clusterInfo({ capabilities })), 'prometheus', ...path);
      return [value('nodeExporter', 'forceDeployDashboards'), value('defaultRules', 'rules', 'nodeExporterAlerting')];
    };
    expect(nodeMonitoring(nodeExporter.endpoints({}))).toEqual([true, true]);
    expect(nodeMonitoring(telegraf.endpoints({}))).toEqual([false, false]);
    expect(nodeMonitoring({})).toEqual([false, false]);
  });

  test('warns that its rules and dashboards are not installed if Telegraf is the first provider of `node-metrics`', () => {
    const problems = (capabilities: ClusterInfo['capabilities']) =>
      nodeExporter.validate({}, clusterInfo({ capabilities }));
    expect(problems(telegraf.endpoints({}))).toMatchObject([{ severity: 'warning' }]);
    expect(problems(nodeExporter.endpoints({}))).toEqual([]);
  });
});
