import { checkPlainData } from '../../../src/schema/plain-data';
import type { DefinitionError } from '../../../src/schema/problem';
import { formatProblem } from '../../../src/schema/problem';
import { testing } from '../../support/kinds';

const platform = {
  name: 'p',
  domain: 'p.example',
  environments: ['dev'],
  clusters: { c: { kind: 'rented', environment: 'dev' } },
};

/** Returns an object with an own key, even if it is `__proto__`. */
function withKey(key: string, value: unknown): object {
  return Object.fromEntries([[key, value]]);
}

function problemsOf(definition: unknown): readonly string[] {
  try {
    return testing.plan(definition).warnings.map(formatProblem);
  } catch (error) {
    return (error as DefinitionError).problems.map(formatProblem);
  }
}

const tenant = { clusters: ['c'], owners: 'o' };
const image = 'registry.p.example/shop/web:1';

describe('a definition', () => {
  it.each(['__proto__', 'constructor', 'prototype'])('cannot have the key %s at any depth', (key) => {
    const message = 'is a name that JavaScript reserves; write another name';
    const inTenant = (options: object) => ({ ...platform, tenants: { shop: { ...tenant, ...options } } });
    const inApplication = (options: object) => inTenant({ applications: { web: { image, ...options } } });
    for (const [definition, path] of [
      [{ ...platform, ...withKey(key, {}) }, key],
      [{ ...platform, tenants: withKey(key, tenant) }, `tenants.${key}`],
      [inTenant({ applications: withKey(key, { image }) }), `tenants.shop.applications.${key}`],
      [inApplication({ env: withKey(key, 'x') }), `tenants.shop.applications.web.env.${key}`],
      [inApplication({ perEnvironment: withKey(key, {}) }), `tenants.shop.applications.web.perEnvironment.${key}`],
      [inTenant({ objects: [{ kind: 'ConfigMap', data: withKey(key, 'x') }] }), `tenants.shop.objects[0].data.${key}`],
    ] as const)
      expect(problemsOf(definition)).toContain(`${path}: ${message}`);
  });

  it('still has its other errors found', () => {
    const problems = problemsOf({ ...platform, domain: 3, tenants: withKey('__proto__', tenant) });
    expect(problems).toHaveLength(2);
    expect(problems[1]).toMatch(/^domain is 3: /);
  });

  it('cannot contain dates, maps and other objects of JavaScript', () => {
    const objects = [{ date: new Date(0), map: new Map(), list: [new Set()], text: 'x' }];
    expect(checkPlainData({ objects }).map(formatProblem)).toEqual([
      'objects[0].date is a Date: must be plain data, not a Date; write a string, number, list or object',
      'objects[0].map is a Map: must be plain data, not a Map; write a string, number, list or object',
      'objects[0].list[0] is a Set: must be plain data, not a Set; write a string, number, list or object',
    ]);
    expect(problemsOf(new Date(0))).toEqual([expect.stringMatching(/must be plain data, not a Date/)]);
  });

  it('cannot contain itself, but one object in many places', () => {
    const cyclic: { self?: unknown; twin?: unknown } = {};
    cyclic.self = cyclic;
    cyclic.twin = cyclic;
    expect(problemsOf({ ...platform, tenants: { shop: cyclic } })).toContain(
      'tenants.shop.self: must not contain itself; write an object without references to itself',
    );
    let shared: object = {};
    for (let level = 0; level < 100; level++) shared = { a: shared, b: shared };
    expect(checkPlainData(shared)).toEqual([]);
  });

  it('is nested at most 250 levels deep', () => {
    let nested: object = {};
    for (let level = 0; level < 10_000; level++) nested = { a: nested };
    expect(checkPlainData(nested).map(formatProblem)).toEqual([
      'a.a.a.a: is nested too deeply; write at most 250 levels',
    ]);
  });

  it.each([123, 1000, true])('has environment variables in quotes, which %j is not', (value) => {
    const applications = { web: { image, env: { A: value } } };
    expect(problemsOf({ ...platform, tenants: { shop: { ...tenant, applications } } })).toContainEqual(
      expect.stringMatching(/^tenants\.shop\.applications\.web\.env\.A: .*; write it in quotes, or \{ secret: /),
    );
  });
});
