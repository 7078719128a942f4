import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Language } from '../../src/create-language';
import { builtInLanguage } from '../../src/synth';
import { createAwsLanguage, hasAwsProvider, loadAws } from '../support/aws';
import { createAzureLanguage, hasAzureProvider, loadAzure } from '../support/azure';
import { createGoogleLanguage, hasGoogleProvider, loadGoogle } from '../support/google';
import { readFiles, synthesizeTo, withTempFolder, type Files } from '../support/output-files';
import { createAwsPlatform } from './aws/platform';
import { createAzurePlatform } from './azure/platform';
import { createGooglePlatform } from './google/platform';
import { platform as argoCd } from './argo-cd/platform';
import { renderGoldenDiff } from './diff/render';
import { renderGoldenDualStack } from './dual-stack/render';
import { platform as kustomize } from './kustomize/platform';
import { renderGoldenLogin } from './login/render';
import { platform as onPremises } from './on-premises/platform';

/**
 * Renderers of the files that are kept for reviewers, by the name of their folder: the complete output of small platforms,
 * the differences of two definitions, what a second IP family changes in the output, and the manifests of a log-in.
 */
export const goldens: Readonly<Record<string, () => Files>> = {
  'argo-cd': () => renderGoldenOutput(argoCd),
  // Without the package of the provider, the expected files remain as they are.
  ...(hasAwsProvider ? { aws: renderGoldenAws } : {}),
  ...(hasAzureProvider ? { azure: renderGoldenAzure } : {}),
  ...(hasGoogleProvider ? { google: renderGoldenGoogle } : {}),
  diff: renderGoldenDiff,
  'dual-stack': renderGoldenDualStack,
  kustomize: () => renderGoldenOutput(kustomize),
  login: renderGoldenLogin,
  'on-premises': () => renderGoldenOutput(onPremises),
};

const sources = 'constructs/clusters/on-prem/scripts';
const root = join(__dirname, '../..');

/** Folder with the expected files of a golden. */
export function expectedFolder(name: string): string {
  return join(__dirname, name, 'expected');
}

/** The expected files of a golden; none where there are none yet. */
export function readExpected(name: string): Files {
  const folder = expectedFolder(name);
  return existsSync(folder) ? readFiles(folder) : {};
}

/**
 * Synthesises a platform and returns its complete output for reviewers: every distinct file once, and `copies.txt` with
 * a line `<path> = <path>` for each file that repeats another file of the output or a host script of the sources.
 */
function renderGoldenOutput(platform: unknown, language: Language = builtInLanguage): Files {
  const output = withTempFolder((folder) => {
    synthesizeTo(folder, platform, undefined, language);
    return readFiles(folder);
  });
  const scripts = readdirSync(join(root, sources), { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.sh'))
    .map((path) => [`${sources}/${path}`, readFileSync(join(root, sources, path), 'utf8')] as const);
  const firstWith = new Map<string, string>(scripts.map(([path, text]) => [text, path]));
  const golden: Record<string, string> = {};
  const copies: string[] = [];
  // Files of dist first: local charts of Terraform repeat them.
  for (const path of Object.keys(output).sort().reverse()) {
    const text = output[path] ?? '';
    const original = firstWith.get(text);
    if (original === undefined) {
      firstWith.set(text, path);
      golden[path] = text;
    } else copies.push(`${path} = ${original}`);
  }
  return { ...golden, 'copies.txt': `${copies.sort().join('\n')}\n` };
}

function renderGoldenAws(): Files {
  const aws = loadAws();
  return renderGoldenOutput(createAwsPlatform(aws), createAwsLanguage(aws));
}

function renderGoldenAzure(): Files {
  const azure = loadAzure();
  return renderGoldenOutput(createAzurePlatform(azure), createAzureLanguage(azure));
}

function renderGoldenGoogle(): Files {
  const google = loadGoogle();
  return renderGoldenOutput(createGooglePlatform(google), createGoogleLanguage(google));
}
