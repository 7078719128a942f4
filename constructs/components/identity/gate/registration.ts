import type { Construct } from 'constructs';
import type { Endpoint } from '../../../../src/definition/capability';
import type { OidcClient } from '../../../../src/kinds/additions';
import { clientSecretName, gateNamespace, listRedirectUrls, type LoginGate } from './gates';

/** How the client of a tenant's gates is registered at the issuer. */
export interface ClientRegistration {
  /** Whether a person registers the client, and writes its secret. */
  readonly isManual: boolean;
  /** Keys of the Secret `client-<tenant>`. */
  readonly secretKeys: { readonly id: string; readonly secret: string };
  /** Lists the client, if it must be registered at an issuer outside the platform. */
  readonly listClients: (tenant: string, gates: readonly LoginGate[], endpoint: Endpoint) => readonly OidcClient[];
  /** Adds the objects that register the client at an issuer in the cluster. */
  readonly addClient: (scope: Construct, tenant: string, gates: readonly LoginGate[]) => void;
}

/** Registration by the administrators of an issuer outside the platform. */
export const manualRegistration: ClientRegistration = {
  isManual: true,
  secretKeys: { id: 'client-id', secret: 'client-secret' },
  listClients: (tenant, gates, { issuer = '' }) => [
    {
      issuer,
      redirectUrls: gates.flatMap(listRedirectUrls),
      secret: { namespace: gateNamespace, name: clientSecretName(tenant) },
    },
  ],
  addClient: () => undefined,
};
