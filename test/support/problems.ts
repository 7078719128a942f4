import { formatProblem } from '../../src/schema/problem';
import { testing } from './kinds';

/** A small platform that has no mistakes, for tests to put one in. */
export const sound = {
  name: 'acme',
  domain: 'acme.example',
  environments: ['dev', 'prod'],
  clusters: {
    a: { kind: 'rented', environment: 'dev' },
    b: { kind: 'rented', environment: 'prod' },
  },
  tenants: {},
};

/** The mistakes and warnings of a description, as people read them. */
export function told(description: unknown, before?: unknown): readonly string[] {
  return testing.check(description, before).map(formatProblem);
}

/** The mistakes of the sound platform with something else in some of its places. */
export function mistakes(change: object): readonly string[] {
  return told({ ...sound, ...change });
}

/** One cluster with these options. */
export function cluster(options: object): object {
  return { clusters: { a: { kind: 'rented', environment: 'dev', ...options }, b: sound.clusters.b } };
}

/** One cluster on machines of its own, with these options. */
export function racked(options: object): object {
  const ssh = { user: 'ops' };
  const components = [{ kind: 'net' }, { kind: 'names' }];
  return { clusters: { a: { kind: 'rack', environment: 'dev', ssh, components, ...options } } };
}

/** One tenant with these applications on cluster a. */
export function applications(all: object, more: object = {}): object {
  return { tenants: { shop: { clusters: ['a'], owners: 'devs', applications: all, ...more } } };
}
