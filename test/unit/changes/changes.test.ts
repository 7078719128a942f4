import { listDeployedCharts } from '../../../src/changes/chart-versions';
import type { Change } from '../../../src/changes/changes';
import { formatPath } from '../../../src/schema/problem';
import { testing } from '../../support/kinds';
import { applications, cluster, racked, sound, told } from '../../support/problems';

const image = 'registry.test.example/app:1';

/** The changes between two descriptions, each as a line; `!` marks those that may lose or interrupt something. */
function changed(before: object, now: object): readonly string[] {
  return testing.plan({ ...sound, ...now }, { ...sound, ...before }, { allowedRemovals: 'all' }).changes.map(lineOf);
}

function lineOf({ action, path, from, to, risk }: Change): string {
  return [risk === undefined ? '' : '!', action, formatPath(path), from && `from ${from}`, to && `to ${to}`]
    .filter(Boolean)
    .join(' ');
}

const refused = (before: object, now: object) => told({ ...sound, ...now }, { ...sound, ...before });
const planes = (...names: string[]) => Object.fromEntries(names.map((name) => [name, `10.0.0.${name.slice(2)}`]));

describe('machines', () => {
  it('join and drain by name', () => {
    const before = racked({ controlPlanes: planes('cp1'), workers: planes('wk5') });
    const now = racked({ controlPlanes: planes('cp1'), workers: planes('wk6') });
    expect(changed(before, now)).toEqual(['! drain clusters.a.wk5 from 10.0.0.5', 'join clusters.a.wk6 to 10.0.0.6']);
  });

  it('drain and join where one gets another address', () => {
    const before = racked({ controlPlanes: planes('cp1'), workers: { w: '10.0.0.8' } });
    const now = racked({ controlPlanes: planes('cp1'), workers: { w: '10.0.0.9' } });
    expect(changed(before, now)).toEqual(['! drain clusters.a.w from 10.0.0.8', 'join clusters.a.w to 10.0.0.9']);
  });

  it('keep the quorum of etcd when members go', () => {
    const five = racked({ controlPlanes: planes('cp1', 'cp2', 'cp3', 'cp4', 'cp5') });
    expect(refused(five, racked({ controlPlanes: planes('cp1', 'cp2', 'cp3') }))).toEqual([]);
    expect(refused(five, racked({ controlPlanes: planes('cp1') }))).toEqual([
      expect.stringContaining('so few etcd members would stay that the cluster loses its data; keep at least 3 of'),
    ]);
  });
});

