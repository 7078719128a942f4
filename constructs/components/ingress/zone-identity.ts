import type { ZoneAccess } from '../../../src/definition/capability';
import type { ComponentSecret } from '../../../src/kinds/component-secret';

/**
 * Lists the Secrets with the identity by which a component changes records of zones: only Terraform knows it, and writes
 * it to the store.
 * @param name name of the component, of its namespace and of its Deployment
 */
export function listIdentitySecrets(
  name: string,
  { identity }: Pick<ZoneAccess, 'identity'> = {},
): readonly ComponentSecret[] {
  if (identity === undefined) return [];
  return [
    {
      namespace: name,
      name: identity.secret,
      requiredFor: 'permission to change DNS zones',
      values: Object.fromEntries(
        Object.values(identity.variables).map((key) => [
          key,
          {
            from: 'provided' as const,
            writer: 'terraform' as const,
            description: 'identifier of the identity of the pods',
          },
        ]),
      ),
      rotation: { restarts: [{ kind: 'Deployment', name }] },
    },
  ];
}

/** Returns the environment variables with the identity by which a component changes records of zones. */
export function renderIdentityVariables({ identity }: Pick<ZoneAccess, 'identity'> = {}) {
  if (identity === undefined) return [];
  return Object.entries(identity.variables).map(([name, key]) => ({
    name,
    valueFrom: { secretKeyRef: { name: identity.secret, key } },
  }));
}
