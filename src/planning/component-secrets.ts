import type { PlannedSecret } from '../kinds/cluster-plan';
import {
  describeSecret,
  resolveSecretOrigin,
  type ComponentSecret,
  type SecretOrigin,
  type SecretReference,
} from '../kinds/component-secret';
import type { SecretRelease } from '../kinds/provides';
import type { ResolvedCluster } from './resolved-cluster';
import { listRegisteredSecrets } from './oidc-clients';
import { describeUseSecrets, listUseSecrets } from './component-workloads';
import { listProviders } from './order';

/** Secret of a component, and how the cluster gets it. */
interface ResolvedSecret {
  readonly component: string;
  readonly secret: ComponentSecret;
  readonly from: SecretOrigin;
}

/** Lists the Secrets of a cluster's components. A Secret that several components read belongs to the first of them. */
export function resolveComponentSecrets(cluster: ResolvedCluster): readonly ResolvedSecret[] {
  const { components, clusterInfo, provided } = cluster;
  const registered = listRegisteredSecrets(cluster);
  const secrets = components.flatMap(({ name, bound }) =>
    bound
      .secrets(clusterInfo)
      .flatMap((secret) => omitRegisteredClients(secret, registered) ?? [])
      .map((secret) => ({ component: name, secret })),
  );
  const first = secrets.filter(
    ({ secret }, index) => secrets.findIndex((other) => isSameSecret(other.secret, secret)) === index,
  );
  const copied = first.flatMap(({ secret }) =>
    Object.values(secret.values).flatMap((value) => (value.from === 'copy' ? [value.secret] : [])),
  );
  const canDeliver = provided.secrets?.secretReleases !== undefined;
  return first.map(({ component, secret }) => {
    const isCopied = copied.some(({ namespace, name }) =>
      isSameSecret({ namespace, name }, { ...secret, name: secret.storeName ?? secret.name }),
    );
    return { component, secret, from: canDeliver ? resolveSecretOrigin(secret, clusterInfo, isCopied) : 'person' };
  });
}

/**
 * Returns a Secret without values of clients that the provider of `identity` registers; undefined if it creates the whole
 * Secret.
 */
function omitRegisteredClients(
  secret: ComponentSecret,
  registered: readonly SecretReference[],
): ComponentSecret | undefined {
  if (registered.some((other) => isSameSecret(other, secret))) return undefined;
  const values = Object.entries(secret.values).filter(
    ([, value]) => !(value.from === 'copy' && registered.some((other) => isSameSecret(other, value.secret))),
  );
  return { ...secret, values: Object.fromEntries(values) };
}

/** Returns the releases that create the Secrets of components. */
export function resolveSecretReleases(cluster: ResolvedCluster): readonly SecretRelease[] {
  const delivered = resolveComponentSecrets(cluster).flatMap(({ from, ...secret }) =>
    from === 'person' ? [] : [{ ...secret, from }],
  );
  const secrets = [...delivered, ...listUseSecrets(cluster)];
  if (secrets.length === 0) return [];
  return cluster.provided.secrets?.secretReleases?.(secrets, cluster.clusterInfo) ?? [];
}

/**
 * Lists the components that the provider of `secrets` needs, itself included. They are installed before the Secrets of
 * components exist: those of their Secrets that the platform creates are created later.
 */
export function listComponentsInstalledBeforeSecrets({
  components,
}: Pick<ResolvedCluster, 'components'>): ReadonlySet<string> {
  const provider = components.find(({ provides }) => provides.secrets?.secretReleases !== undefined);
  const names = new Set<string>();
  const add = (name: string) => {
    const component = components.find((candidate) => candidate.name === name);
    if (!component || names.has(name)) return;
    names.add(name);
    for (const required of listProviders(component, components)) add(required);
  };
  if (provider) add(provider.name);
  return names;
}

/** Lists the Secrets of components, for people. */
export function listComponentSecrets(cluster: ResolvedCluster): readonly PlannedSecret[] {
  return [
    ...resolveComponentSecrets(cluster).map(({ component, secret, from }) => ({
      owner: `component '${component}'`,
      ...describeSecret(secret, from, cluster.clusterInfo),
    })),
    ...describeUseSecrets(cluster),
  ];
}

function isSameSecret(a: SecretReference, b: SecretReference): boolean {
  return a.namespace === b.namespace && a.name === b.name;
}