describe('a cluster', () => {
  it('is upgraded one minor version at a time, and never back', () => {
    const [older, old, next] = ['1.34', '1.35', '1.36'].map((kubernetes) => cluster({ kubernetes }));
    expect(changed(old ?? {}, next ?? {})).toEqual(['! upgrade clusters.a.kubernetes from 1.35 to 1.36']);
    expect(refused(older ?? {}, next ?? {})).toEqual([
      expect.stringMatching(/skips a minor version after 1\.34; write 1\.35/),
    ]);
    expect(refused(next ?? {}, old ?? {})).toEqual([expect.stringMatching(/is older than 1\.36.*write 1\.36/)]);
  });

  it('may not vanish: it is removed first, and then deleted', () => {
    const { b } = sound.clusters;
    expect(refused({}, { clusters: { b } })).toEqual([expect.stringContaining("put it back with state: 'removed'")]);
    const removed = cluster({ state: 'removed' });
    expect(changed({}, removed)).toEqual(['! remove clusters.a']);
    expect(changed(removed, { clusters: { b } })).toEqual(['remove clusters.a']);
    expect(changed({ clusters: { b } }, {})).toEqual(['add clusters.a']);
  });

  it('is handed over from one delivery to the other, and knows from which', () => {
    const components = [{ kind: 'courier' }];
    const [terraform, argoCd] = [cluster({ components }), cluster({ components, delivery: 'argo-cd' })];
    expect(changed(terraform, argoCd)).toEqual(['hand-over clusters.a.delivery from terraform to argo-cd']);
    const plan = testing.plan({ ...sound, ...argoCd }, { ...sound, ...terraform });
    expect(plan.clusters.map(({ deliveryMigration }) => deliveryMigration?.from)).toEqual(['terraform', undefined]);
    expect(testing.plan({ ...sound, ...argoCd }).clusters[0]?.deliveryMigration).toBeUndefined();
  });

  it('has settings that change, told by name, and machines told apart from them', () => {
    const [before, now] = [{ workers: planes('wk5') }, { workers: planes('wk6'), ssh: { user: 'other' } }];
    const controlPlanes = planes('cp1');
    expect(changed(racked({ controlPlanes, ...before }), racked({ controlPlanes, ...now }))).toEqual([
      ...['! drain clusters.a.wk5 from 10.0.0.5', 'join clusters.a.wk6 to 10.0.0.6'],
      'change clusters.a.ssh',
    ]);
  });

  it('has components that come, change and go', () => {
    const before = cluster({ components: [{ kind: 'gate' }, { kind: 'disk' }] });
    const now = cluster({ components: [{ kind: 'gate', replicas: 3 }, { kind: 'courier' }] });
    expect(changed(before, now)).toEqual([
      'change clusters.a.components[gate]',
      '! remove clusters.a.components[disk]',
      'add clusters.a.components[courier]',
    ]);
  });

  it('tells that a newer Plinth brings another chart, and whether that is dangerous', () => {
    const description = { ...sound, ...cluster({ components: [{ kind: 'gate' }, { kind: 'disk' }] }) };
    const applied = listDeployedCharts(testing.plan(description).clusters);
    expect(applied.a).toEqual({ disk: 'disk 1.2.3', gate: 'gate 1.2.3' });
    const since = (gate: string) =>
      testing.plan(description, description, { deployedCharts: { a: { ...applied.a, gate } } }).changes.map(lineOf);
    const upgrade = (from: string) => `upgrade clusters.a.components[gate] from ${from} to gate 1.2.3`;
    expect(since('gate 1.2.3')).toEqual([]);
    expect(since('gate 1.1.9')).toEqual([upgrade('gate 1.1.9')]);
    for (const was of ['gate 0.9.0', 'gate 2.0.0', 'gate latest', 'door 1.2.3'])
      expect(since(was)).toEqual([`! ${upgrade(was)}`]);
  });

  it('does not change where a default is written out', () => {
    expect(
      changed(cluster({ components: [{ kind: 'gate' }] }), cluster({ components: [{ kind: 'gate', replicas: 2 }] })),
    ).toEqual([]);
  });
});

describe('a tenant', () => {
  const shop = (tenant: object) => ({ tenants: { shop: { clusters: ['a'], owners: 'o', ...tenant } } });

  it('comes and goes', () => {
    expect(changed({}, shop({}))).toEqual(['add tenants.shop']);
    expect(changed(shop({}), {})).toEqual(['! remove tenants.shop']);
  });

  it('moves, and what it stores stays behind', () => {
    expect(changed(shop({}), shop({ clusters: ['b'] }))).toEqual(['! move tenants.shop.clusters from a to b']);
    expect(changed(shop({}), shop({ clusters: ['a', 'b'] }))).toEqual(['move tenants.shop.clusters from a to a, b']);
  });

  it('does not get a namespace of another one in the apply that takes it from that one, as when it is renamed', () => {
    const named = (name: string) => ({
      tenants: { [name]: { clusters: ['a', 'b'], owners: 'o', namespaces: { shop: {} } } },
    });
    const asked = { allowRemoval: ['tenants.shop'] };
    expect(refused(named('shop'), named('shop'))).toEqual([]);
    expect(refused(named('shop'), { ...named('store'), ...asked })).toEqual([
      `tenants.store.namespaces is "shop": it is of tenant 'shop' until the next apply, which might take away what is made for 'store'; leave it out, apply, and write it then: what 'shop' runs in it stops in between`,
    ]);
    expect(refused(named('shop'), asked)).toEqual([]);
    expect(refused({}, named('store'))).toEqual([]);
  });

  it('changes by itself and by its applications', () => {
    expect(changed(shop({}), shop({ owners: 'others' }))).toEqual(['change tenants.shop']);
    const before = applications({ web: { image }, api: { image } });
    const now = applications({ web: { image, replicas: 3 }, job: { image } });
    expect(changed(before, now)).toEqual([
      'change tenants.shop.applications.web',
      '! remove tenants.shop.applications.api',
      'add tenants.shop.applications.job',
    ]);
  });
});

describe('what was applied before', () => {
  it('is blamed by its own name where it cannot be read', () => {
    const [first] = told(sound, { name: 'acme' });
    expect(first).toMatch(
      /^plinth\.lock\.json\.domain: is required; .*write the lock from it with `plinth lock --anew`/,
    );
    expect(told(sound, { ...sound, environments: ['dev'] })).toEqual([
      expect.stringMatching(/^plinth\.lock\.json\.clusters\.b\.environment/),
    ]);
  });
});
