import type { CapabilityEndpoints } from '../definition/capability';
import { bindingSecretName, listUses, tryGetPlatformServer, type Use } from '../definition/uses';
import type { Workload } from '../definition/workload';
import type { Binding } from '../kinds/workload-plan';

/** Key of the Secret of a use with the option `name`, by capability. */
const nameKeys: Readonly<Record<string, string>> = {
  database: 'database',
  cache: 'prefix',
  queue: 'queue',
  bucket: 'bucket',
};

/**
 * Resolves the Secrets of what a workload uses on a cluster. Their keys are those of the Service Binding Specification.
 * @see https://servicebinding.io/spec/core/1.1.0/#well-known-secret-entries
 */
export function resolveBindings(
  workload: string,
  options: Pick<Workload, 'uses'>,
  capabilities: CapabilityEndpoints,
): readonly Binding[] {
  return listUses(options).map((use) => {
    const binding = { use, secret: bindingSecretName(workload, use) };
    const isProvided = use.options.server === undefined;
    // The provider creates the Secret.
    if (isProvided && capabilities[use.capability]?.bindingKeys !== undefined) return binding;
    return { ...binding, data: resolveBindingData(use, capabilities) };
  });
}

/** Returns the keys of the Secret of a use whose values the platform knows. */
export function resolveBindingData(use: Use, capabilities: CapabilityEndpoints): Readonly<Record<string, string>> {
  const { type = use.capability, server, port, name } = use.options;
  const address = server === undefined ? tryGetPlatformServer(use, capabilities) : { host: server, port };
  const nameKey = nameKeys[use.capability];
  return {
    type,
    ...(address ? { host: address.host, port: String(address.port) } : {}),
    ...(nameKey === undefined || name === undefined ? {} : { [nameKey]: name }),
  };
}
