import { readFileSync } from 'node:fs';
import { minVersion } from 'semver';

const packageJson = JSON.parse(readFileSync(require.resolve('plinth/package.json'), 'utf8')) as {
  readonly version: string;
  readonly dependencies: Readonly<Record<'zod', string>>;
  readonly peerDependenciesMeta: Readonly<Record<string, { readonly optional?: boolean }>>;
  readonly peerDependencies: Readonly<Record<string, string>>;
};

/** Version of Plinth. */
export const version = packageJson.version;

/** Packages that every project needs in addition to Plinth, with their version ranges. Those of a cloud are optional. */
export const requiredPeerDependencies: Readonly<Record<string, string>> = Object.fromEntries(
  Object.entries(packageJson.peerDependencies).filter(
    ([name]) => packageJson.peerDependenciesMeta[name]?.optional !== true,
  ),
);

/** Version of zod whose schemas kinds have: the exact one that Plinth depends on. */
export const zodVersion = packageJson.dependencies.zod;

/** Version of `cdktf-cli` for these peers: cdktf releases its library and its CLI under the same version. */
export const cdktfCliVersion = minVersion(requiredPeerDependencies.cdktf ?? '*')?.version ?? '*';
