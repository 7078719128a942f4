import { createLanguage } from '../create-language';
import type { BoundCluster } from '../kinds/bound-cluster';
import type { AnyKind } from '../kinds/cluster-kind';
import type { ClusterPlan } from '../kinds/cluster-plan';
import { isPlainObject } from '../schema/plain-object';
import { DefinitionError, error, startsWith, type Problem } from '../schema/problem';

/** What a cluster has from its platform in a definition. */
interface ClusterFrame {
  readonly platform: string;
  readonly domain: string;
  readonly kinds: readonly AnyKind[];
  /** Whether there is a stack for a network that Plinth creates. */
  readonly hasNetworkStack: boolean;
}

/** Plan of a cluster with the functions of its kind. */
interface StandaloneCluster {
  readonly plan: ClusterPlan;
  readonly bound: BoundCluster;
  readonly warnings: readonly Problem[];
}

/**
 * Plans a cluster that is in no platform definition, as the only one of a platform.
 * @param cluster the cluster as written in a definition
 * @throws DefinitionError with all errors of the options, as `plinth check` reports them
 */
export function planStandaloneCluster(
  name: string,
  cluster: { readonly kind: string; readonly environment: string },
  { platform, domain, kinds, hasNetworkStack }: ClusterFrame,
): StandaloneCluster {
  const subject = `cluster '${name}'`;
  const prefix = ['clusters', name];
  const relative = (problem: Problem): Problem =>
    startsWith(problem.path, prefix) && problem.path.length > prefix.length
      ? { ...problem, path: problem.path.slice(prefix.length) }
      : problem;
  const { clusters, warnings } = tryPlan(
    () =>
      createLanguage(kinds).plan({
        name: platform,
        domain,
        environments: [cluster.environment],
        clusters: { [name]: cluster },
      }),
    (problems) => new DefinitionError(problems.map(relative), { subject }),
  );
  const [plan] = clusters;
  const kind = kinds.find((candidate) => candidate.type === 'cluster' && candidate.kind === cluster.kind);
  if (!plan || kind?.type !== 'cluster') throw new Error('the cluster was not planned');
  const problems = checkParts(cluster, plan, hasNetworkStack);
  if (problems.length > 0) throw new DefinitionError(problems, { subject });
  return { plan, bound: kind.bind(plan.options), warnings: warnings.map(relative) };
}

/** Returns errors of parts that a stack alone does not have. */
function checkParts(cluster: object, plan: ClusterPlan, hasNetworkStack: boolean): readonly Problem[] {
  const { components } = isPlainObject(cluster) ? cluster : {};
  return [
    ...(Array.isArray(components) && components.length > 0
      ? [error(['components'], undefined, 'are not installed by this construct', 'install them with new Component(…)')]
      : []),
    ...(plan.network && !hasNetworkStack
      ? [
          error(
            ['network'],
            undefined,
            'is created in a stack of its own, which is applied before',
            'pass networkStack, or write the IDs of an existing network',
          ),
        ]
      : []),
  ];
}

function tryPlan<T>(plan: () => T, toError: (problems: readonly Problem[]) => DefinitionError): T {
  try {
    return plan();
  } catch (thrown) {
    if (thrown instanceof DefinitionError) throw toError(thrown.problems);
    throw thrown;
  }
}
