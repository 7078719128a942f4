import { listDeployedCharts } from '../../../src/changes/chart-versions';
import type { Change } from '../../../src/changes/change';
import { formatPath } from '../../../src/schema/problem';
import { builtInLanguage } from '../../../src/synth';
import { testing } from '../../support/kinds';
import { applications, cluster, machineCluster, validPlatform, checkDefinition } from '../../support/problems';

const image = 'registry.test.example/app:1';

/** Returns the changes between two definitions, one line each. `!` marks changes with a risk. */
function listChanges(previous: object, current: object): readonly string[] {
  const { changes } = testing.plan(
    { ...validPlatform, ...current },
    { ...validPlatform, ...previous },
    { allowedRemovals: 'all' },
  );
  return changes.map(formatChange);
}

function formatChange({ action, path, from, to, risk }: Change): string {
  return [
    ...(risk === undefined ? [] : ['!']),
    action,
    formatPath(path),
    ...(from === undefined ? [] : [`from ${from as string}`]),
    ...(to === undefined ? [] : [`to ${to as string}`]),
  ].join(' ');
}

const checkChange = (previous: object, current: object) =>
  checkDefinition({ ...validPlatform, ...current }, { ...validPlatform, ...previous });

/** Returns machines by name, with addresses such as 10.0.0.5 for `wk5`. */
const machines = (...names: string[]) => Object.fromEntries(names.map((name) => [name, `10.0.0.${name.slice(2)}`]));

describe('machines', () => {
  it('join and drain by name', () => {
    const previous = machineCluster({ controlPlanes: machines('cp1'), workers: machines('wk5') });
    const current = machineCluster({ controlPlanes: machines('cp1'), workers: machines('wk6') });
    expect(listChanges(previous, current)).toEqual([
      '! drain clusters.a.wk5 from 10.0.0.5',
      'join clusters.a.wk6 to 10.0.0.6',
    ]);
  });

  it('drain and join again with another address', () => {
    const previous = machineCluster({ controlPlanes: machines('cp1'), workers: { w: '10.0.0.8' } });
    const current = machineCluster({ controlPlanes: machines('cp1'), workers: { w: '10.0.0.9' } });
    expect(listChanges(previous, current)).toEqual([
      '! drain clusters.a.w from 10.0.0.8',
      'join clusters.a.w to 10.0.0.9',
    ]);
  });

  it('must leave a quorum of etcd members', () => {
    const fiveMembers = machineCluster({ controlPlanes: machines('cp1', 'cp2', 'cp3', 'cp4', 'cp5') });
    // Members are removed one after another.
    for (const remaining of [machines('cp1', 'cp2', 'cp3'), machines('cp1')])
      expect(checkChange(fiveMembers, machineCluster({ controlPlanes: remaining }))).toEqual([]);
    const otherMembers = machines('cp1', 'cp6', 'cp7');
    expect(checkChange(fiveMembers, machineCluster({ controlPlanes: otherMembers }))).toEqual([
      expect.stringContaining(
        'clusters.a is "1 of 5": too few etcd members remain for a quorum, and the cluster would lose its data; keep at least 3 of',
      ),
    ]);
  });
});

