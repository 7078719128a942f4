import { clusterInfo, fluentBit, grafana, localPath, longhorn, loki, rook } from '../../../../src';
import { only } from '../../../support/rendered';
import { getObjects, getValue } from '../../../support/releases';
import { told, toldOf } from '../../../support/component-problems';

test('a cluster has at most one default StorageClass, from components or from the infrastructure', () => {
  expect(told(localPath(), longhorn())).toEqual([
    expect.stringContaining("takes the default StorageClass, as 'local-path' does"),
  ]);
  expect(told(localPath(), longhorn({ defaultClass: false }))).toEqual([]);
  expect(told(rook({ defaultClass: false }), longhorn())).toEqual([]);
  const provides = { network: {}, storage: { classes: { gp3: { default: true } } } };
  expect(toldOf({ provides, components: [longhorn()] })).toEqual([
    expect.stringContaining('takes the default StorageClass, as the infrastructure does'),
  ]);
});

test('a cluster has at most one Rook and one Longhorn', () => {
  const second = { name: 'second', defaultClass: false };
  expect(told(rook(), rook(second))).toEqual([expect.stringContaining('takes the CustomResourceDefinitions of Rook')]);
  expect(told(longhorn(), longhorn(second))).toEqual([
    expect.stringContaining('takes the CustomResourceDefinitions of Longhorn'),
  ]);
  expect(told(localPath(), localPath(second))).toEqual([]);
});

test('container logs are collected once', () => {
  expect(told(localPath(), loki(), fluentBit())).toEqual([
    expect.stringMatching(/components\[fluent-bit\]: takes the container logs, as 'loki' does.*collector: false/),
  ]);
  expect(told(localPath(), loki({ collector: false }), fluentBit())).toEqual([]);
});

test('two components of one kind use different provisioners and TLS Secrets', () => {
  const provisioner = (name: string) =>
    only(getObjects(localPath.releases({ name }, clusterInfo()), name), 'StorageClass').provisioner;
  expect(['local-path', 'second'].map(provisioner)).toEqual(['rancher.io/local-path', 'rancher.io/second']);
  const cluster = clusterInfo({ capabilities: { certificates: {} } });
  const tlsSecret = (name: string) =>
    getValue(grafana.releases({ name, host: 'g.acme.example' }, cluster), name, 'ingress', 'tls', 0, 'secretName');
  expect(['grafana', 'second'].map(tlsSecret)).toEqual(['grafana-tls', 'second-tls']);
});
