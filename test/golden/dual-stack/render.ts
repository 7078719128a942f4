import { createTwoFilesPatch } from 'diff';
import { builtInLanguage } from '../../../src/synth';
import { synthesize, type Files } from '../../support/output-files';
import { createPlatform } from './platform';

/** Renders what the output of a platform contains differently with a second IP family, as one patch. */
export function renderGoldenDualStack(): Files {
  const [single, dual] = [false, true].map((hasDualStack) =>
    synthesize(createPlatform(hasDualStack), undefined, builtInLanguage),
  );
  if (!single || !dual) throw new Error('the platforms have no output');
  const paths = [...new Set([...Object.keys(single), ...Object.keys(dual)])].sort();
  // The stacks of releases repeat the values and manifests of dist.
  const patches = paths
    .filter((path) => single[path] !== dual[path] && !/(^|\/)charts\/|-(bootstrap|platform)\//.test(path))
    .map((path) => createTwoFilesPatch(path, path, single[path] ?? '', dual[path] ?? '', '', '', { context: 2 }));
  return { 'output.patch': patches.join('') };
}
