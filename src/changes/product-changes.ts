import type { Platform } from '../definition/platform';
import { error, type Problem } from '../schema/problem';

/** What a product cannot become: a runtime that is delivered stays in its environment, or it would leak into another. */
export function checkProductChanges(before: Platform, now: Platform): readonly Problem[] {
  return Object.entries(now.tenants).flatMap(([tenant, { products = {} }]) =>
    Object.entries(products).flatMap(([product, { runtimes }]) =>
      Object.entries(runtimes).flatMap(([name, { environment }]) => {
        const was = before.tenants[tenant]?.products?.[product]?.runtimes[name]?.environment;
        if (was === undefined || was === environment) return [];
        return [
          error(
            ['tenants', tenant, 'products', product, 'runtimes', name, 'environment'],
            environment,
            `a runtime stays in its environment, which is '${was}'`,
            `write a runtime of another name for '${environment}', and remove this one where it is not wanted any more`,
          ),
        ];
      }),
    ),
  );
}
