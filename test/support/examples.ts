import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { providerPackages } from '../../constructs/clouds/provider-package';
import { captureSynthRequest, type SynthRequest } from '../../src/synth';
import { synthesize, type Files } from './output-files';

/** Folder with the examples: one program per file, and folders with what several programs share. */
export const examplesFolder = join(__dirname, '../../examples');

/** Packages with the cdktf bindings of clouds, which `npm ci` does not install, by the module of Plinth that needs them. */
const cloudPackages: Readonly<Record<string, string>> = Object.fromEntries(
  Object.values(providerPackages).map(({ module, name }) => [module, name]),
);

/** Names of the examples that every installation can run, sorted. */
export function exampleNames(): readonly string[] {
  return listPrograms().filter((example) => tryGetCloudPackage(example) === undefined);
}

/** Names of the examples in a cloud whose package is installed (`npm run clouds`), sorted. */
export function cloudExampleNames(): readonly string[] {
  return listPrograms().filter((example) => {
    const name = tryGetCloudPackage(example);
    return name !== undefined && isInstalled(name);
  });
}

/** Names of the examples in a cloud whose package is not installed, sorted. */
export function skippedExampleNames(): readonly string[] {
  const available = [...exampleNames(), ...cloudExampleNames()];
  return listPrograms().filter((example) => !available.includes(example));
}

/** Returns what an example hands to `synth()`. */
export async function loadExample(example: string): Promise<SynthRequest> {
  const request = await captureSynthRequest(() => import(join(examplesFolder, `${example}.ts`)));
  if (!request) throw new Error(`${example} does not call synth()`);
  return request;
}

/** Synthesizes an example and returns the output. */
export function synthesizeRequest({ platform, language }: SynthRequest): Files {
  return synthesize(platform, undefined, language);
}

function listPrograms(): readonly string[] {
  const programs = readdirSync(examplesFolder).filter((file) => file.endsWith('.ts'));
  return programs.map((file) => file.slice(0, -'.ts'.length)).sort();
}

/** Returns the package of the cloud that an example imports; undefined for an example without a cloud. */
function tryGetCloudPackage(example: string): string | undefined {
  const text = readFileSync(join(examplesFolder, `${example}.ts`), 'utf8');
  return Object.entries(cloudPackages).find(([module]) => text.includes(`from '${module}'`))?.[1];
}

function isInstalled(name: string): boolean {
  try {
    createRequire(__filename).resolve(`${name}/lib/provider`);
    return true;
  } catch {
    return false;
  }
}
