import fc from 'fast-check';
import { valueAtPath, type PathSegment } from '../../../src/schema/problem';
import { testing } from '../../support/kinds';
import { platforms } from '../../support/platforms';
import { checkDefinition, machineCluster, validPlatform } from '../../support/problems';
import { isAboutSharedClusters } from '../../support/shared-clusters';

const check = (current: object, previous: object) =>
  checkDefinition({ ...validPlatform, ...current }, { ...validPlatform, ...previous });

/** Returns machines by name, with addresses such as 10.0.0.5 for `cp5`. */
const machines = (...names: string[]) => Object.fromEntries(names.map((name) => [name, `10.0.0.${name.slice(2)}`]));

describe('the advice of an error', () => {
  it('about a skipped minor version leads to the version, one step after the other', () => {
    const clusterAt = (kubernetes: string) => machineCluster({ kubernetes, controlPlanes: machines('cp1') });
    expect(check(clusterAt('1.36'), clusterAt('1.34'))).toEqual([expect.stringContaining("write '1.35', apply, then")]);
    expect(check(clusterAt('1.35'), clusterAt('1.34'))).toEqual([]);
    expect(check(clusterAt('1.36'), clusterAt('1.35'))).toEqual([]);
  });

  it('about a lost quorum leads to other control planes, one step after the other', () => {
    const cluster = (...names: string[]) => machineCluster({ controlPlanes: machines(...names) });
    const [first, last] = [cluster('cp1', 'cp2', 'cp3'), cluster('cp1', 'cp4', 'cp5')];
    expect(check(last, first)).toEqual([expect.stringContaining('keep at least 2 of cp1, cp2, cp3, apply, then')]);
    const between = cluster('cp1', 'cp2', 'cp4');
    expect(check(between, first)).toEqual([]);
    expect(check(last, between)).toEqual([]);
  });

  it('about an invalid lock leads to a definition that can be locked', () => {
    const applied = { ...validPlatform, environments: ['dev'] };
    expect(checkDefinition(validPlatform, applied)).toEqual([
      expect.stringMatching(/fix this in it, and write the lock from it with `plinth lock --overwrite`$/),
    ]);
    const fixed = { ...applied, environments: ['dev', 'prod'] };
    expect(checkDefinition(fixed)).toEqual([]);
    expect(checkDefinition(validPlatform, fixed)).toEqual([]);
  });

  it('about an allowed removal that does not happen leads to no warning', () => {
    expect(check({ allowRemoval: ['tenants.shop'] }, {})).toEqual([expect.stringContaining('remove the entry')]);
    expect(check({ allowRemoval: [] }, {})).toEqual([]);
  });
});

/** Lists the paths of all values in data. */
function listPaths(data: unknown, path: readonly PathSegment[] = []): readonly (readonly PathSegment[])[] {
  if (typeof data !== 'object' || data === null) return path.length === 0 ? [] : [path];
  return [
    ...(path.length === 0 ? [] : [path]),
    ...Object.entries(data).flatMap(([key, child]) => listPaths(child, [...path, key])),
  ];
}

/** Changes that keep many values valid. */
const edits: readonly ((value: unknown) => unknown)[] = [
  (value) => (typeof value === 'number' ? value + 1 : `${String(value)}x`),
  () => undefined,
  () => [],
  () => 'other',
];

describe('`no changes`', () => {
  it('is never said of a definition with another plan', () => {
    const edited = platforms({ maxTenants: 2 }).chain((platform) =>
      fc.tuple(fc.constantFrom(...listPaths(platform)), fc.constantFrom(...edits)).map(([path, edit]) => {
        const definition = structuredClone(platform);
        const parent = valueAtPath(definition, path.slice(0, -1)) as Record<PathSegment, unknown>;
        const key = path.at(-1) ?? '';
        parent[key] = edit(parent[key]);
        return [platform, definition] as const;
      }),
    );
    let changedPlans = 0;
    fc.assert(
      fc.property(edited, ([platform, definition]) => {
        if (!testing.check(definition).every(isAboutSharedClusters)) return;
        if (JSON.stringify(testing.plan(definition)) === JSON.stringify(testing.plan(platform))) return;
        changedPlans += 1;
        const problems = testing.check(definition, platform, { allowedRemovals: 'all' });
        if (!problems.every(isAboutSharedClusters)) return;
        expect(testing.plan(definition, platform, { allowedRemovals: 'all' }).changes).not.toEqual([]);
      }),
      { numRuns: 80 },
    );
    expect(changedPlans).toBeGreaterThan(10);
  });
});
