import { createRequire } from 'node:module';
import { UserError } from '../../src/schema/user-error';

/** Package with the cdktf bindings of a cloud's provider: an optional peer dependency, since most platforms use one cloud. */
export interface ProviderPackage {
  /** Module of Plinth that requires it, such as `plinth/aws`. */
  readonly module: string;
  /** `@cdktf/provider-aws`. */
  readonly name: string;
  /** Version with which Plinth is tested. */
  readonly version: string;
}

/** Packages of the clouds, by the name of the cloud. */
export const providerPackages = {
  aws: { module: 'plinth/aws', name: '@cdktf/provider-aws', version: '21.22.1' },
  azure: { module: 'plinth/azure', name: '@cdktf/provider-azurerm', version: '14.23.1' },
  google: { module: 'plinth/google', name: '@cdktf/provider-google', version: '16.12.1' },
} as const satisfies Readonly<Record<string, ProviderPackage>>;

/**
 * Checks that the package of a provider is installed.
 * @param resolve resolves a module or throws, as `require.resolve` does
 * @throws UserError with the command that installs the package
 */
export function requireProviderPackage(
  { module, name, version }: ProviderPackage,
  resolve: (module: string) => string = (path) => createRequire(__filename).resolve(path),
): void {
  try {
    resolve(`${name}/lib/provider`);
  } catch (cause) {
    throw new UserError(
      `${module} requires the package ${name}, which is not installed: run npm install --save-exact ${name}@${version}`,
      { cause },
    );
  }
}
