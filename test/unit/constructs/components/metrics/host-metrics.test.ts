import { metricsServer, nodeExporter, prometheus, telegraf } from '../../../../../constructs/components';
import { onPrem } from '../../../../../constructs/clusters';
import { clusterInfo } from '../../../../../src/kinds/cluster-info';
import { getObjects, getRelease, getValue } from '../../../../support/releases';

const machines = [{ name: 'cp1', address: '10.0.0.1', roles: ['control-plane'] }] as const;
const store = { api: 'influxdb', url: 'http://influxdb:8086' };
const onHosts = (capabilities: object) =>
  clusterInfo({ machines, capabilities: { 'metrics-store': store, ...capabilities } });
const names = (releases: readonly { readonly name: string }[]) => releases.map(({ name }) => name);

describe('the metrics of certificates and backups of hosts', () => {
  const metrics = { metrics: { api: 'prometheus' } };
  const telegrafOnHosts = telegraf.releases({}, onHosts({ ...metrics, 'node-metrics': { api: 'influxdb' } }));

  it('are read by Telegraf, which serves them, and no others, for Prometheus', () => {
    const inputs = getValue(telegrafOnHosts, 'telegraf', 'config', 'inputs') as readonly object[];
    expect(inputs).toContainEqual({
      file: { files: ['/hostfs/var/lib/plinth/metrics/*.prom'], data_format: 'prometheus' },
    });
    // A list in values replaces that of the chart.
    expect(inputs).toContainEqual({ mem: {} });
    expect(getValue(telegrafOnHosts, 'telegraf', 'config', 'outputs', 1)).toEqual({
      prometheus_client: { listen: ':9273', namepass: ['plinth_*'] },
    });
    expect(getRelease(telegrafOnHosts, 'telegraf').networkRules?.machines?.ingress).toEqual([
      { peer: { capability: 'metrics' }, ports: [9273] },
    ]);
  });

  it('have the alerts of node-exporter, with the name of the node', () => {
    const objects = getObjects(telegrafOnHosts, 'telegraf-hosts-monitoring');
    expect(JSON.stringify(objects)).toContain('ClusterBackupMissing');
    expect(JSON.stringify(objects)).toContain(
      '{"sourceLabels":["__meta_kubernetes_pod_node_name"],"targetLabel":"instance"}',
    );
  });

  it.each([
    ['without Prometheus', onHosts({})],
    ['next to node-exporter', onHosts({ ...metrics, 'node-metrics': { api: 'prometheus' } })],
    ['on hosts that Plinth does not prepare', clusterInfo({ capabilities: { 'metrics-store': store, ...metrics } })],
  ])('are not read by Telegraf %s', (_, cluster) => {
    const releases = telegraf.releases({}, cluster);
    expect(names(releases)).not.toContain('telegraf-hosts-monitoring');
    expect(getValue(releases, 'telegraf', 'config', 'inputs')).toBeUndefined();
  });

  it('need a component that reads them, where Prometheus is: otherwise the cluster has a warning', () => {
    const options = onPrem.schema.parse({ ssh: { user: 'ops' }, controlPlanes: { cp1: '10.0.0.1' }, workers: {} });
    const messages = (capabilities: object) =>
      onPrem
        .bind(options)
        .validate(onHosts(capabilities))
        .map(({ fix }) => fix);
    expect(messages(metrics)).toContain('add nodeExporter() or telegraf()');
    expect(messages({ ...metrics, 'node-metrics': {} })).not.toContain('add nodeExporter() or telegraf()');
    expect(names(nodeExporter.releases({}, onHosts(metrics)))).toContain('node-exporter-monitoring');
  });
});

describe('metrics-server', () => {
  const args = (options: object, cluster = clusterInfo()) =>
    getValue(metricsServer.releases(options, cluster), 'metrics-server', 'args');
  const verified = clusterInfo({ hasVerifiedKubelets: true });

  it('verifies the certificates of kubelets where the CA of the cluster signs them', () => {
    expect(args({}, verified)).toEqual([]);
    expect(args({})).toEqual(['--kubelet-insecure-tls']);
    expect(args({ verifyKubelets: false }, verified)).toEqual(['--kubelet-insecure-tls']);
  });

  it('is not alone: Prometheus and Telegraf verify them there, too', () => {
    const cluster = onHosts({ metrics: {}, 'node-metrics': { api: 'influxdb' } });
    const isVerified = (hasVerifiedKubelets?: true) => {
      const info = { ...cluster, ...(hasVerifiedKubelets && { hasVerifiedKubelets }) };
      const path = ['kubelet', 'serviceMonitor', 'insecureSkipVerify'] as const;
      const inputs = getValue(telegraf.releases({}, info), 'telegraf', 'config', 'inputs');
      return [
        getValue(prometheus.releases({}, info), 'prometheus', ...path) === false,
        JSON.stringify(inputs).includes('"tls_ca"'),
        !JSON.stringify(inputs).includes('insecure_skip_verify'),
      ];
    };
    expect(isVerified(true)).toEqual([true, true, true]);
    expect(isVerified()).toEqual([false, false, false]);
  });

  it('finds such a cluster by the configuration of its kubelets', () => {
    const hasVerifiedKubelets = (kubelet: object) => onPrem.bind({ kubelet }).hasVerifiedKubelets();
    expect(hasVerifiedKubelets({})).toBe(true);
    expect(hasVerifiedKubelets({ serverTLSBootstrap: false })).toBe(false);
  });
});
