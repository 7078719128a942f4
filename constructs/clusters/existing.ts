import { z } from 'zod';
import { capabilityEndpointsSchema } from '../../src/definition/capability';
import { dualStackRanges } from '../../src/definition/cluster';
import { clusterKind } from '../../src/kinds/cluster-kind';
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
    provides: capabilityEndpointsSchema
      .default({ network: {}, 'network-policy': {}, dns: {} })
      .meta({ examples: [{ network: {}, dns: {}, storage: { classes: { fast: { default: true } } } }] })
      .describe(
        'capabilities that the cluster already provides, by name (such as network, dns, ingress or storage), each with its endpoint; @default network, network-policy, dns',
      ),
  }),
  dualStack: ({ dualStack }) => dualStack,
  provides: ({ provides }) => provideExistingCapabilities(provides),
  connection: ({ kubeconfig, context }) => ({ type: 'kubeconfig', path: kubeconfig, context }),
});
