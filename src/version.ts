import { readFileSync } from 'node:fs';

const packageJson = JSON.parse(readFileSync(require.resolve('plinth/package.json'), 'utf8')) as {
  readonly version: string;
  readonly peerDependencies: Readonly<Record<string, string>>;
};

/** Version of Plinth. */
export const version = packageJson.version;

/** Packages that a project needs in addition to Plinth, with their version ranges. */
export const peerDependencies = packageJson.peerDependencies;
