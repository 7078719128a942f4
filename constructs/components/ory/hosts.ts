import { tryGetEndpoint, type ClusterFacts } from '../../../src/model/facts';
import type { OryOptions } from './schema';

/** The public addresses of ORY on a cluster. */
export function oryHosts({ loginHost, issuerHost, loginUrl }: OryOptions, { domain }: ClusterFacts) {
  const login = loginHost ?? `login.${domain}`;
  return { login, issuer: issuerHost ?? `id.${domain}`, ui: (loginUrl ?? `https://${login}/ui`).replace(/\/$/, '') };
}

/** An Ingress as ORY's charts take it, of the cluster's class, with a certificate where there are any. */
export function publicIngress(name: string, host: string, facts: ClusterFacts) {
  const certificates = tryGetEndpoint(facts, 'certificates') !== undefined;
  return {
    enabled: true,
    className: 'default',
    annotations: certificates ? { 'cert-manager.io/cluster-issuer': 'default' } : {},
    hosts: [{ host, paths: [{ path: '/', pathType: 'Prefix' }] }],
    ...(certificates ? { tls: [{ secretName: `${name}-tls`, hosts: [host] }] } : {}),
  };
}
