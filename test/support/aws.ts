import type * as aws from '../../constructs/aws';
import { kinds } from '../../constructs/kinds';
import type { Language } from '../../src/create-language';
import { language } from '../../src/language';
import { describeCloud, hasProvider } from './cloud';

/** Values of `plinth/aws`. */
export type Aws = typeof aws;

/** Whether the package of the AWS provider is installed, which `npm ci` does not do. */
export const hasAwsProvider = hasProvider('aws');

/** Declares tests of `plinth/aws`. They are skipped, with the reason in the title, where the package of the provider is missing. */
export function describeAws(title: string, declareTests: (aws: Aws, awsLanguage: Language) => void): void {
  describeCloud('aws', title, () => {
    const loaded = loadAws();
    declareTests(loaded, createAwsLanguage(loaded));
  });
}

/** Loads `plinth/aws`. */
export function loadAws(): Aws {
  // Loading the module throws where the package is missing.
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  return require('../../constructs/aws') as Aws;
}

/** Returns the language of the built-in kinds and those of `plinth/aws`. */
export function createAwsLanguage({ awsKinds }: Aws): Language {
  return language([...kinds, ...awsKinds]);
}

/** Role of the administrators in the tests. */
export const administrator = 'arn:aws:iam::123456789012:role/platform-team';

/** Required options of an EKS cluster. */
export const eksOptions = {
  kind: 'eks',
  environment: 'prod',
  region: 'eu-north-1',
  administrators: [administrator],
  nodePools: { general: { instanceTypes: ['m7g.large'], architecture: 'arm64', min: 2 } },
};

/** Returns the definition of a platform with one EKS cluster. */
export function createEksPlatform(cluster: object = {}, platform: object = {}) {
  return {
    name: 'acme',
    domain: 'acme.example',
    environments: ['prod'],
    clusters: { cloud1: { ...eksOptions, ...cluster } },
    ...platform,
  };
}
