import fc from 'fast-check';
import { resolveTenantStacks } from '../../../src/planning/tenant-stacks';
import { cluster, validPlatform } from '../../support/problems';
import { testing } from '../../support/kinds';

const tenantNames = fc.uniqueArray(fc.stringMatching(/^[a-z][a-z0-9-]{0,20}$/), { maxLength: 50 });
const stackCount = fc.integer({ min: 1, max: 20 });

/** Returns the stack of each tenant. */
function assign(count: number, tenants: readonly string[]): Readonly<Record<string, string>> {
  return Object.fromEntries(
    resolveTenantStacks(count, tenants).flatMap(({ name, tenants }) => tenants.map((tenant) => [tenant, name])),
  );
}

describe('the assignment of tenants to Terraform stacks', () => {
  it('has every tenant in one stack', () => {
    fc.assert(
      fc.property(tenantNames, stackCount, (tenants, count) => {
        const stacks = resolveTenantStacks(count, tenants);
        expect(stacks.map(({ name }) => name)).toEqual(Array.from({ length: count }, (_, i) => `tenants-${i + 1}`));
        expect(stacks.flatMap((stack) => stack.tenants).sort()).toEqual([...tenants].sort());
      }),
    );
  });

  it('moves no tenant when another one is added or removed', () => {
    fc.assert(
      fc.property(tenantNames, stackCount, (tenants, count) => {
        const all = assign(count, tenants);
        expect(all).toMatchObject(assign(count, tenants.slice(1)));
      }),
    );
  });

  it('moves tenants only into the new stack when one is added', () => {
    fc.assert(
      fc.property(tenantNames, stackCount, (tenants, count) => {
        const before = assign(count, tenants);
        const after = Object.entries(assign(count + 1, tenants));
        const moved = after.filter(([tenant, stack]) => before[tenant] !== stack);
        for (const [, stack] of moved) expect(stack).toBe(`tenants-${count + 1}`);
      }),
    );
  });

  it('is the same on every machine', () => {
    expect(assign(4, ['blog', 'crm', 'shop', 'wiki'])).toEqual({
      blog: 'tenants-3',
      crm: 'tenants-2',
      shop: 'tenants-3',
      wiki: 'tenants-1',
    });
  });

  it('distributes a thousand tenants evenly', () => {
    const tenants = Array.from({ length: 1000 }, (_, index) => `customer-${index}`);
    for (const stack of resolveTenantStacks(10, tenants)) {
      expect(stack.tenants.length).toBeGreaterThan(70);
      expect(stack.tenants.length).toBeLessThan(130);
    }
  });
});

/** Platform with tenants named after their number on the cluster `a`. */
function platformWith(numberOfTenants: number, options: object) {
  const names = Array.from({ length: numberOfTenants }, (_, index) => `customer-${index}`);
  const tenants = Object.fromEntries(names.map((name) => [name, { clusters: ['a'], owners: `${name}-team` }]));
  return { ...validPlatform, ...cluster(options), tenants };
}

function listTenantStackProblems(definition: unknown) {
  const { warnings } = testing.plan(definition);
  return warnings.filter(({ path }) => path[2] === 'tenantStacks').map(({ message, fix }) => `${message}; ${fix}`);
}

describe('the number of tenants in a Terraform stack', () => {
  it('is a warning above 300, with the number of stacks to write', () => {
    expect(listTenantStackProblems(platformWith(300, {}))).toEqual([]);
    expect(listTenantStackProblems(platformWith(301, {}))).toEqual([
      "Terraform delivers 301 tenants in 1 stack, and each change of one tenant plans about 301 of them; write tenantStacks: 4, or delivery: 'argo-cd'",
    ]);
    expect(listTenantStackProblems(platformWith(301, { tenantStacks: 4 }))).toEqual([]);
  });
});
