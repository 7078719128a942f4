import type { Endpoint } from '../../../../src/definition/capability';
import { tenantLabel } from '../../../../src/kinds/labels';
import type { ProvidedCapability } from '../../../../src/kinds/provides';
import { addObject } from '../../../kubernetes/object';
import { clientSecretName, gateNamespace, listRedirectUrls } from '../gate/gates';
import type { LoginOptions } from '../gate/issuer';
import { provideLogin } from '../gate/provider';
import type { ClientRegistration } from '../gate/registration';

const scopes = ['openid', 'profile', 'email', 'groups'];

/**
 * Returns the endpoint of Hydra: clients in the cluster use its Service, and browsers its public host.
 * @param issuer URL of the issuer, where it is known
 */
export function hydraEndpoint(name: string, issuer?: string): Endpoint {
  const url = `http://${name}-hydra-public.${name}:4444`;
  return {
    api: 'oidc',
    namespace: name,
    podLabels: { 'app.kubernetes.io/name': 'hydra' },
    url,
    ...(issuer === undefined ? {} : { issuer }),
    // Below the issuer.
    authorizationUrl: issuer === undefined ? '/oauth2/auth' : `${issuer}/oauth2/auth`,
    tokenUrl: `${url}/oauth2/token`,
    keysUrl: `${url}/.well-known/jwks.json`,
    userinfoUrl: `${url}/userinfo`,
    groupsClaim: 'groups',
    scopes,
  };
}

/** Returns the capability `identity` of Hydra; with Kratos, applications can require users to log in. */
export function provideHydra(name: string, hasKratos: boolean, options: LoginOptions): ProvidedCapability {
  const endpoint = hydraEndpoint(name);
  return hasKratos ? provideLogin(endpoint, options, hydraRegistration) : { endpoint };
}

/**
 * Registration by hydra-maester, which creates the Secret with ID and secret of the client. The consent server accepts
 * these clients, whose consent is skipped.
 * @see https://www.ory.com/docs/hydra/self-hosted/kubernetes-helm-chart
 */
const hydraRegistration: ClientRegistration = {
  isManual: false,
  secretKeys: { id: 'CLIENT_ID', secret: 'CLIENT_SECRET' },
  listClients: () => [],
  addClient: (scope, tenant, gates) => {
    const name = clientSecretName(tenant);
    addObject(scope, name, {
      apiVersion: 'hydra.ory.sh/v1alpha1',
      kind: 'OAuth2Client',
      metadata: { name, namespace: gateNamespace, labels: { [tenantLabel]: tenant } },
      spec: {
        clientName: `Applications of ${tenant}`,
        grantTypes: ['authorization_code'],
        responseTypes: ['code'],
        scope: scopes.join(' '),
        redirectUris: gates.flatMap(listRedirectUrls),
        secretName: name,
        skipConsent: true,
        tokenEndpointAuthMethod: 'client_secret_basic',
      },
    });
  },
};