describe('a cluster', () => {
  it('is upgraded one minor version at a time, and never downgraded', () => {
    const clusterAt = (kubernetes: string) => machineCluster({ kubernetes, controlPlanes: machines('cp1') });
    expect(listChanges(clusterAt('1.35'), clusterAt('1.36'))).toEqual([
      '! upgrade clusters.a.kubernetes from 1.35 to 1.36',
    ]);
    expect(checkChange(clusterAt('1.34'), clusterAt('1.36'))).toEqual([
      expect.stringMatching(/skips a minor version after 1\.34; write '1\.35'/),
    ]);
    expect(checkChange(clusterAt('1.36'), clusterAt('1.35'))).toEqual([
      expect.stringMatching(/is older than the running version 1\.36.*write '1\.36'/),
    ]);
  });

  it('that is operated without Plinth has any other version', () => {
    const clusterAt = (kubernetes: string) => cluster({ kubernetes });
    for (const [from, to] of [
      ['1.35', '1.36'],
      ['1.36', '1.34'],
    ] as const)
      expect(listChanges(clusterAt(from), clusterAt(to))).toEqual([
        `change clusters.a.kubernetes from ${from} to ${to}`,
      ]);
  });

  it('is not changed to another kind, except after its removal was applied', () => {
    const onMachines = machineCluster({ controlPlanes: machines('cp1') }) as typeof validPlatform;
    const rented = { clusters: { a: validPlatform.clusters.a } };
    expect(checkChange(rented, onMachines)).toEqual([
      'clusters.a.kind is "rack": cannot be changed on an existing cluster; write rented, or apply state: \'removed\' and then define the cluster again',
    ]);
    const removed = cluster({ state: 'removed' });
    expect(listChanges(rented, removed)).toEqual(['! remove clusters.a', 'add clusters.b']);
    expect(listChanges(removed, { clusters: { ...onMachines.clusters, b: validPlatform.clusters.b } })).toEqual([
      'add clusters.a',
      'join clusters.a.cp1 to 10.0.0.1',
      'add clusters.a.components[net]',
      'add clusters.a.components[names]',
    ]);
  });

  it('in another environment, or at another kubeconfig, is a risk', () => {
    expect(listChanges({}, cluster({ environment: 'prod' }))).toEqual([
      '! change clusters.a.environment from dev to prod',
    ]);
    const options = (context: string) => ({ kind: 'existing', environment: 'dev', kubeconfig: 'dc1.yaml', context });
    const platformWith = (context: string) => ({ ...validPlatform, clusters: { a: options(context) } });
    const { changes } = builtInLanguage.plan(platformWith('two'), platformWith('one'));
    expect(changes.map(formatChange)).toEqual(['! change clusters.a.context from one to two']);
  });

  it("is removed with state: 'removed' before its entry is deleted", () => {
    const { b } = validPlatform.clusters;
    expect(checkChange({}, { clusters: { b } })).toEqual([
      "clusters.a: was removed from the definition: Terraform could no longer destroy what it created for it; add it again with state: 'removed', apply, then delete the entry",
    ]);
    const removedCluster = cluster({ state: 'removed' });
    expect(listChanges({}, removedCluster)).toEqual(['! remove clusters.a']);
    expect(listChanges(removedCluster, { clusters: { b } })).toEqual(['remove clusters.a']);
    expect(listChanges({ clusters: { b } }, {})).toEqual(['add clusters.a']);
  });

  it('that Plinth did not create remains when it is removed', () => {
    const riskOf = (options: object) => {
      const [change] = testing.plan(
        { ...validPlatform, clusters: { a: { ...options, state: 'removed' } } },
        { ...validPlatform, clusters: { a: options } },
      ).changes;
      return change?.risk;
    };
    expect(riskOf(validPlatform.clusters.a)).toMatch(/are uninstalled; the cluster and its namespaces remain$/);
    const { clusters } = machineCluster({ controlPlanes: machines('cp1') }) as typeof validPlatform;
    expect(riskOf(clusters.a)).toBe('deletes the cluster and everything on it');
  });

  it('migrates its delivery, and its plan contains the previous delivery', () => {
    const components = [{ kind: 'courier' }];
    const [terraform, argoCd] = [cluster({ components }), cluster({ components, delivery: 'argo-cd' })];
    expect(listChanges(terraform, argoCd)).toEqual(['migrate-delivery clusters.a.delivery from terraform to argo-cd']);
    const plan = testing.plan({ ...validPlatform, ...argoCd }, { ...validPlatform, ...terraform });
    expect(plan.clusters.map(({ deliveryMigration }) => deliveryMigration?.from)).toEqual(['terraform', undefined]);
    expect(testing.plan({ ...validPlatform, ...argoCd }).clusters[0]?.deliveryMigration).toBeUndefined();
  });

  it('has changed options, separate from changes of its machines', () => {
    const controlPlanes = machines('cp1');
    const previous = machineCluster({ controlPlanes, workers: machines('wk5') });
    const current = machineCluster({ controlPlanes, workers: machines('wk6'), ssh: { user: 'other' } });
    expect(listChanges(previous, current)).toEqual([
      ...['! drain clusters.a.wk5 from 10.0.0.5', 'join clusters.a.wk6 to 10.0.0.6'],
      'change clusters.a.ssh',
    ]);
  });

  it('has components that are added, changed and removed', () => {
    const previous = cluster({ components: [{ kind: 'gate' }, { kind: 'disk' }] });
    const current = cluster({ components: [{ kind: 'gate', replicas: 3 }, { kind: 'courier' }] });
    expect(listChanges(previous, current)).toEqual([
      'change clusters.a.components[gate]',
      '! remove clusters.a.components[disk]',
      'add clusters.a.components[courier]',
    ]);
  });

  it('has upgrades of charts, with a risk where the version may contain breaking changes', () => {
    const definition = { ...validPlatform, ...cluster({ components: [{ kind: 'gate' }, { kind: 'disk' }] }) };
    const plannedCharts = listDeployedCharts(testing.plan(definition).clusters);
    expect(plannedCharts.a).toEqual({ disk: 'disk 1.2.3', gate: 'gate 1.2.3' });
    const listUpgrades = (gate: string) => {
      const deployedCharts = { a: { ...plannedCharts.a, gate } };
      return testing.plan(definition, definition, { deployedCharts }).changes.map(formatChange);
    };
    const upgrade = (from: string) => `upgrade clusters.a.components[gate] from ${from} to gate 1.2.3`;
    expect(listUpgrades('gate 1.2.3')).toEqual([]);
    expect(listUpgrades('gate 1.1.9')).toEqual([upgrade('gate 1.1.9')]);
    for (const from of ['gate 0.9.0', 'gate 2.0.0', 'gate latest', 'door 1.2.3'])
      expect(listUpgrades(from)).toEqual([`! ${upgrade(from)}`]);
  });

  it('is unchanged when a default is written explicitly', () => {
    const previous = cluster({ components: [{ kind: 'gate' }] });
    const current = cluster({ components: [{ kind: 'gate', replicas: 2 }] });
    expect(listChanges(previous, current)).toEqual([]);
  });
});

