import {
  calico,
  elasticsearch,
  externalSecrets,
  flannel,
  kibana,
  loki,
  metallb,
  metricsServer,
  ory,
  prometheus,
} from '../../../../constructs/components';
import { clusterInfo } from '../../../../src/kinds/cluster-info';
import type { Release } from '../../../../src/kinds/release';
import { only } from '../../../support/rendered';
import { objectsOf, valueOf } from '../../../support/releases';

const cluster = clusterInfo({ capabilities: prometheus.provides({}) });
const addresses = ['10.0.9.0/24'];
const bgpPeers = [{ address: '10.0.0.1', asn: 64512, localAsn: 64513 }];

const alertsOf = (releases: readonly Release[], name: string) => {
  const { groups } = only(objectsOf(releases, `${name}-monitoring`), 'PrometheusRule').spec as {
    groups: { rules: { alert: string }[] }[];
  };
  return groups.flatMap(({ rules }) => rules.map(({ alert }) => alert));
};

test.each([
  ['calico', calico.releases({}, cluster), ['NetworkNodeDown', 'NetworkRulesNotWritten', 'NetworkTyphaDown']],
  ['flannel', flannel.releases({}, cluster), ['NetworkNodeDown', 'NetworkPoliciesDown', 'NetworkPoliciesOverloaded']],
  [
    'metallb',
    metallb.releases({ addresses, bgpPeers }, cluster),
    [
      'LoadBalancerDown',
      'LoadBalancerConfigurationRefused',
      'LoadBalancerAddressesNearlyGone',
      'LoadBalancerAddressesGone',
      'LoadBalancerSessionDown',
    ],
  ],
  [
    'external-secrets',
    externalSecrets.releases({}, cluster),
    ['SecretsDown', 'SecretStoreNotReady', 'SecretNotBrought'],
  ],
  ['ory', ory.releases({}, cluster), ['IdentityDown']],
  ['metrics-server', metricsServer.releases({}, cluster), ['ResourceMetricsDown', 'ResourceMetricsMissing']],
  [
    'elasticsearch',
    elasticsearch.releases({}, cluster),
    ['ElasticsearchRed', 'ElasticsearchYellow', 'ElasticsearchDiskNearlyFull'],
  ],
  ['elasticsearch-operator', elasticsearch.releases({}, cluster), ['ElasticOperatorDown']],
  ['kibana', kibana.releases({}, cluster), ['KibanaDown']],
  ['loki-alloy', loki.releases({}, cluster), ['AlloyDropsLines', 'AlloyCannotSend']],
])('%s is watched', (name, releases, alerts) => {
  expect(alertsOf(releases, name)).toEqual(alerts);
});

describe('MetalLB', () => {
  test('brings none of the rules of its chart, which say nothing of what to do', () => {
    const releases = metallb.releases({ addresses }, cluster);
    expect(valueOf(releases, 'metallb', 'prometheus', 'prometheusRule', 'enabled')).toBe(false);
  });

  test('speaks of sessions only where it has any', () => {
    expect(alertsOf(metallb.releases({ addresses }, cluster), 'metallb')).not.toContain('LoadBalancerSessionDown');
  });
});

describe('the health of Elasticsearch', () => {
  const stateMetrics = (capabilities: object) =>
    valueOf(prometheus.releases({}, clusterInfo({ capabilities })), 'prometheus', 'kube-state-metrics');

  test('is read by kube-state-metrics from the objects of its operator, and only where it is there', () => {
    expect(stateMetrics(elasticsearch.provides({}))).toMatchObject({
      rbac: { extraRules: [{ resources: ['elasticsearches'], verbs: ['list', 'watch'] }, { resources: ['kibanas'] }] },
      customResourceState: {
        enabled: true,
        config: {
          spec: {
            resources: [
              { metricNamePrefix: 'eck', metrics: [{ name: 'elasticsearch_health' }] },
              { metricNamePrefix: 'eck', metrics: [{ name: 'kibana_health' }] },
            ],
          },
        },
      },
    });
    expect(stateMetrics(loki.provides({}))).not.toHaveProperty('customResourceState');
  });

  test('is yellow for ever with one node, which nobody is told of', () => {
    expect(alertsOf(elasticsearch.releases({ nodes: 1 }, cluster), 'elasticsearch')).not.toContain(
      'ElasticsearchYellow',
    );
  });
});

describe('a network', () => {
  const endpoint = (releases: readonly Release[], name: string, monitor: string) =>
    only(objectsOf(releases, `${name}-monitoring`), 'PodMonitor', monitor).spec;

  test('of Calico is read on every port that it opens on the hosts, and opens none where nobody reads', () => {
    const releases = calico.releases({}, cluster);
    const opened = (of: readonly Release[], port: string) => valueOf(of, 'calico', 'installation', port);
    for (const [part, port] of [
      ['node', opened(releases, 'nodeMetricsPort')],
      ['typha', opened(releases, 'typhaMetricsPort')],
    ] as const)
      expect(endpoint(releases, 'calico', `calico-${part}`)).toMatchObject({
        namespaceSelector: { matchNames: ['calico-system'] },
        selector: { matchLabels: { 'k8s-app': `calico-${part}` } },
        podMetricsEndpoints: [
          {
            relabelings: [
              { action: 'keep', regex: `calico-${part}` },
              { targetLabel: '__address__', replacement: `$1:${String(port)}` },
            ],
          },
        ],
      });
    expect(opened(calico.releases({}, clusterInfo()), 'nodeMetricsPort')).toBeUndefined();
  });

  test('of IPv6 is asked by addresses in brackets', () => {
    const six = clusterInfo({ capabilities: prometheus.provides({}), podCidr: 'fd00:1::/48' });
    expect(JSON.stringify(endpoint(flannel.releases({}, six), 'flannel', 'kube-network-policies'))).toContain(
      '"[$1]:9080"',
    );
  });

  test('of flannel without policies has no enforcer to be watched', () => {
    const alone = flannel.releases({ networkPolicy: false }, cluster);
    expect(alertsOf(alone, 'flannel')).toEqual(['NetworkNodeDown']);
    expect(objectsOf(alone, 'flannel-monitoring').map(({ kind }) => kind)).toEqual(['PrometheusRule']);
  });
});

test('nothing is watched where nobody watches', () => {
  const bare = [
    ...metallb.releases({ addresses }, clusterInfo()),
    ...externalSecrets.releases({}, clusterInfo()),
    ...metricsServer.releases({}, clusterInfo()),
    ...loki.releases({}, clusterInfo()),
    ...elasticsearch.releases({}, clusterInfo()),
    ...kibana.releases({}, clusterInfo()),
    ...calico.releases({}, clusterInfo()),
    ...flannel.releases({}, clusterInfo()),
  ];
  expect(bare.filter(({ name }) => name.endsWith('-monitoring'))).toEqual([]);
});
