import { valueAtPath, type PathSegment } from '../../src/schema/problem';
import type { Release } from '../../src/kinds/release';
import { rendered, type Rendered } from './rendered';

/** The release of that name. */
export function releaseOf(releases: readonly Release[], name: string): Release {
  const found = releases.find((release) => release.name === name);
  if (!found) throw new Error(`no release ${name} among ${releases.map((release) => release.name).join(', ')}`);
  return found;
}

/** What a release sets at a path of its chart's values. */
export function valueOf(releases: readonly Release[], name: string, ...path: readonly PathSegment[]): unknown {
  const release = releaseOf(releases, name);
  return valueAtPath('values' in release ? release.values : undefined, path);
}

/** The objects of a release, all files together. */
export function objectsOf(releases: readonly Release[], name: string): readonly Rendered[] {
  const release = releaseOf(releases, name);
  if (!('objects' in release)) throw new Error(`${name} has no objects`);
  return rendered((chart) => {
    for (const draw of Object.values(release.objects)) draw(chart);
  });
}
