import { formatProblem } from '../../../../../src/schema/problem';
import { builtInLanguage } from '../../../../../src/synth';

const dc1 = {
  kind: 'on-prem',
  environment: 'dev',
  kubernetes: '1.35',
  ssh: { user: 'ops' },
  controlPlanes: { cp1: '10.0.0.11' },
  components: [{ kind: 'flannel' }, { kind: 'core-dns' }],
};
const platformWith = (clusters: object, shopClusters: readonly string[]) => ({
  name: 'acme',
  domain: 'acme.example',
  environments: ['dev'],
  clusters,
  tenants: { shop: { clusters: shopClusters, owners: 'devs' } },
});
const withCluster = (options: object) => platformWith({ dc1: { ...dc1, ...options } }, ['dc1']);
const check = (current: object, previous: object) => builtInLanguage.check(current, previous).map(formatProblem);

describe('an on-premises cluster', () => {
  it('is not upgraded: the plan refuses another version', () => {
    expect(check(withCluster({ kubernetes: '1.36' }), withCluster({}))).toEqual([
      "clusters.dc1.kubernetes is \"1.36\": the cluster runs 1.35, and clusters of kind 'on-prem' are not upgraded in place; write '1.35', or define another cluster with '1.36' and move the tenants to it",
    ]);
    expect(check(withCluster({ kubernetes: '1.34' }), withCluster({}))).toHaveLength(1);
    expect(check(withCluster({ kubernetes: '1.36', patch: '1.36.1' }), withCluster({}))).toHaveLength(1);
  });

  it('can be followed by another cluster with the new version, to which the tenants move, as the error advises', () => {
    const dc2 = { ...dc1, kubernetes: '1.36', controlPlanes: { cp2: '10.0.0.12' } };
    const first = platformWith({ dc1 }, ['dc1']);
    const second = platformWith({ dc1, dc2 }, ['dc1', 'dc2']);
    const third = platformWith({ dc1: { ...dc1, state: 'removed' }, dc2 }, ['dc2']);
    expect(check(second, first)).toEqual([]);
    expect(check(third, second)).toEqual([]);
    expect(check(platformWith({ dc2 }, ['dc2']), third)).toEqual([]);
  });

  it('keeps its patch version, also where `patch` is added or removed', () => {
    expect(check(withCluster({ patch: '1.35.4' }), withCluster({}))).toEqual([]);
    expect(check(withCluster({ patch: '1.35.1' }), withCluster({}))).toEqual([
      'clusters.dc1.patch is "1.35.1": cannot be changed on an existing cluster; write 1.35.4, or apply state: \'removed\' and then define the cluster again',
    ]);
    expect(check(withCluster({}), withCluster({ patch: '1.35.1' }))).toEqual([
      expect.stringMatching(/^clusters\.dc1\.patch is "1\.35\.4": .* write 1\.35\.1,/),
    ]);
  });

  it('has other ranges after its removal was applied, as the error advises', () => {
    const podCidr = '10.100.0.0/16';
    expect(check(withCluster({ podCidr }), withCluster({}))).toEqual([
      expect.stringMatching(/write 10\.244\.0\.0\/16, or apply state: 'removed' and then define the cluster again$/),
    ]);
    const removed = platformWith({ dc1: { ...dc1, state: 'removed' } }, []);
    expect(check(removed, withCluster({}))).toEqual([]);
    expect(check(withCluster({ podCidr }), removed)).toEqual([]);
  });
});
