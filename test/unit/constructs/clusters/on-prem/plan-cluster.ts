import { z } from 'zod';
import { onPrem } from '../../../../../constructs/clusters/on-prem';
import { componentKind } from '../../../../../src/kinds/component-kind';
import { language } from '../../../../../src/language';
import type { Plan } from '../../../../../src/plan';

/** Component that issues OpenID Connect tokens. */
const identityProvider = componentKind({
  kind: 'identity-provider',
  summary: 'Issues OpenID Connect tokens.',
  schema: z.strictObject({}),
  issuer: (_, { domain }) => `https://login.${domain}`,
  releases: () => [],
});

/** Options of a cluster with one control plane and one worker; tests change single options. */
export const smallCluster = {
  environment: 'dev',
  ssh: { user: 'ops' },
  controlPlanes: { cp1: '10.0.0.11' },
  workers: { w1: '10.0.0.21' },
};

/**
 * Plans a platform with one cluster.
 * @param options options of the cluster
 * @param previousOptions options of the cluster at the last apply
 */
export function planCluster(options: object, previousOptions?: object): Plan {
  const platform = (cluster: object) => ({
    name: 'acme',
    domain: 'acme.example',
    environments: ['dev'],
    clusters: { dc1: { kind: 'on-prem', ...cluster } },
    tenants: {},
  });
  return language([onPrem, identityProvider]).plan(platform(options), previousOptions && platform(previousOptions));
}
