import type { ComponentSecret } from '../../../../src/kinds/component-secret';
import { clientSecretName, cookieSecretName, type LoginGate } from './gates';
import type { LoginOptions } from './issuer';

/**
 * Lists the Secrets of a tenant's gates: the key of the cookies of each, and their client at the issuer.
 * @param isRegisteredManually whether administrators register the client; otherwise the issuer creates its Secret
 */
export function listGateSecrets(
  tenant: string,
  gates: readonly LoginGate[],
  { gateNamespace }: LoginOptions,
  isRegisteredManually: boolean,
): readonly ComponentSecret[] {
  const common = { namespace: gateNamespace, requiredFor: '`login` of applications' };
  return [
    ...gates.map((gate) => ({
      ...common,
      name: cookieSecretName(gate),
      values: { 'cookie-secret': { from: 'generated' } as const },
      rotation: { fixed: 'another key ends all sessions' },
    })),
    ...(isRegisteredManually
      ? [
          {
            ...common,
            name: clientSecretName(tenant),
            values: {
              'client-id': { from: 'provided', description: 'ID of the client at the issuer' } as const,
              'client-secret': { from: 'provided', description: 'secret of the client at the issuer' } as const,
            },
            rotation: { manual: `restart the Deployments of the tenant in namespace ${gateNamespace}` },
          },
        ]
      : []),
  ];
}
