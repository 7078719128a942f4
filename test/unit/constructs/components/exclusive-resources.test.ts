import { clusterInfo, fluentBit, grafana, localPath, longhorn, loki, rook, seaweedFs } from '../../../../src';
import { getObject } from '../../../support/rendered';
import { getObjects, getValue } from '../../../support/releases';
import { checkComponents, checkCluster } from '../../../support/component-problems';

test('a cluster has at most one default StorageClass, from components or from the infrastructure', () => {
  expect(checkComponents(localPath(), longhorn())).toEqual([
    expect.stringContaining("requires exclusive use of the default StorageClass, as 'local-path' does"),
  ]);
  expect(checkComponents(localPath(), longhorn({ defaultClass: false }))).toEqual([]);
  expect(checkComponents(rook({ defaultClass: false }), longhorn())).toEqual([]);
  const provides = { network: {}, storage: { classes: { gp3: { default: true } } } };
  expect(checkCluster({ provides, components: [longhorn()] })).toEqual([
    expect.stringContaining('requires exclusive use of the default StorageClass, as the infrastructure does'),
  ]);
});

test('a cluster has at most one Rook and one Longhorn', () => {
  const second = { name: 'second', defaultClass: false };
  expect(checkComponents(rook(), rook(second))).toEqual([
    expect.stringContaining('requires exclusive use of the CustomResourceDefinitions of Rook'),
  ]);
  expect(checkComponents(longhorn(), longhorn(second))).toEqual([
    expect.stringContaining('requires exclusive use of the CustomResourceDefinitions of Longhorn'),
  ]);
  expect(checkComponents(localPath(), localPath(second))).toEqual([]);
});

test('container logs are collected once', () => {
  expect(checkComponents(localPath(), loki(), fluentBit())).toEqual([
    expect.stringMatching(
      /components\[fluent-bit\]: requires exclusive use of the container logs, as 'loki' does.*collector: false/,
    ),
  ]);
  expect(checkComponents(localPath(), loki({ collector: false }), fluentBit())).toEqual([]);
});

test('two components of one kind use different provisioners and TLS Secrets', () => {
  const provisioner = (name: string) =>
    getObject(getObjects(localPath.releases({ name }, clusterInfo()), name), 'StorageClass').provisioner;
  expect(['local-path', 'second'].map(provisioner)).toEqual(['rancher.io/local-path', 'rancher.io/second']);
  const cluster = clusterInfo({ capabilities: { certificates: {} } });
  const tlsSecret = (name: string) =>
    getValue(grafana.releases({ name, host: 'g.acme.example' }, cluster), name, 'ingress', 'tls', 0, 'secretName');
  expect(['grafana', 'second'].map(tlsSecret)).toEqual(['grafana-tls', 'second-tls']);
});

test('databases, caches and buckets come from one component: a second one would serve no application', () => {
  const problems = checkComponents(localPath(), seaweedFs(), rook({ defaultClass: false, buckets: true }));
  expect(problems).toContainEqual(expect.stringContaining("'bucket' is provided by 'rook' and 'seaweedfs'"));
});
