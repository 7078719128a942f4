import { capabilityTraits } from '../definition/capability';
import { serverUseNames } from '../definition/uses';
import { error, type Problem } from '../schema/problem';
import type { CheckContext } from './context';
import { findDuplicates } from './duplicates';

/** Checks that a cluster has one provider of each exclusive capability. */
export function checkExclusiveCapabilities({ resolvedClusters }: CheckContext): readonly Problem[] {
  return resolvedClusters.flatMap(({ name, components, infrastructureCapabilities }) => {
    const providers = [
      ...Object.keys(infrastructureCapabilities).map((capability) => ({ capability, provider: 'the infrastructure' })),
      ...components.flatMap((component) =>
        Object.keys(component.provides).map((capability) => ({ capability, provider: `'${component.name}'` })),
      ),
    ];
    return [...findDuplicates(providers, ({ capability }) => capability)]
      .filter(([capability]) => capabilityTraits(capability).exclusive)
      .map(([capability, duplicates]) =>
        error(
          ['clusters', name, 'components'],
          undefined,
          `'${capability}' is provided by ${duplicates.map(({ provider }) => provider).join(' and ')}, but a cluster can only have one provider of it`,
          renderFix(capability),
        ),
      );
  });
}

/** Returns what to write instead: applications that move to another server need both for some time. */
function renderFix(capability: string): string {
  const removeOthers = 'remove all of them except one';
  if (!serverUseNames.some((name) => name === capability)) return removeOthers;
  return `${removeOthers}, and declare what it does not provide as external servers: uses: { ${capability}: { server, addresses, credentials } }`;
}
