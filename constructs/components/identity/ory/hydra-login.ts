import type { Construct } from 'constructs';
import type { Secret } from 'kubernetes-types/core/v1';
import type { Endpoint } from '../../../../src/definition/capability';
import type { OidcClient } from '../../../../src/kinds/additions';
import { tenantLabel } from '../../../../src/kinds/labels';
import type { ProvidedCapability } from '../../../../src/kinds/provides';
import { addObject } from '../../../kubernetes/object';
import type { LoginOptions } from '../gate/issuer';
import { provideLogin } from '../gate/provider';

const scopes = ['openid', 'profile', 'email', 'groups'];

/** Keys of the Secrets of clients. hydra-maester would use CLIENT_ID and CLIENT_SECRET. */
export const clientKeys = { id: 'client-id', secret: 'client-secret' } as const;

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
  return hasKratos ? provideLogin({ ...endpoint, registersClients: true }, options, registerClient) : { endpoint };
}

/**
 * Registers a client by hydra-maester, which creates the Secret with ID and secret of the client, or uses those of an
 * existing Secret. The consent server accepts these clients, whose consent is skipped.
 * @see https://www.ory.com/docs/hydra/self-hosted/kubernetes-helm-chart
 */
function registerClient(
  scope: Construct,
  { redirectUrls, secret, title, publicId }: OidcClient,
  tenant?: string,
): void {
  const { namespace, name } = secret;
  const metadata = { name, namespace, ...(tenant === undefined ? {} : { labels: { [tenantLabel]: tenant } }) };
  // The ID of a public client is no secret: programs of users contain it.
  if (publicId !== undefined)
    addObject<Secret>(scope, `${namespace}-${name}-id`, {
      apiVersion: 'v1',
      kind: 'Secret',
      metadata,
      stringData: { [clientKeys.id]: publicId },
    });
  addObject(scope, `${namespace}-${name}`, {
    apiVersion: 'hydra.ory.sh/v1alpha1',
    kind: 'OAuth2Client',
    metadata,
    spec: {
      clientName: title,
      grantTypes: ['authorization_code', ...(publicId === undefined ? [] : ['refresh_token'])],
      responseTypes: ['code'],
      scope: [...scopes, ...(publicId === undefined ? [] : ['offline_access'])].join(' '),
      redirectUris: redirectUrls,
      secretName: name,
      skipConsent: true,
      tokenEndpointAuthMethod: publicId === undefined ? 'client_secret_basic' : 'none',
    },
  });
}
