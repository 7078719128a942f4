import { clusterInfo, fluentBit, grafana, localPath, longhorn, loki, rook } from '../../../../src';
import { only } from '../../../support/rendered';
import { objectsOf, valueOf } from '../../../support/releases';
import { checkComponents, checkCluster } from '../../../support/component-problems';

test('a cluster has one default StorageClass, whichever components make it', () => {
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

test('a cluster has one Rook and one Longhorn', () => {
  const second = { name: 'second', defaultClass: false };
  expect(checkComponents(rook(), rook(second))).toEqual([expect.stringContaining("requires exclusive use of Rook's definitions")]);
  expect(checkComponents(longhorn(), longhorn(second))).toEqual([
    expect.stringContaining("requires exclusive use of Longhorn's definitions"),
  ]);
  expect(checkComponents(localPath(), localPath(second))).toEqual([]);
});

test('each line that a container prints is collected once', () => {
  expect(checkComponents(localPath(), loki(), fluentBit())).toEqual([
    expect.stringMatching(
      /components\[fluent-bit\]: requires exclusive use of what containers print, as 'loki' does.*collector: false/,
    ),
  ]);
  expect(checkComponents(localPath(), loki({ collector: false }), fluentBit())).toEqual([]);
});

test('two of a kind do not make volumes of one class, nor certificates of one Secret', () => {
  const classOf = (name: string) =>
    only(objectsOf(localPath.releases({ name }, clusterInfo()), name), 'StorageClass').provisioner;
  expect(['local-path', 'second'].map(classOf)).toEqual(['rancher.io/local-path', 'rancher.io/second']);
  const cluster = clusterInfo({ capabilities: { certificates: {} } });
  const tlsOf = (name: string) =>
    valueOf(grafana.releases({ name, host: 'g.acme.example' }, cluster), name, 'ingress', 'tls', 0, 'secretName');
  expect(['grafana', 'second'].map(tlsOf)).toEqual(['grafana-tls', 'second-tls']);
});
