import { isFlatStore } from '../../../src/definition/secret-keys';
import type { ClusterInfo } from '../../../src/kinds/cluster-info';
import { error, type Problem } from '../../../src/schema/problem';

/**
 * Checks that the Secrets of components come from the key vault of the environment, to which a component writes client IDs.
 * @param kind kind of the component
 * @param owners components whose pods read the client IDs, such as `external-dns`
 */
export function checkPlatformStore(kind: string, owners: string, { capabilities }: ClusterInfo): readonly Problem[] {
  const { secrets } = capabilities;
  if (!secrets || (secrets.platformStore !== undefined && isFlatStore(capabilities, secrets.platformStore))) return [];
  return [
    error(
      [],
      kind,
      `writes client IDs of ${owners} to the key vault, but the Secrets of components do not come from it`,
      'write externalSecrets({ store: keyVaultStore({ … }) }), without `platform`',
    ),
  ];
}
