import { z } from 'zod';
import { mirrored } from '../../src/model/facts';
import { componentKind } from '../../src/model/kind';
import { helmValues } from '../../src/model/schema';
import { charts, images } from '../../src/model/versions';
import { sized } from './resources';
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
      images: [...charts.flannel.images, ...(networkPolicy ? [images.kubeNetworkPolicies] : [])],
      values: merged(
        {
          ...(facts.podCidr.includes(':')
            ? { podCidr: '', podCidrv6: facts.podCidr }
            : { podCidr: facts.podCidr, podCidrv6: '' }),
          flannel: {
            backend,
            ...(mtu === undefined ? {} : { mtu }),
            image: { repository: mirrored(facts, 'ghcr.io/flannel-io/flannel') },
            flannel_cni: { image: { repository: mirrored(facts, 'ghcr.io/flannel-io/flannel-cni-plugin') } },
            resources: sized('100m', '50Mi', '200Mi'),
          },
          netpol: {
            enabled: networkPolicy,
            image: { repository: mirrored(facts, 'registry.k8s.io/networking/kube-network-policies') },
          },
        },
        values,
      ),
    },
  ],
});
