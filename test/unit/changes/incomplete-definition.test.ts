import fc from 'fast-check';
import { formatProblem, valueAtPath, type PathSegment } from '../../../src/schema/problem';
import { testing } from '../../support/kinds';
import { platforms, type GeneratedPlatform } from '../../support/platforms';
import { checkDefinition, cluster, validPlatform } from '../../support/problems';
import { isAboutSharedClusters } from '../../support/shared-clusters';

/** Lists the paths of all values in data, except the data itself. */
function listPaths(data: unknown, path: readonly PathSegment[] = []): readonly (readonly PathSegment[])[] {
  if (typeof data !== 'object' || data === null) return [];
  return Object.entries(data).flatMap(([key, child]) => {
    const childPath = [...path, Array.isArray(data) ? Number(key) : key];
    return [childPath, ...listPaths(child, childPath)];
  });
}

/** Returns a copy of a definition in which the value at a path was changed; `undefined` deletes it. */
function changeAt(definition: unknown, path: readonly PathSegment[], change: (value: unknown) => unknown): object {
  const copy = structuredClone(definition) as object;
  const parent = valueAtPath(copy, path.slice(0, -1)) as Record<PathSegment, unknown>;
  const key = path.at(-1) ?? '';
  const value = change(parent[key]);
  if (value === undefined && !Array.isArray(parent)) Reflect.deleteProperty(parent, key);
  else parent[key] = value;
  return copy;
}

/** Changes that make most values invalid. None deletes entries of a list or object that contains clusters or tenants. */
const changes: Readonly<Record<string, (value: unknown) => unknown>> = {
  null: () => null,
  'a negative number': () => -1,
  'an unknown name': () => 'No-Such.',
  'another name': () => 'no-such',
  'an empty list': () => [],
  'an unknown option': (value) =>
    typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value, prot: 1 } : -1,
};

/** Generates a valid platform, and the same platform with one change at any place. */
const changedPlatforms: fc.Arbitrary<readonly [GeneratedPlatform, object]> = platforms({ maxTenants: 2 }).chain(
  (platform) =>
    fc
      .tuple(fc.constantFrom(...listPaths(platform)), fc.constantFrom(...Object.values(changes)))
      .map(([path, change]) => [platform, changeAt(platform, path, change)] as const),
);

describe('a definition with an error, compared with the last apply', () => {
  it('has exactly the errors that it has without a comparison', () => {
    let invalidDefinitions = 0;
    fc.assert(
      fc.property(changedPlatforms, ([platform, definition]) => {
        const problems = testing.check(definition).filter((problem) => !isAboutSharedClusters(problem));
        if (problems.every(({ severity }) => severity === 'warning')) return;
        invalidDefinitions += 1;
        expect(checkDefinition(definition, platform)).toEqual(problems.map(formatProblem));
      }),
      { numRuns: 100 },
    );
    expect(invalidDefinitions).toBeGreaterThan(50);
  });

  it.each([
    [
      'a misspelt option of an application',
      { applications: { web: { image: 'registry.test.example/app:1', prot: 3 } } },
    ],
    ['an unknown cluster', { clusters: ['aa'] }],
    ['a tenant without a value', null],
    ['an invalid namespace', { namespaces: { Shop: {} } }],
  ])('is not compared: %s', (_, tenant) => {
    const platformWith = (options: object | null) => ({
      ...validPlatform,
      tenants: { shop: options && { clusters: ['a'], owners: 'o', ...options } },
    });
    const problems = checkDefinition(platformWith(tenant), platformWith({}));
    expect(problems).toHaveLength(1);
    expect(problems[0]).not.toMatch(/was removed/);
  });

  it('does not report a cluster with an error as removed', () => {
    const problems = checkDefinition({ ...validPlatform, ...cluster({ podCidr: '10.96.0.0/12' }) }, validPlatform);
    expect(problems).toEqual([expect.stringMatching(/^clusters\.a\.podCidr is "10\.96\.0\.0\/12": overlaps/)]);
  });

  it.each([{ tenants: null }, { tenants: 'shop' }, { clusters: null }, { tenants: {}, allowRemoval: null }])(
    'does not report the entries of an invalid option as removed: %j',
    (options) => {
      const previous = { ...validPlatform, tenants: { shop: { clusters: ['a'], owners: 'o' } } };
      const problems = checkDefinition({ ...previous, ...options }, previous);
      expect(problems).toEqual(checkDefinition({ ...previous, ...options }));
    },
  );

  it('does not report an allowed removal as missing, nor a runtime in an unknown environment as moved', () => {
    const bank = { clusters: ['a'], owners: 'o' };
    const previous = { ...validPlatform, tenants: { bank, shop: bank } };
    const current = { ...validPlatform, tenants: { bank: { ...bank, owner: 'o' } }, allowRemoval: ['tenants.shop'] };
    expect(checkDefinition(current, previous)).toEqual([expect.stringMatching(/^tenants\.bank\.owner:/)]);
  });

  it('also has the errors about clusters and tenants that are no longer written', () => {
    const shop = { clusters: ['a', 'b'], owners: 'o' };
    const { b } = validPlatform.clusters;
    const current = { ...validPlatform, clusters: { b: { ...b, kubernetes: '1' } }, tenants: { store: shop } };
    const problems = checkDefinition(current, { ...validPlatform, tenants: { shop } });
    expect(problems).toEqual(
      expect.arrayContaining([
        expect.stringMatching(/^clusters\.a: was removed from the definition: Terraform could no longer destroy/),
        expect.stringMatching(/^tenants\.shop: was removed from the definition, and all its workloads on b would stop/),
        expect.stringMatching(/^clusters\.b\.kubernetes/),
      ]),
    );
  });
});
