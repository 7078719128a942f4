import { kinds } from '../../../../constructs/kinds';
import { language } from '../../../../src/language';
import { formatProblem } from '../../../../src/schema/problem';
import type { Attempt } from './attempts';
import { platform } from './platform';

const builtIn = language(kinds);
const refusals = new Map<Attempt['object'], string | undefined>();

/**
 * Returns the first error of the plan where the attempted object is one of the tenant's `objects`; undefined where the plan
 * accepts it, or where the attempt is not made by a user of the tenant.
 */
export function tryGetPlanRefusal({ object, by }: Attempt): string | undefined {
  if (by !== undefined) return undefined;
  if (refusals.has(object)) return refusals.get(object);
  const tenants = platform.tenants as Readonly<Record<string, { readonly objects?: readonly object[] }>>;
  const { shop = {} } = tenants;
  const definition = {
    ...platform,
    tenants: { ...tenants, shop: { ...shop, objects: [...(shop.objects ?? []), object] } },
  };
  const problem = builtIn.check(definition).find(({ severity }) => severity === 'error');
  const refusal = problem && formatProblem(problem);
  // Attempts are repeated until the policies are in force.
  refusals.set(object, refusal);
  return refusal;
}
