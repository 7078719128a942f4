import { readFileSync } from 'node:fs';
import { minVersion } from 'semver';

const packageJson = JSON.parse(readFileSync(require.resolve('plinth/package.json'), 'utf8')) as {
  readonly version: string;
  readonly peerDependencies: Readonly<Record<string, string>>;
};

/** Version of Plinth. */
export const version = packageJson.version;

/** Packages that a project needs in addition to Plinth, with their version ranges. */
export const peerDependencies = packageJson.peerDependencies;

/** Version of `cdktf-cli` for these peers: cdktf releases its library and its CLI under the same version. */
export const cdktfCliVersion = minVersion(peerDependencies.cdktf ?? '*')?.version ?? '*';
