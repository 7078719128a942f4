import { assemble } from '../../stacks';
import type { Language } from '../create-language';
import type { Plan } from '../plan';
import { collectDifferentFiles } from './collect-output';

/** Chart or image of a platform. */
export interface Artifact {
  readonly type: 'chart' | 'image';
  /** Public name with version or tag, by which it is pinned. */
  readonly name: string;
  /** Name in the mirror of the cluster, if it has one, which clusters pull from. */
  readonly source: string;
}

/** Lists the charts and images of a plan, except those whose name contains a digest. */
export function listArtifacts(plan: Plan, { kinds }: Language): readonly Artifact[] {
  const { current } = collectDifferentFiles(undefined, (sink) => {
    assemble({ ...plan, pins: { charts: {}, images: {} } }, kinds, sink, () => undefined);
  });
  const lines = [...current].flatMap(([path, text]) =>
    /^dist\/[^/]+\/images\.txt$/.test(path) ? text.split('\n') : [],
  );
  const artifacts = lines.flatMap((line): readonly Artifact[] => {
    const [type, name = '', source = name] = line.split(' ');
    return (type === 'chart' || type === 'image') && !name.includes('@') ? [{ type, name, source }] : [];
  });
  return [...new Map(artifacts.map((artifact) => [`${artifact.type} ${artifact.name}`, artifact])).values()];
}
