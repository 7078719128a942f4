import type { ClusterPlan } from '../kinds/cluster-plan';
import { dataRemovalName, resolveDataStacks } from '../planning/data-stacks';
import { resolvePermissionStacks } from '../planning/permission-stacks';
import type { Change } from './change';

/** A Terraform release with its stack, and the path that names it in changes. */
interface LocatedRelease {
  readonly id: string;
  readonly name: string;
  readonly path: readonly string[];
  /** Name in `allowRemoval`; undefined for a release that is destroyed with its cluster. */
  readonly removal?: string;
  /** Whether its resources hold no data. */
  readonly isPermission?: boolean;
}

/**
 * Compares the Terraform releases of all clusters, and of the stacks of data and permissions.
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
  const added = currentReleases.filter((release) => !isIn(previousReleases)(release));
  return [
    ...added.map(({ path }): Change => ({ action: 'add', path })),
    ...previousReleases
      .filter((release) => !isIn(currentReleases)(release))
      .map((release): Change => {
        const { path, removal } = release;
        if (release.isPermission === true) return { action: 'remove', path };
        if (removal === undefined || isRemovalAllowed(removal))
          return { action: 'remove', path, risk: 'its resources, and the data in them, are destroyed' };
        const rename = renameHint(release, added);
        return {
          action: 'remove',
          path,
          risk: `its resources, and the data in them, remain, but Terraform no longer manages them; ${rename}to destroy them, write allowRemoval: ['${removal}']`,
        };
      }),
  ];
}

/** Capabilities of data whose uses may have a `name`, which is that of the workload by default. */
const namedData = ['database', 'bucket', 'queue'];

/** Returns how a workload or tenant with another name keeps the data; empty where nothing of the same kind is added. */
function renameHint({ path: [, stack], name }: LocatedRelease, added: readonly LocatedRelease[]): string {
  const [kind = ''] = name.split('-');
  const similar = added.filter((release) => release.name.split('-')[0] === kind && release.removal !== undefined);
  if (!namedData.includes(kind)) return '';
  if (similar.some((release) => release.path[1] === stack))
    return `for a renamed workload, write \`name\` of the ${kind} with the previous name, and it keeps the data; `;
  return similar.length > 0 ? 'for a renamed tenant, write `existing` of the component, and it keeps the data; ' : '';
}

function listReleases(clusters: readonly ClusterPlan[]): readonly LocatedRelease[] {
  const ofClusters = clusters.flatMap(({ name: cluster, terraformReleases }) =>
    terraformReleases
      .filter(({ stack }) => stack !== 'data' && stack !== 'permissions')
      .map(({ name, stack }) => ({ id: `${cluster}/${name}`, name, path: ['clusters', cluster, stack, name] })),
  );
  const data = resolveDataStacks(clusters).flatMap(({ name: stack, releases }) =>
    releases.map(({ name }) => {
      const removal = dataRemovalName(stack, name);
      return { id: removal, name, path: ['data', stack, name], removal };
    }),
  );
  const permissions = resolvePermissionStacks(clusters).flatMap(({ name: stack, releases }) =>
    releases.map(({ name, tenant }) => {
      const path = ['permissions', stack, ...(tenant === undefined ? [] : [tenant]), name];
      return { id: path.join('/'), name, path, isPermission: true };
    }),
  );
  return [...ofClusters, ...data, ...permissions];
}
