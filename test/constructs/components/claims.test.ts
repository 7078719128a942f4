import { fluentBit, localPath, longhorn, loki, rook } from '../../../src';
import { language } from '../../../src/model/platform';
import { kinds } from '../../../constructs/kinds';
import { formatProblem } from '../../../src/model/problem';

function told(...components: readonly object[]): readonly string[] {
  const a = {
    kind: 'existing',
    environment: 'dev',
    kubeconfig: 'a.yaml',
    provides: { network: {}, 'network-policy': {}, dns: {} },
    components,
  };
  return language(kinds)
    .check({ name: 'acme', domain: 'acme.example', environments: ['dev'], clusters: { a } })
    .map(formatProblem);
}

test('a cluster has one default StorageClass, whichever components make it', () => {
  expect(told(localPath(), longhorn())).toEqual([
    expect.stringContaining("takes the default StorageClass, as 'local-path' does"),
  ]);
  expect(told(localPath(), longhorn({ defaultClass: false }))).toEqual([]);
  expect(told(rook({ defaultClass: false }), longhorn())).toEqual([]);
});

test('a cluster has one Rook and one Longhorn', () => {
  const second = { name: 'second', defaultClass: false };
  expect(told(rook(), rook(second))).toEqual([expect.stringContaining("takes Rook's definitions")]);
  expect(told(longhorn(), longhorn(second))).toEqual([expect.stringContaining("takes Longhorn's definitions")]);
  expect(told(localPath(), localPath(second))).toEqual([]);
});

test('each line that a container prints is collected once', () => {
  expect(told(localPath(), loki(), fluentBit())).toEqual([
    expect.stringMatching(/components\[fluent-bit\]: takes what containers print, as 'loki' does.*collector: false/),
  ]);
  expect(told(localPath(), loki({ collector: false }), fluentBit())).toEqual([]);
});
