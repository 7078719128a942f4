import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  formatLock,
  hasIncompleteApply,
  listExpectedDigests,
  lockAppliedCluster,
  lockDefinition,
  lockDestroyedCluster,
  lockStartedCluster,
  tryReadLock,
  type AppliedDefinition,
  type Lock,
} from '../../../src/files/lock';
import { planAgainstLock } from '../../../src/files/plan-against-lock';
import { formatPath } from '../../../src/schema/problem';
import { testing } from '../../support/kinds';
import { withTempFolder } from '../../support/output-files';
import { validPlatform } from '../../support/problems';

const rented = { kind: 'rented', environment: 'dev' };
const courier = { ...rented, components: [{ kind: 'courier' }] };

/** Definition with two clusters, whose only tenant has the given owners. */
const owned = (owners: string, overrides: object = {}) => ({
  ...validPlatform,
  clusters: { a: rented, b: rented },
  tenants: { shop: { clusters: ['a', 'b'], owners } },
  ...overrides,
});

const applied = (platform: unknown): AppliedDefinition => ({
  plinth: '0.1.0',
  platform,
  clusters: testing.plan(platform).clusters,
});

const [first, second, third] = [applied(owned('one')), applied(owned('two')), applied(owned('three'))];
const digest = ({ clusters }: AppliedDefinition, name: string) => clusters.find((plan) => plan.name === name)?.digest;

/** Returns the lock after a definition was applied to one cluster. */
const apply = (lock: Lock | undefined, definition: AppliedDefinition, cluster: string) =>
  lockAppliedCluster(lockStartedCluster(lock, definition, cluster), definition, cluster);

describe('the lock', () => {
  it('is that of the definition when the last cluster was applied', () => {
    expect(apply(apply(undefined, first, 'a'), first, 'b')).toEqual(lockDefinition(first));
    expect(apply(apply(lockDefinition(first), second, 'b'), second, 'a')).toEqual(lockDefinition(second));
  });

  it('keeps the last definition of all clusters while an apply is incomplete', () => {
    const lock = lockStartedCluster(lockDefinition(first), second, 'a');
    expect(lock.platform).toEqual(first.platform);
    expect(lock.incomplete).toEqual([{ platform: second.platform, digests: { a: digest(second, 'a') } }]);
    expect(hasIncompleteApply(lock, 'a')).toBe(true);
    expect(hasIncompleteApply(lock, 'b')).toBe(false);
    expect(listExpectedDigests(lock, 'a')).toEqual([digest(first, 'a'), digest(second, 'a')]);
    expect(hasIncompleteApply(apply(lock, second, 'a'), 'a')).toBe(false);
  });

  it('forgets the definitions before the one that was applied to a cluster', () => {
    const interrupted = lockStartedCluster(apply(lockDefinition(first), second, 'b'), second, 'a');
    const fixed = apply(interrupted, third, 'a');
    expect(listExpectedDigests(fixed, 'a')).toEqual(expect.arrayContaining([digest(third, 'a')]));
    expect(listExpectedDigests(fixed, 'a')).not.toContain(digest(second, 'a'));
    expect(listExpectedDigests(fixed, 'b')).toContain(digest(second, 'b'));
    expect(apply(fixed, third, 'b')).toEqual(lockDefinition(third));
  });

  it('has no digest of a cluster that was removed or destroyed', () => {
    const removal = applied({ ...validPlatform, clusters: { a: rented, b: { ...rented, state: 'removed' } } });
    expect(lockDefinition(removal).digests).toEqual({ a: digest(removal, 'a') });
    expect(apply(lockDefinition(first), removal, 'b').digests).not.toHaveProperty('b');
    const destroyed = lockDestroyedCluster(lockStartedCluster(lockDefinition(first), first, 'a'), 'a');
    expect(destroyed.digests).toEqual({ b: digest(first, 'b') });
    expect(destroyed.incomplete).toBeUndefined();
  });

  it('is read as it was written, also by definitions that were locked without digests', () => {
    withTempFolder((folder) => {
      const file = join(folder, 'plinth.lock.json');
      const lock = lockStartedCluster(lockDefinition(first), second, 'a');
      writeFileSync(file, formatLock(lock));
      expect(tryReadLock(file)).toEqual(JSON.parse(JSON.stringify(lock)));
      writeFileSync(file, JSON.stringify({ plinth: '0.1.0', platform: first.platform }));
      expect(tryReadLock(file)?.digests).toEqual({});
      writeFileSync(file, JSON.stringify({ plinth: '0.1.0' }));
      expect(() => tryReadLock(file)).toThrow('is not a lock file of Plinth');
    });
  });
});

describe('the plan against an incomplete apply', () => {
  const withTenants = (...names: string[]) =>
    owned('one', { tenants: Object.fromEntries(names.map((name) => [name, { clusters: ['a', 'b'], owners: 'o' }])) });
  const plan = (platform: unknown, lock: Lock) => planAgainstLock(platform, testing, lock, []);

  it('refuses a removal of what only the incomplete apply added', () => {
    const lock = lockStartedCluster(
      lockDefinition(applied(withTenants('shop'))),
      applied(withTenants('shop', 'new')),
      'a',
    );
    expect(() => plan(withTenants('shop'), lock)).toThrow(/tenants\.new: was removed from the definition/);
    expect(plan(withTenants('shop', 'new'), lock).changes.map(({ path }) => formatPath(path))).toEqual(['tenants.new']);
  });

  it('repeats the migration of a delivery until it is complete', () => {
    const [terraform, argoCd] = [courier, { ...courier, delivery: 'argo-cd' }].map((a) =>
      owned('one', { clusters: { a, b: rented } }),
    );
    const lock = lockStartedCluster(lockDefinition(applied(terraform)), applied(argoCd), 'a');
    expect(plan(argoCd, lock).clusters[0]?.deliveryMigration?.from).toBe('terraform');
    expect(plan(terraform, lock).clusters[0]?.deliveryMigration?.from).toBe('argo-cd');
    expect(plan(argoCd, lockDefinition(applied(argoCd))).clusters[0]?.deliveryMigration).toBeUndefined();
  });
});
