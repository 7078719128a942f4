import { serverSizes } from '../../src/definition/uses';
import type { TenantPlan } from '../../src/kinds/tenant-plan';
import { listProvidedUses, usePath } from '../../src/kinds/provided-uses';
import { error, type Problem } from '../../src/schema/problem';

/** Port of the option `port` of a use that does not set it. */
const defaultPort = 6379;

/**
 * Checks what tenants write about caches of a cloud: options of servers in the cluster, and of servers outside of the
 * platform, are errors.
 * @param service name of the service for people, such as `ElastiCache`
 */
export function checkCacheUses(tenant: TenantPlan, service: string): readonly Problem[] {
  return listProvidedUses(tenant, 'cache').flatMap((provided) => {
    const { name, cpu, memory, port } = provided.use.options;
    const options = { name, cpu, memory, port: port === defaultPort ? undefined : port };
    return Object.entries(options).flatMap(([option, value]) =>
      value === undefined
        ? []
        : [
            error(
              [...usePath(provided), option],
              value,
              `is not an option of caches of ${service}: each use has a cache of its own`,
              `remove it, or write a size: ${serverSizes.join(', ')}`,
            ),
          ],
    );
  });
}
