import { createRequire } from 'node:module';
import { UserError } from '../../../src/schema/user-error';

/** Package with the cdktf bindings of the AWS provider: an optional peer dependency, since most platforms use one cloud. */
export const providerPackage = '@cdktf/provider-aws';

/** Version of the package with which Plinth is tested. */
export const providerPackageVersion = '21.22.1';

/**
 * Checks that the package of the AWS provider is installed.
 * @param resolve resolves a module or throws, as `require.resolve` does
 * @throws UserError with the command that installs the package
 */
export function requireProviderPackage(
  resolve: (module: string) => string = (module) => createRequire(__filename).resolve(module),
): void {
  try {
    resolve(`${providerPackage}/lib/provider`);
  } catch (cause) {
    throw new UserError(
      `plinth/aws requires the package ${providerPackage}, which is not installed: run npm install --save-exact ${providerPackage}@${providerPackageVersion}`,
      { cause },
    );
  }
}
