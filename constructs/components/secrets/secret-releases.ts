import { groupBy } from '../../../src/checks/duplicates';
import type { Endpoint } from '../../../src/definition/capability';
import type { ClusterInfo } from '../../../src/kinds/cluster-info';
import type { DeliveredSecret } from '../../../src/kinds/component-secret';
import type { ProvidedCapability, SecretRelease } from '../../../src/kinds/provides';
import { addComponentSecret } from './component-secrets';
import { restartRelease } from './restart-release';

/** Namespace of what restarts workloads on a cluster whose External Secrets Operator the platform does not deploy. */
const foreignOperatorNamespace = 'component-secrets';

/** Returns the capability `secrets` of an External Secrets Operator that exists on the cluster. */
export function provideSecrets(endpoint: Endpoint): ProvidedCapability {
  return {
    endpoint,
    secretReleases: (secrets, cluster) => secretReleases(foreignOperatorNamespace, secrets, cluster),
  };
}

/**
 * Returns the releases by which External Secrets creates the Secrets of components: one for each component, and one that
 * restarts workloads when their Secrets change.
 * @param name name, and namespace, of External Secrets Operator
 */
export function secretReleases(
  name: string,
  secrets: readonly DeliveredSecret[],
  cluster: ClusterInfo,
): readonly SecretRelease[] {
  const created = secrets.filter(({ from }) => from !== 'provider');
  return [
    ...[...groupBy(created, ({ component }) => component)].map(([component, ofComponent]): SecretRelease => ({
      component,
      name: `${component}-secrets`,
      namespace: ofComponent[0]?.secret.namespace ?? name,
      podSecurity: 'restricted',
      objects: {
        'objects.yaml': (scope) => {
          for (const secret of ofComponent) addComponentSecret(scope, secret, cluster);
        },
      },
    })),
    ...restartRelease(name, secrets, cluster),
  ];
}
