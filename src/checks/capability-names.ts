import { builtInCapabilities } from '../definition/capability';
import { warning, type PathSegment, type Problem } from '../schema/problem';
import { listSimilar } from '../schema/suggestions';
import type { CheckContext } from './context';

/**
 * Warns about names of capabilities that nothing uses and that resemble another one. Capabilities may have any name, so
 * that a misspelt one is not an error.
 */
export function checkCapabilityNames({ platform, resolvedClusters }: CheckContext): readonly Problem[] {
  const names = new Set([
    ...Object.keys(builtInCapabilities),
    ...resolvedClusters.flatMap(({ components }) =>
      components.flatMap(({ provides, requires }) => [...Object.keys(provides), ...requires]),
    ),
  ]);
  const checkName = (name: string, path: readonly PathSegment[]) => {
    const similar = names.has(name) ? [] : listSimilar(name, [...names]);
    if (similar.length === 0) return [];
    const candidates = similar.map((candidate) => `'${candidate}'`).join(' or ');
    return [warning(path, name, 'is not a known capability', `write ${candidates}, if that is what you mean`)];
  };
  return [
    ...resolvedClusters.flatMap(({ name, infrastructureCapabilities }) =>
      Object.keys(infrastructureCapabilities).flatMap((capability) =>
        checkName(capability, ['clusters', name, 'provides', capability]),
      ),
    ),
    ...Object.entries(platform.tenants).flatMap(([tenantName, { capabilities = [] }]) =>
      capabilities.flatMap((capability, index) =>
        checkName(capability, ['tenants', tenantName, 'capabilities', index]),
      ),
    ),
  ];
}
