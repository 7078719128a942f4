import type { Endpoint } from '../../../../src/definition/capability';
import type { ProvidedCapability } from '../../../../src/kinds/provides';
import type { LoginOptions } from '../gate/issuer';
import { provideLogin } from '../gate/provider';
import { requestClient } from '../registrar/registrar';
import { oathkeeperTokens } from './token-rules';

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

/**
 * Returns the capability of Hydra as an issuer; with Kratos, applications can require users to log in. The consent server
 * accepts the clients of the registrar, whose consent is skipped.
 * @param services services that are deployed too: with Oathkeeper, programs send access tokens to applications
 */
export function provideHydra(
  name: string,
  services: { readonly kratos: boolean; readonly oathkeeper: boolean },
  options: LoginOptions,
): ProvidedCapability {
  const endpoint = hydraEndpoint(name);
  if (!services.kratos) return { endpoint };
  const tokens = services.oathkeeper ? oathkeeperTokens(name) : undefined;
  return provideLogin({ ...endpoint, registersClients: true }, options, requestClient(name), tokens);
}
