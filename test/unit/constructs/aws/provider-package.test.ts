import { providerPackageVersion, requireProviderPackage } from '../../../../constructs/aws/cloud/provider-package';
import packageJson from '../../../../package.json';

describe('the package of the AWS provider', () => {
  test('is named with its install command where it is missing', () => {
    const resolve = () => {
      throw new Error('Cannot find module');
    };
    expect(() => {
      requireProviderPackage(resolve);
    }).toThrow(
      `plinth/aws requires the package @cdktf/provider-aws, which is not installed: run npm install --save-exact @cdktf/provider-aws@${providerPackageVersion}`,
    );
  });

  test('is an optional peer in the version that npm run clouds installs', () => {
    expect(packageJson.peerDependenciesMeta['@cdktf/provider-aws']).toEqual({ optional: true });
    expect(packageJson.peerDependencies['@cdktf/provider-aws']).toBe(`^${providerPackageVersion}`);
    expect(Object.keys({ ...packageJson.dependencies, ...packageJson.devDependencies })).not.toContain(
      '@cdktf/provider-aws',
    );
  });
});
