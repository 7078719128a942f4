import { z } from 'zod';
import { endpointSchema, type ProvidedCapabilities } from '../../src/definition/capability';
import { clusterKind } from '../../src/kinds/cluster-kind';

/**
 * A cluster that somebody else runs: Plinth brings the platform to it, and touches no machine.
 * @example
 * existing({ environment: 'dev', kubeconfig: '~/.kube/config', context: 'dev', provides: { network: {}, 'network-policy': {}, dns: {} } })
 */
export const existing = clusterKind({
  kind: 'existing',
  summary: 'A cluster that somebody else runs.',
  schema: z.strictObject({
    kubeconfig: z
      .string()
      .min(1)
      .describe('path of the kubeconfig; a relative one starts at the folder that holds cdktf.out'),
    context: z.string().min(1).optional().describe("context in it; @default the kubeconfig's current one"),
    provides: z
      .record(z.string(), endpointSchema)
      .default({ network: {}, 'network-policy': {}, dns: {} })
      .describe(
        'capabilities that it has already, each with the way to reach it; @default network, network-policy, dns',
      ),
  }),
  provides: (options): ProvidedCapabilities => options.provides,
  access: ({ kubeconfig, context }) => ({ type: 'kubeconfig', path: kubeconfig, context }),
});
