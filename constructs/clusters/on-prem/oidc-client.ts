import type { OidcClient } from '../../../src/kinds/additions';
import type { ClusterInfo } from '../../../src/kinds/cluster-info';
import { resolveOidcIssuer } from './kubeadm';
import type { OnPremOptions } from './schema';

/**
 * URLs at which `kubectl oidc-login` receives the user after the log-in.
 * @see https://github.com/int128/kubelogin
 */
const redirectUrls = ['http://localhost:8000', 'http://localhost:18000'];

/** Lists the client by which kubectl gets tokens for the API server; none without `oidc`. It is a public one. */
export function listApiServerClients({ oidc }: OnPremOptions, cluster: ClusterInfo): readonly OidcClient[] {
  const issuer = oidc && resolveOidcIssuer(oidc, cluster);
  if (issuer === undefined || oidc === undefined) return [];
  const namespace = cluster.capabilities.identity?.namespace ?? 'default';
  const secret = { namespace, name: 'kubernetes-login' };
  return [{ issuer, redirectUrls, secret, title: `kubectl for ${cluster.cluster}`, publicId: oidc.clientId }];
}
