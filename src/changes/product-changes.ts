import { error, type Problem } from '../schema/problem';
import type { PlannedPlatform } from './change';

/**
 * Checks that every runtime of a product stays in its environment: a delivered runtime must not move to another one.
 */
export function checkProductChanges(previous: PlannedPlatform, current: PlannedPlatform): readonly Problem[] {
  return Object.entries(current.platform.tenants).flatMap(([tenant, { products = {} }]) =>
    Object.entries(products).flatMap(([product, { runtimes }]) =>
      Object.entries(runtimes).flatMap(([name, { environment }]) => {
        const previousRuntime = previous.platform.tenants[tenant]?.products?.[product]?.runtimes[name];
        if (!previousRuntime || previousRuntime.environment === environment) return [];
        return [
          error(
            ['tenants', tenant, 'products', product, 'runtimes', name, 'environment'],
            environment,
            `a runtime cannot move to another environment, this one is in '${previousRuntime.environment}'`,
            `add a runtime of another name for '${environment}', and remove this one if it is no longer needed`,
          ),
        ];
      }),
    ),
  );
}
