import { z } from 'zod';
import { endpointSchema, type ProvidedCapabilities } from '../../src/definition/capability';
import { clusterKind } from '../../src/kinds/cluster-kind';

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
      .describe('path of the kubeconfig; a relative path starts at the folder that contains cdktf.out'),
    context: z
      .string()
      .min(1)
      .optional()
      .describe('context of the kubeconfig; @default the current context of the kubeconfig'),
    provides: z
      .record(z.string(), endpointSchema)
      .default({ network: {}, 'network-policy': {}, dns: {} })
      .describe(
        'capabilities that the cluster already provides, each with its endpoint; @default network, network-policy, dns',
      ),
  }),
  provides: (options): ProvidedCapabilities => options.provides,
  access: ({ kubeconfig, context }) => ({ via: 'file', path: kubeconfig, context }),
});
