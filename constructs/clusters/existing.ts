import { z } from 'zod';
import { capabilityEndpointsSchema, type Endpoint } from '../../src/definition/capability';
import { dualStackRanges } from '../../src/definition/cluster';
import { clusterKind } from '../../src/kinds/cluster-kind';
import type { ProvidedCapability } from '../../src/kinds/provides';
import { provideDashboards, provideTenantDashboards } from '../components/dashboards/dashboards-provider';
import { provideIngress } from '../components/ingress/ingress-provider';
import { provideAlerts } from '../components/metrics/tenant-alerts';
import { provideSecrets } from '../components/secrets/secret-releases';

/** Functions of programs on the cluster that Plinth knows, by capability. */
const providers: Readonly<Record<string, (endpoint: Endpoint) => ProvidedCapability>> = {
  alerts: provideAlerts,
  dashboards: provideDashboards,
  ingress: provideIngress,
  secrets: provideSecrets,
  'tenant-dashboards': provideTenantDashboards,
};

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
  provides: ({ provides }) =>
    Object.fromEntries(
      Object.entries(provides).map(([capability, endpoint]) => [
        capability,
        providers[capability]?.(endpoint) ?? { endpoint },
      ]),
    ),
  connection: ({ kubeconfig, context }) => ({ type: 'kubeconfig', path: kubeconfig, context }),
});
