import type { ClusterPlan } from '../kinds/cluster-plan';
import { dataRemovalName, resolveDataStacks } from '../planning/data-stacks';
import type { Change } from './change';

/** A Terraform release with its stack, and the path that names it in changes. */
interface LocatedRelease {
  readonly id: string;
  readonly path: readonly string[];
  /** Name in `allowRemoval`; undefined for a release that is destroyed with its cluster. */
  readonly removal?: string;
}

/**
 * Compares the Terraform releases of all clusters, and of the data stacks.
 * @param isRemovalAllowed returns whether the resources of a data stack may be destroyed, by their name in `allowRemoval`
 */
export function compareTerraformReleases(
  previous: readonly ClusterPlan[],
  current: readonly ClusterPlan[],
  isRemovalAllowed: (removal: string) => boolean,
): readonly Change[] {
  const previousReleases = listReleases(previous);
  const currentReleases = listReleases(current);
  const isIn = (releases: readonly LocatedRelease[]) => (release: LocatedRelease) =>
    releases.some(({ id }) => id === release.id);
  return [
    ...currentReleases
      .filter((release) => !isIn(previousReleases)(release))
      .map(({ path }): Change => ({ action: 'add', path })),
    ...previousReleases
      .filter((release) => !isIn(currentReleases)(release))
      .map(({ path, removal }): Change => ({ action: 'remove', path, risk: removalRisk(removal, isRemovalAllowed) })),
  ];
}

function removalRisk(removal: string | undefined, isRemovalAllowed: (removal: string) => boolean): string {
  if (removal === undefined || isRemovalAllowed(removal)) return 'its resources, and the data in them, are destroyed';
  return `its resources, and the data in them, remain, but Terraform no longer manages them; to destroy them, write allowRemoval: ['${removal}']`;
}

function listReleases(clusters: readonly ClusterPlan[]): readonly LocatedRelease[] {
  const ofClusters = clusters.flatMap(({ name: cluster, terraformReleases }) =>
    terraformReleases
      .filter(({ stack }) => stack !== 'data')
      .map(({ name, stack }) => ({ id: `${cluster}/${name}`, path: ['clusters', cluster, stack, name] })),
  );
  const data = resolveDataStacks(clusters).flatMap(({ name: stack, releases }) =>
    releases.map(({ name }) => {
      const removal = dataRemovalName(stack, name);
      return { id: removal, path: ['data', stack, name], removal };
    }),
  );
  return [...ofClusters, ...data];
}
