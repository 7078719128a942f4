import { valueAtPath, type PathSegment } from '../../src/schema/problem';
import type { Release } from '../../src/kinds/release';
import { synthesizeObjects, type RenderedObject } from './rendered';

/** Returns a release by name. @throws if it does not exist */
export function getRelease(releases: readonly Release[], name: string): Release {
  const release = releases.find((candidate) => candidate.name === name);
  if (!release) throw new Error(`no release ${name} in ${releases.map((candidate) => candidate.name).join(', ')}`);
  return release;
}

/** Returns the Helm value of a release at a path; undefined if it is not set. */
export function getValue(releases: readonly Release[], name: string, ...path: readonly PathSegment[]): unknown {
  const release = getRelease(releases, name);
  return valueAtPath('values' in release ? release.values : undefined, path);
}

/** Returns the objects of a release, of all its files. @throws if the release is a chart */
export function getObjects(releases: readonly Release[], name: string): readonly RenderedObject[] {
  const release = getRelease(releases, name);
  if (!('objects' in release)) throw new Error(`${name} has no objects`);
  return synthesizeObjects((chart) => {
    for (const addObjects of Object.values(release.objects)) addObjects(chart);
  });
}
