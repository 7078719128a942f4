import type * as google from '../../constructs/google';
import { kinds } from '../../constructs/kinds';
import type { Language } from '../../src/create-language';
import { language } from '../../src/language';
import { describeCloud, hasProvider } from './cloud';

/** Values of `plinth/google`. */
export type Google = typeof google;

/** Whether the package of the Google provider is installed, which `npm ci` does not do. */
export const hasGoogleProvider = hasProvider('google');

/** Declares tests of `plinth/google`. They are skipped, with the reason in the title, where the package of the provider is missing. */
export function describeGoogle(title: string, declareTests: (google: Google, googleLanguage: Language) => void): void {
  describeCloud('google', title, () => {
    const loaded = loadGoogle();
    declareTests(loaded, createGoogleLanguage(loaded));
  });
}

/** Loads `plinth/google`. */
export function loadGoogle(): Google {
  // Loading the module throws where the package is missing.
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  return require('../../constructs/google') as Google;
}

/** Returns the language of the built-in kinds and those of `plinth/google`. */
export function createGoogleLanguage({ googleKinds }: Google): Language {
  return language([...kinds, ...googleKinds]);
}

/** Group of the administrators in the tests. */
export const administrators = 'group:platform@acme.example';

/** Required options of a GKE cluster. */
export const gkeOptions = {
  kind: 'gke',
  environment: 'prod',
  region: 'europe-north1',
  project: 'acme-prod',
  projectNumber: '123456789012',
  administrators: [administrators],
  nodePools: { general: { machineType: 'n2-standard-4', min: 2, max: 6 } },
};

/** Returns the definition of a platform with one GKE cluster. */
export function createGkePlatform(cluster: object = {}, platform: object = {}) {
  return {
    name: 'acme',
    domain: 'acme.example',
    environments: ['prod'],
    clusters: { cloud1: { ...gkeOptions, ...cluster } },
    ...platform,
  };
}
