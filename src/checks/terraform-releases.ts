import { resolveTerraformReleases } from '../planning/plan-cluster';
import { error, type Problem } from '../schema/problem';
import { suggest } from '../schema/suggestions';
import type { CheckContext } from './context';
import { findDuplicates } from './duplicates';

/** Checks the Terraform releases of components: unique names, and an order that exists and has no cycle. */
export function checkTerraformReleases({ resolvedClusters }: CheckContext): readonly Problem[] {
  return resolvedClusters.flatMap((cluster) => {
    const path = ['clusters', cluster.name, 'components'];
    const releases = resolveTerraformReleases(cluster);
    const names = releases.map(({ name }) => name);
    return [
      ...[...findDuplicates(names, (name) => name).keys()].map((name) =>
        error(path, name, 'is the name of two Terraform releases', 'give one of the components another `name`'),
      ),
      ...releases.flatMap(({ name, stack, after = [] }) =>
        after
          .filter((other) => !releases.some((release) => release.name === other && release.stack === stack))
          .map((other) => {
            const message = `Terraform release '${name}' comes after it, and its stack has no such Terraform release`;
            return error(path, other, message, suggest(other, names));
          }),
      ),
      ...releases
        .filter(({ name }) => listPredecessors(name, releases).has(name))
        .map(({ name }) => error(path, name, 'comes after itself', 'remove a name from `after` of the releases')),
    ];
  });
}

interface OrderedRelease {
  readonly name: string;
  readonly after?: readonly string[];
}

/** Lists the names of all releases that come before a release, directly or through others. */
function listPredecessors(name: string, releases: readonly OrderedRelease[]): ReadonlySet<string> {
  const predecessors = new Set<string>();
  const visit = (current: string) => {
    for (const other of releases.find((release) => release.name === current)?.after ?? []) {
      if (predecessors.has(other)) continue;
      predecessors.add(other);
      visit(other);
    }
  };
  visit(name);
  return predecessors;
}
