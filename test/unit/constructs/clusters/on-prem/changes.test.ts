import { formatProblem } from '../../../../../src/schema/problem';
import { builtInLanguage } from '../../../../../src/synth';

const dc1 = {
  kind: 'on-prem',
  environment: 'dev',
  kubernetes: '1.35',
  ssh: { user: 'ops' },
  controlPlanes: { cp1: '10.0.0.11' },
  workers: { w1: '10.0.0.21', w2: '10.0.0.22', w3: '10.0.0.23' },
  upgradeBatchSize: 2,
  workerGroups: { gpu: { hosts: { g1: '10.0.0.26' } } },
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
const planChanges = (current: object, previous: object) => builtInLanguage.plan(current, previous).changes;
const check = (current: object, previous: object) => builtInLanguage.check(current, previous).map(formatProblem);

describe('an on-premises cluster', () => {
  it('can get another holder of its endpoint, with a risk', () => {
    const via = (name: string) => withCluster({ endpoint: { address: '10.0.0.10', via: name } });
    expect(planChanges(via('external'), via('kube-vip'))).toEqual([
      expect.objectContaining({
        path: ['clusters', 'dc1', 'endpoint'],
        risk: expect.stringContaining('cannot be reached') as string,
      }),
    ]);
  });

  it('is upgraded to the next minor version, or to a newer patch version, in steps that the plan lists', () => {
    const [upgrade] = planChanges(withCluster({ kubernetes: '1.36' }), withCluster({}));
    expect(upgrade).toMatchObject({ action: 'upgrade', from: '1.35.4', to: '1.36.3' });
    expect(upgrade?.upgrade?.versions).toEqual([
      { program: 'kubernetes', from: '1.35.4', to: '1.36.3' },
      { program: 'etcd', from: '3.6.6-0', to: '3.6.8-0' },
      { program: 'pause', from: '3.10.1', to: '3.10.2' },
    ]);
    expect(
      upgrade?.upgrade?.steps.map(({ action, group, hosts, batchSize }) => [group ?? action, hosts, batchSize]),
    ).toEqual([
      ['check', ['cp1', 'w1', 'w2', 'w3', 'g1'], 20],
      ['snapshot', ['cp1'], 1],
      ['control-planes', ['cp1'], 1],
      ['workers', ['w1', 'w2', 'w3'], 2],
      ['workerGroups.gpu', ['g1'], 1],
    ]);
    const patched = planChanges(withCluster({ patch: '1.35.9' }), withCluster({}));
    expect(patched[0]).toMatchObject({ action: 'upgrade', from: '1.35.4', to: '1.35.9' });
  });

  it('has etcd hosts that are upgraded before the control planes', () => {
    const etcd = { e1: '10.0.0.31', e2: '10.0.0.32', e3: '10.0.0.33' };
    const [upgrade] = planChanges(withCluster({ etcd, kubernetes: '1.36' }), withCluster({ etcd }));
    expect(upgrade?.upgrade?.steps.map(({ action }) => action)).toEqual([
      ...['check', 'snapshot', 'etcd', 'control-planes', 'workers', 'workers'],
    ]);
  });

  it('neither skips a minor version nor goes back, also where the patch version changes', () => {
    expect(check(withCluster({ kubernetes: '1.36' }), withCluster({ kubernetes: '1.34' }))).toEqual([
      'clusters.dc1.kubernetes is "1.36": skips a minor version after 1.34.4; write \'1.35\', apply, then upgrade again',
    ]);
    expect(check(withCluster({ kubernetes: '1.34' }), withCluster({}))).toEqual([
      "clusters.dc1.kubernetes is \"1.34\": is older than the running version 1.35.4, and Kubernetes cannot be downgraded; write kubernetes: '1.35' and patch: '1.35.4'",
    ]);
    expect(check(withCluster({ patch: '1.35.1' }), withCluster({}))).toEqual([
      "clusters.dc1.patch is \"1.35.1\": is older than the running version 1.35.4, and Kubernetes cannot be downgraded; write kubernetes: '1.35' and patch: '1.35.4'",
    ]);
    expect(check(withCluster({}), withCluster({ patch: '1.35.9' }))).toEqual([
      expect.stringMatching(/^clusters\.dc1\.kubernetes is "1\.35": is older than the running version 1\.35\.9/),
    ]);
    expect(check(withCluster({ patch: '1.35.4' }), withCluster({}))).toEqual([]);
  });

  it('is upgraded from the version in the lock, which another version of Plinth may have chosen', () => {
    const definition = withCluster({});
    const planFrom = (kubernetes: string) =>
      builtInLanguage.plan(definition, definition, { deployedVersions: { dc1: { kubernetes, etcd: '3.6.5-0' } } });
    expect(planFrom('1.35.2').changes).toMatchObject([{ action: 'upgrade', from: '1.35.2', to: '1.35.4' }]);
    expect(planFrom('1.35.4').changes).toEqual([]);
    expect(() => planFrom('1.35.9')).toThrow('is older than the running version 1.35.9');
  });

  it('gets no new hosts together with an upgrade, but loses hosts', () => {
    const workers = { ...dc1.workers, w4: '10.0.0.24' };
    expect(check(withCluster({ kubernetes: '1.36', workers }), withCluster({}))).toEqual([
      "clusters.dc1.kubernetes is \"1.36\": is an upgrade of the cluster, and w4 would join at the same time: hosts join only a cluster that runs the defined version; write kubernetes: '1.35' and patch: '1.35.4' until it has joined, or remove w4 until the upgrade is applied",
    ]);
    expect(check(withCluster({ kubernetes: '1.36' }), withCluster({ workers }))).toEqual([]);
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
