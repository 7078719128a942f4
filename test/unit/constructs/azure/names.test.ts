import {
  formatName,
  formatCompactName,
  formatUniqueName,
  nameRules,
  tryGetNameError,
  type NamedService,
} from '../../../../constructs/azure/cloud/names';
import { formatSecretName } from '../../../../constructs/azure/vault/environment-vault';

const services = Object.keys(nameRules) as NamedService[];
const long = [
  'a-platform-with-a-long-name',
  'production',
  'a-tenant--with-a-very-long-name',
  '0-and-a-digit'.repeat(5),
];

describe('names of Azure resources', () => {
  test('have a rule with a source for each service', () => {
    for (const service of services) expect(nameRules[service].source).toMatch(/^https:\/\/learn\.microsoft\.com\//);
  });

  test('are valid for platforms and tenants of any name', () => {
    const names: readonly (readonly [NamedService, string])[] = [
      ...services
        .filter(
          (service) => service !== 'storage-account' && service !== 'container-registry' && service !== 'aks-node-pool',
        )
        .map((service) => [service, formatName(service, ...long)] as const),
      ...(['key-vault', 'postgresql-server'] as const).map(
        (service) => [service, formatUniqueName(service, 'subscription', ...long)] as const,
      ),
      ...(['storage-account', 'container-registry'] as const).map(
        (service) => [service, formatCompactName(service, 'subscription', ...long)] as const,
      ),
      ['key-vault-object', formatSecretName('shop', ...long)],
    ];
    expect(names.flatMap(([service, name]) => tryGetNameError(service, name) ?? [])).toEqual([]);
  });

  test('of public hosts differ by subscription', () => {
    expect(formatUniqueName('key-vault', 'a', 'acme', 'prod')).not.toBe(
      formatUniqueName('key-vault', 'b', 'acme', 'prod'),
    );
  });

  test('of secrets begin with the name of the tenant, also where they are shortened', () => {
    expect(formatSecretName('shop', 'database', 'web')).toBe('shop--database--web');
    expect(formatSecretName('shop', ...long)).toMatch(/^shop--a-platform/);
    expect(formatSecretName('shop', ...long)).toHaveLength(127);
  });
});
