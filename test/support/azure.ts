import type * as azure from '../../constructs/azure';
import { kinds } from '../../constructs/kinds';
import type { Language } from '../../src/create-language';
import { language } from '../../src/language';
import { describeCloud, hasProvider } from './cloud';

/** Values of `plinth/azure`. */
export type Azure = typeof azure;

/** Whether the package of the Azure provider is installed, which `npm ci` does not do. */
export const hasAzureProvider = hasProvider('azure');

/** Declares tests of `plinth/azure`. They are skipped, with the reason in the title, where the package of the provider is missing. */
export function describeAzure(title: string, declareTests: (azure: Azure, azureLanguage: Language) => void): void {
  describeCloud('azure', title, () => {
    const loaded = loadAzure();
    declareTests(loaded, createAzureLanguage(loaded));
  });
}

/** Loads `plinth/azure`. */
export function loadAzure(): Azure {
  // Loading the module throws where the package is missing.
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  return require('../../constructs/azure') as Azure;
}

/** Returns the language of the built-in kinds and those of `plinth/azure`. */
export function createAzureLanguage({ azureKinds }: Azure): Language {
  return language([...kinds, ...azureKinds]);
}

/** ID of the subscription in the tests. */
export const subscription = '11111111-1111-1111-1111-111111111111';

/** ID of the Microsoft Entra tenant in the tests. */
export const entraTenant = '22222222-2222-2222-2222-222222222222';

/** Group of the administrators in the tests. */
export const administrators = '33333333-3333-3333-3333-333333333333';

/** Required options of an AKS cluster. */
export const aksOptions = {
  kind: 'aks',
  environment: 'prod',
  region: 'swedencentral',
  subscription,
  entraTenant,
  administrators: [administrators],
  nodePools: { general: { machineType: 'Standard_D4ds_v5', min: 2, max: 6 } },
};

/** Returns the definition of a platform with one AKS cluster. */
export function createAksPlatform(cluster: object = {}, platform: object = {}) {
  return {
    name: 'acme',
    domain: 'acme.example',
    environments: ['prod'],
    clusters: { cloud1: { ...aksOptions, ...cluster } },
    ...platform,
  };
}
