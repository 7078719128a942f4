import fc from 'fast-check';
import { formatPath, formatProblem, type PathSegment } from '../../../src/schema/problem';
import { testing } from '../../support/kinds';
import { platforms, type GeneratedPlatform } from '../../support/platforms';
import { checkDefinition, validPlatform } from '../../support/problems';
import { isAboutSharedClusters } from '../../support/shared-clusters';

/** Lists the paths of the references to clusters and applications in a platform. */
function listReferences({ tenants }: GeneratedPlatform): readonly (readonly PathSegment[])[] {
  return Object.entries(tenants).flatMap(([tenant, { clusters, applications = {} }]) => [
    ...clusters.map((_, index) => ['tenants', tenant, 'clusters', index]),
    ...Object.entries(applications).flatMap(([name, { calls = [] }]) =>
      calls.map((_, index) => ['tenants', tenant, 'applications', name, 'calls', index]),
    ),
  ]);
}

function replaceAt(value: unknown, [first, ...rest]: readonly PathSegment[], replacement: string): unknown {
  if (first === undefined) return replacement;
  const child = replaceAt((value as Record<PathSegment, unknown>)[first], rest, replacement);
  if (Array.isArray(value)) return value.map((item: unknown, index) => (index === first ? child : item));
  return { ...(value as object), [first]: child };
}

describe('a misspelt name', () => {
  it('is one error, at its place, without errors that follow from it', () => {
    const misspelt = platforms().chain((platform) => {
      const references = listReferences(platform);
      return references.length === 0
        ? fc.constant(undefined)
        : fc.constantFrom(...references).map((path) => ({ path, definition: replaceAt(platform, path, 'no-such') }));
    });
    fc.assert(
      fc.property(misspelt, (example) => {
        if (!example) return;
        const problems = testing.check(example.definition).filter((problem) => !isAboutSharedClusters(problem));
        expect(problems.map(({ path }) => formatPath(path))).toEqual([formatPath(example.path)]);
      }),
      { numRuns: 100 },
    );
  });

  it('of a cluster is not also an error of the calls between the applications', () => {
    const image = 'registry.test.example/app:1';
    const orders = { clusters: ['a'], owners: 'o', applications: { api: { image, allows: ['billing/invoicer'] } } };
    const applications = { invoicer: { image, calls: ['orders/api'] }, report: { image, calls: ['invoicer'] } };
    const tenantsWith = (cluster: string) => ({
      orders,
      billing: { clusters: [cluster], owners: 'billers', applications },
    });
    expect(checkDefinition({ ...validPlatform, tenants: tenantsWith('aa') })).toEqual([
      expect.stringMatching(/^tenants\.billing\.clusters\[0\] is "aa": is not a defined cluster/),
    ]);
    expect(checkDefinition({ ...validPlatform, tenants: tenantsWith('b') })).toEqual([
      expect.stringContaining("runs on no cluster of environment 'prod', where invoicer calls it on cluster 'b'"),
    ]);
  });

  it('of a cluster is not also an error of the environment of a product', () => {
    const product = {
      namespaces: ['shop'],
      projects: { p: { repository: 'https://git.test.example/p.git' } },
      runtimes: { dev: { project: 'p', path: 'deploy', environment: 'dev', namespaces: ['shop'] } },
    };
    const shop = { clusters: ['aa'], owners: 'o', products: { p: product } };
    const problems = testing.check({ ...validPlatform, tenants: { shop } }).map(formatProblem);
    expect(problems.filter((problem) => problem.includes('environment'))).toEqual([]);
  });
});

describe('an error of a cluster', () => {
  const image = 'registry.test.example/app:1';
  const api = { image, metrics: '/metrics', ingress: 'api.acme.example' };
  const shop = { clusters: ['a', 'b'], owners: 'o', domains: ['acme.example'], applications: { api } };
  const checkCluster = (options: object) => {
    const { a, b } = validPlatform.clusters;
    return checkDefinition({
      ...validPlatform,
      clusters: {
        a: { ...a, components: [{ kind: 'gate' }, { kind: 'disk' }, { kind: 'watch' }], ...options },
        b: { ...b, environment: 'dev', components: [{ kind: 'gate' }] },
      },
      tenants: { shop },
    });
  };

  it.each([
    ['its kind', { kind: 'rentd' }, 'clusters.a.kind'],
    ['its environment', { environment: 'staging' }, 'clusters.a.environment'],
    ['the name of its environment', { environment: undefined, enviroment: 'dev' }, 'clusters.a.enviroment'],
  ])('in %s is not also a warning about the workloads on it', (_, options, path) => {
    const problems = checkCluster(options);
    expect(problems.filter((problem) => problem.startsWith('tenants.'))).toEqual([]);
    expect(problems.some((problem) => problem.startsWith(path))).toBe(true);
  });
});
