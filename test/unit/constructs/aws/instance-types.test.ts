import { countNodeAddresses, tryGetArchitecture } from '../../../../constructs/aws/eks/instance-types';

describe('instance types', () => {
  test.each([
    ['m7g.large', 'arm64'],
    ['c7gn.16xlarge', 'arm64'],
    ['t4g.small', 'arm64'],
    ['im4gn.xlarge', 'arm64'],
    ['a1.medium', 'arm64'],
    ['m7i.large', 'amd64'],
    ['m7i-flex.large', 'amd64'],
    ['m7a.large', 'amd64'],
    ['g4dn.xlarge', 'amd64'],
    ['p5en.48xlarge', 'amd64'],
    ['u7i-12tb.224xlarge', 'amd64'],
    ['mac2.metal', undefined],
    ['m7g', undefined],
    ['large', undefined],
  ])('%s has the architecture %s', (type, architecture) => {
    expect(tryGetArchitecture(type)).toBe(architecture);
  });

  test('of unknown size count as the largest ones', () => {
    expect(countNodeAddresses('m7g.large')).toBe(30);
    expect(countNodeAddresses('t3.medium')).toBe(18);
    expect(countNodeAddresses('m7i.metal-48xl')).toBe(750);
  });
});
