import type { Endpoint } from '../capability';
import type { ClusterDraft } from '../draft';
import { suggest } from '../parse';
import { error, warning, type PathSegment, type Problem } from '../problem';
import type { TenantWorkload } from '../tenant';
import type { Known } from './known';

/** Components that claim volumes of a class that their cluster does not have, by the option `storageClass`. */
export function storageProblems({ drafts }: Known): readonly Problem[] {
  return drafts
    .filter(({ partial }) => !partial)
    .flatMap((draft) =>
      draft.components
        .filter(({ requires }) => requires.includes('storage') && 'storage' in draft.facts.offers)
        .flatMap(({ options, path }) => claimProblems(options as Claim, path, draft)),
    );
}

/** Volumes of a workload that its cluster cannot bring. */
export function volumeProblems(
  { files = {} }: TenantWorkload,
  path: readonly PathSegment[],
  draft: ClusterDraft,
): readonly Problem[] {
  return Object.entries(files).flatMap(([mount, source]) => {
    if (!('volume' in source)) return [];
    const at = [...path, 'files', mount];
    if ('storage' in draft.facts.offers) return claimProblems(source, at, draft);
    const fix = 'add a component that does, such as localPath()';
    return [error(at, source.volume, `nothing on cluster '${draft.name}' provides 'storage'`, fix)];
  });
}

interface Claim {
  readonly storageClass?: string | undefined;
  readonly shared?: boolean | undefined;
}

function claimProblems(claim: Claim, path: readonly PathSegment[], draft: ClusterDraft): readonly Problem[] {
  const on = `cluster '${draft.name}'`;
  const { storageClass, shared = false } = claim;
  const classes = classesOf(draft);
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
function classesOf({ components, infrastructure }: ClusterDraft): Endpoint['classes'] {
  const offers = [infrastructure, ...components.map(({ provides }) => provides)];
  const each = offers.flatMap(({ storage }) => (storage ? [storage.classes] : []));
  return each.reduce((all, classes) => all && classes && { ...all, ...classes }, {});
}
