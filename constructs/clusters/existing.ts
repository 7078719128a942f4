import { z } from 'zod';
import { capabilityEndpointsSchema } from '../../src/definition/capability';
import { dualStackRanges } from '../../src/definition/cluster';
import { clusterKind } from '../../src/kinds/cluster-kind';
import { createNetworkRanges } from '../../src/kinds/network-range';
import { cidr, list } from '../../src/schema/field-types';
import { provideExistingCapabilities } from './existing-capabilities';

/**
 * An existing cluster, which is operated without Plinth. Plinth deploys the platform to it and changes no hosts.
 * @example
 * existing({ environment: 'dev', kubeconfig: '~/.kube/config', context: 'dev', provides: { network: {}, 'network-policy': {}, dns: {} } })
 */
export const existing = clusterKind({
  kind: 'existing',
  summary: 'An existing cluster, which is operated without Plinth.',
  schema: z.strictObject({
    kubeconfig: z
      .string()
      .min(1)
      .meta({ examples: ['~/.kube/config'] })
      .describe('path of the kubeconfig; a relative path starts at the folder that contains cdktf.out'),
    context: z
      .string()
      .min(1)
      .optional()
      .meta({ examples: ['dev'] })
      .describe('context of the kubeconfig; @default the current context of the kubeconfig'),
    dualStack: dualStackRanges
      .optional()
      .meta({ examples: [{ podCidr: 'fd00:10:244::/56', serviceCidr: 'fd00:10:96::/112' }] })
      .describe('ranges of the second IP family of a dual-stack cluster, for network policies; @default one IP family'),
    nodeCidrs: list(cidr)
      .optional()
      .meta({ examples: [['10.0.0.0/24']] })
      .describe(
        'address ranges of its nodes and control planes, which no workload of a tenant reaches; @default unknown, with a warning where workloads call address ranges',
      ),
    apiServerCidrs: list(cidr)
      .optional()
      .meta({ examples: [['10.0.0.11/32']] })
      .describe(
        'addresses of its API servers, as `kubectl get endpointslices kubernetes` shows them: components that need the API connect to no others for it; @default unknown, all addresses outside of the cluster on ports 443 and 6443',
      ),
    provides: capabilityEndpointsSchema
      .default({ network: {}, dns: {} })
      .meta({ examples: [{ network: {}, dns: {}, storage: { classes: { fast: { default: true } } } }] })
      .describe(
        'capabilities that the cluster already provides, by name (such as network, dns, ingress or storage), each with its endpoint; network-policy declares that its network enforces NetworkPolicies, which isolate tenants; @default network, dns',
      ),
  }),
  dualStack: ({ dualStack }) => dualStack,
  apiServerRanges: ({ apiServerCidrs = [] }) => apiServerCidrs,
  networkRanges: ({ nodeCidrs }) => createNetworkRanges({ 'the nodes': nodeCidrs }),
  provides: ({ provides }) => provideExistingCapabilities(provides),
  connection: ({ kubeconfig, context }) => ({ type: 'kubeconfig', path: kubeconfig, context }),
});
