import { capabilityTraits } from '../definition/capability';
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
          'remove all of them except one',
        ),
      );
  });
}
