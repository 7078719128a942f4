import { addObject } from '../../../kubernetes/object';
import { digest } from '../../../digest';
import { userHeaders } from '../gate/configuration';
import type { TokenVerifier } from '../gate/provider';

const methods = ['DELETE', 'GET', 'HEAD', 'OPTIONS', 'PATCH', 'POST', 'PUT'];

/**
 * Returns Oathkeeper as the server that verifies the access tokens of Hydra: a Rule for each host accepts those whose audience
 * is the URL of the host. The ingress controller asks for the paths that have tokens; their Rule is that of the host, because
 * Oathkeeper refuses requests that two Rules match.
 * @see https://www.ory.com/docs/oathkeeper/pipeline/authn#oauth2_introspection
 * @param name name, and namespace, of the component
 */
export function oathkeeperTokens(name: string): TokenVerifier {
  return {
    url: ({ clusterDomain }) => `http://${name}-oathkeeper-api.${name}.svc.${clusterDomain}:4456/decisions`,
    addHost: (scope, tenant, host) => {
      const url = `https://${host}`;
      addObject(scope, `Tokens-${host}`, {
        apiVersion: 'oathkeeper.ory.sh/v1alpha1',
        kind: 'Rule',
        metadata: { name: `${tenant.slice(0, 46)}-${digest([tenant, host])}`, namespace: name },
        spec: {
          match: { url: `${url}/<.*>`, methods },
          // Without an audience, Oathkeeper would accept the tokens for other applications too.
          authenticators: [{ handler: 'oauth2_introspection', config: { target_audience: [url] } }],
          authorizer: { handler: 'allow' },
          mutators: [{ handler: 'header', config: { headers: { [userHeaders[0]]: '{{ print .Subject }}' } } }],
        },
      });
    },
  };
}
