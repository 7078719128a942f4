import { createRequire } from 'node:module';
import { providerPackages } from '../../constructs/clouds/provider-package';

/** Cloud with kinds of its own. */
export type CloudName = keyof typeof providerPackages;

/** Returns whether the package of a cloud's provider is installed, which `npm ci` does not do. */
export function hasProvider(cloud: CloudName): boolean {
  try {
    createRequire(__filename).resolve(`${providerPackages[cloud].name}/lib/provider`);
    return true;
  } catch {
    return false;
  }
}

/** Declares tests of a cloud. They are skipped, with the reason in the title, where the package of the provider is missing. */
export function describeCloud(cloud: CloudName, title: string, declareTests: () => void): void {
  if (hasProvider(cloud)) {
    describe(title, declareTests);
    return;
  }
  describe.skip(`${title} (skipped: ${providerPackages[cloud].name} is not installed; run npm run clouds)`, () => {
    test.todo('tests that need the package');
  });
}
