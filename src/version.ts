import { readFileSync } from 'node:fs';

const packageJson = JSON.parse(readFileSync(require.resolve('plinth/package.json'), 'utf8')) as {
  readonly version: string;
  readonly peerDependencies: Readonly<Record<string, string>>;
};

/** The version of this Plinth. */
export const version = packageJson.version;

/** What a project needs beside Plinth, with the versions that fit. */
export const peerDependencies = packageJson.peerDependencies;
