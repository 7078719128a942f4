import { groupBy } from '../../../src/checks/duplicates';
import type { ComponentSecret } from '../../../src/kinds/component-secret';
import { isPlainObject } from '../../../src/schema/plain-object';

/** Reference of a solver to a key of a Secret. */
interface SecretKey {
  readonly name: string;
  readonly key: string;
}

/**
 * Lists the Secrets that a DNS-01 solver refers to, in the namespace of cert-manager.
 * @param solver in the format of an ACME issuer: names of references end with `SecretRef`
 * @see https://cert-manager.io/docs/reference/api-docs/#acme.cert-manager.io/v1.ACMEChallengeSolverDNS01
 */
export function listSolverSecrets(namespace: string, solver: object): readonly ComponentSecret[] {
  return [...groupBy(listSecretKeys(solver), ({ name }) => name)].map(([name, references]) => ({
    namespace,
    name,
    requiredFor: 'certManager({ dns01 })',
    values: Object.fromEntries(
      references.map(({ key }) => [key, { from: 'provided' as const, description: 'credential of the DNS-01 solver' }]),
    ),
    rotation: { reloads: 'cert-manager reads it at each challenge' },
  }));
}

function listSecretKeys(value: unknown): readonly SecretKey[] {
  if (Array.isArray(value)) return value.flatMap(listSecretKeys);
  if (!isPlainObject(value)) return [];
  return Object.entries(value).flatMap(([field, item]) => {
    if (!field.endsWith('SecretRef') || !isPlainObject(item)) return listSecretKeys(item);
    const { name, key } = item;
    return typeof name === 'string' && typeof key === 'string' ? [{ name, key }] : [];
  });
}
