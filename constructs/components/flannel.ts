import { z } from 'zod';
import { componentKind } from '../../src/model/kind';
import { helmValues } from '../../src/model/schema';
import { charts } from '../../src/model/versions';
import { merged } from './values';

/**
 * Pods reach each other across hosts by VXLAN, and NetworkPolicies are enforced.
 * @see https://github.com/flannel-io/flannel/blob/master/Documentation/backends.md
 * @example
 * const [release] = flannel.releases({ networkPolicy: true }, clusterFacts({ podCidr: '10.244.0.0/16' }));
 */
export const flannel = componentKind({
  kind: 'flannel',
  summary: 'Network of pods by VXLAN, with an enforcer of NetworkPolicies.',
  schema: z.strictObject({
    backend: z.enum(['vxlan', 'host-gw', 'wireguard']).default('vxlan').describe('how packets travel between hosts'),
    mtu: z.int().min(576).max(9216).optional().describe('bytes; @default what the network allows'),
    networkPolicy: z
      .boolean()
      .default(true)
      .describe('enforce NetworkPolicies; flannel alone takes them and does nothing about them'),
    values: helmValues.optional(),
  }),
  provides: ({ networkPolicy }) => ({ network: {}, ...(networkPolicy ? { 'network-policy': {} } : {}) }),
  releases: ({ name, backend, mtu, networkPolicy, values }, facts) => [
    {
      name,
      namespace: 'kube-flannel',
      podSecurity: 'privileged',
      chart: charts.flannel,
      values: merged(
        {
          podCidr: facts.podCidr,
          flannel: { backend, ...(mtu === undefined ? {} : { mtu }) },
          netpol: { enabled: networkPolicy },
        },
        values,
      ),
    },
  ],
});
