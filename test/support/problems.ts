import { formatProblem } from '../../src/schema/problem';
import { testing } from './kinds';
import { isAboutSharedClusters } from './shared-clusters';

/** Small platform definition without errors. Tests replace entries of it. */
export const validPlatform = {
  name: 'acme',
  domain: 'acme.example',
  environments: ['dev', 'prod'],
  clusters: {
    a: { kind: 'rented', environment: 'dev' },
    b: { kind: 'rented', environment: 'prod' },
  },
  tenants: {},
};

/** Returns the errors and warnings of a definition, formatted as for users, without those about shared clusters. */
export function checkDefinition(definition: unknown, previousDefinition?: unknown): readonly string[] {
  return testing
    .check(definition, previousDefinition)
    .filter((problem) => !isAboutSharedClusters(problem))
    .map(formatProblem);
}

/** Returns the errors and warnings of the valid platform after some of its entries were replaced. */
export function checkPlatformWith(entries: object): readonly string[] {
  return checkDefinition({ ...validPlatform, ...entries });
}

/** Returns the entry `clusters` of a definition, in which cluster `a` has the options. */
export function cluster(options: object): object {
  return { clusters: { a: { kind: 'rented', environment: 'dev', ...options }, b: validPlatform.clusters.b } };
}

/** Returns the entry `clusters` of a definition: one cluster `a` on machines, with network, DNS and the options. */
export function machineCluster(options: object): object {
  const ssh = { user: 'ops' };
  const components = [{ kind: 'net' }, { kind: 'names' }];
  return { clusters: { a: { kind: 'rack', environment: 'dev', ssh, components, ...options } } };
}

/** Returns the entry `tenants` of a definition: one tenant `shop` on cluster `a`, with the applications. */
export function applications(workloads: object, tenantOptions: object = {}): object {
  return { tenants: { shop: { clusters: ['a'], owners: 'devs', applications: workloads, ...tenantOptions } } };
}
