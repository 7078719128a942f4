import { providerPackages, requireProviderPackage } from '../../../../constructs/clouds/provider-package';
import packageJson from '../../../../package.json';

describe.each(Object.values(providerPackages))('the package $name', (providerPackage) => {
  const { module, name, version } = providerPackage;

  test('is named with its install command where it is missing', () => {
    const resolve = () => {
      throw new Error('Cannot find module');
    };
    expect(() => {
      requireProviderPackage(providerPackage, resolve);
    }).toThrow(
      `${module} requires the package ${name}, which is not installed: run npm install --save-exact ${name}@${version}`,
    );
  });

  test('is an optional peer in the version that npm run clouds installs', () => {
    const peers: Readonly<Record<string, string>> = packageJson.peerDependencies;
    const optional: Readonly<Record<string, object>> = packageJson.peerDependenciesMeta;
    expect(optional[name]).toEqual({ optional: true });
    expect(peers[name]).toBe(`^${version}`);
    expect(Object.keys({ ...packageJson.dependencies, ...packageJson.devDependencies })).not.toContain(name);
  });
});
