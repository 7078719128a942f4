import type { Endpoint } from '../definition/capability';
import type { ResolvedCluster } from '../planning/cluster';
import { suggest } from '../schema/suggestions';
import { error, warning, type PathSegment, type Problem } from '../schema/problem';
import type { TenantWorkload } from '../definition/tenant';
import type { CheckContext } from './context';

/** Components that claim volumes of a class that their cluster does not have, by the option `storageClass`. */
export function checkStorage({ resolvedClusters }: CheckContext): readonly Problem[] {
  return resolvedClusters
    .filter(({ hasInvalidComponents }) => !hasInvalidComponents)
    .flatMap((draft) =>
      draft.components
        .filter(({ requires }) => requires.includes('storage') && 'storage' in draft.clusterInfo.capabilities)
        .flatMap(({ options, path }) => checkVolumeClaim(options as VolumeClaim, path, draft)),
    );
}

/** Volumes of a workload that its cluster cannot bring. */
export function checkVolumes(
  { files = {} }: TenantWorkload,
  path: readonly PathSegment[],
  draft: ResolvedCluster,
): readonly Problem[] {
  return Object.entries(files).flatMap(([mount, source]) => {
    if (!('volume' in source)) return [];
    const at = [...path, 'files', mount];
    if ('storage' in draft.clusterInfo.capabilities) return checkVolumeClaim(source, at, draft);
    const fix = 'add a component that does, such as localPath()';
    return [error(at, source.volume, `nothing on cluster '${draft.name}' provides 'storage'`, fix)];
  });
}

interface VolumeClaim {
  readonly storageClass?: string | undefined;
  readonly shared?: boolean | undefined;
}

function checkVolumeClaim(
  claim: VolumeClaim,
  path: readonly PathSegment[],
  draft: ResolvedCluster,
): readonly Problem[] {
  const on = `cluster '${draft.name}'`;
  const { storageClass, shared = false } = claim;
  const classes = tryGetStorageClasses(draft);
  if (!classes) return [];
  const at = [...path, 'storageClass'];
  const names = Object.keys(classes);
  const used = storageClass ?? names.find((name) => classes[name]?.default);
  if (used === undefined) return [error(at, undefined, `${on} has no default StorageClass`, suggest('', names))];
  // A person may have made it.
  if (!(used in classes)) return [warning(at, used, `nothing on ${on} makes this StorageClass`, suggest(used, names))];
  if (!shared || classes[used]?.shared) return [];
  const among = names.filter((name) => classes[name]?.shared).map((name) => `storageClass: '${name}'`);
  const fix = among.length > 0 ? `write ${among.join(' or ')}` : 'add longhorn() or rook({ sharedVolumes: true })';
  const message = `one pod alone can write to a volume of class '${used}' on ${on}`;
  return [error([...path, 'shared'], shared, message, `${fix}, or leave it out`)];
}

/** The StorageClasses of a cluster; undefined where something that provides storage does not say which. */
function tryGetStorageClasses({ components, infrastructureCapabilities }: ResolvedCluster): Endpoint['classes'] {
  const offers = [infrastructureCapabilities, ...components.map(({ provides }) => provides)];
  const each = offers.flatMap(({ storage }) => (storage ? [storage.classes] : []));
  return each.reduce((all, classes) => all && classes && { ...all, ...classes }, {});
}