describe('a tenant', () => {
  const shop = (tenant: object) => ({ tenants: { shop: { clusters: ['a'], owners: 'o', ...tenant } } });

  it('is added and removed', () => {
    const withApplication = shop({ applications: { api: { image } } });
    expect(listChanges({}, withApplication)).toEqual(['add tenants.shop', 'add tenants.shop.applications.api']);
    expect(listChanges(withApplication, {})).toEqual(['! remove tenants.shop', 'remove tenants.shop.applications.api']);
    expect(listChanges({}, shop({}))).toEqual(['add tenants.shop']);
    expect(listChanges(shop({}), {})).toEqual(['! remove tenants.shop']);
  });

  it('moves to other clusters, with a risk where its data remains on a cluster', () => {
    expect(listChanges(shop({}), shop({ clusters: ['b'] }))).toEqual(['! move tenants.shop.clusters from a to b']);
    expect(listChanges(shop({}), shop({ clusters: ['a', 'b'] }))).toEqual([
      'move tenants.shop.clusters from a to a, b',
    ]);
  });

  it('does not get a namespace of another tenant in the same apply, such as when it is renamed', () => {
    const tenantNamed = (name: string) => ({
      tenants: { [name]: { clusters: ['a', 'b'], owners: 'o', namespaces: { shop: {} } } },
    });
    const allowedRemoval = { allowRemoval: ['tenants.shop'] };
    expect(checkChange(tenantNamed('shop'), tenantNamed('shop'))).toEqual([]);
    expect(checkChange(tenantNamed('shop'), { ...tenantNamed('store'), ...allowedRemoval })).toEqual([
      "tenants.store.namespaces is \"shop\": belongs to tenant 'shop' until the next apply, which might delete objects of 'store' in it; remove it, apply, then add it again: workloads of 'shop' in it stop in between",
    ]);
    expect(checkChange(tenantNamed('shop'), allowedRemoval)).toEqual([]);
    expect(checkChange({}, tenantNamed('store'))).toEqual([]);
  });

  it('has changed options and changed applications', () => {
    expect(listChanges(shop({}), shop({ owners: 'others' }))).toEqual(['change tenants.shop']);
    const previous = applications({ web: { image }, api: { image } });
    const current = applications({ web: { image, replicas: 3 }, job: { image } });
    expect(listChanges(previous, current)).toEqual([
      'change tenants.shop.applications.web',
      '! remove tenants.shop.applications.api',
      'add tenants.shop.applications.job',
    ]);
  });
});

describe('an invalid previous definition', () => {
  it('has errors with the path of the lock file', () => {
    const [first] = checkDefinition(validPlatform, { name: 'acme' });
    expect(first).toMatch(
      /^plinth\.lock\.json\.domain: is required; .*write the lock from it with `plinth lock --overwrite`/,
    );
    expect(checkDefinition(validPlatform, { ...validPlatform, environments: ['dev'] })).toEqual([
      expect.stringMatching(/^plinth\.lock\.json\.clusters\.b\.environment/),
    ]);
  });
});
