import { z } from 'zod';
import { tryGetEndpoint } from '../../src/model/facts';
import { componentKind } from '../../src/model/kind';
import { error } from '../../src/model/problem';
import { helmValues } from '../../src/model/schema';
import { charts } from '../../src/model/versions';
import { sized } from './resources';
import { merged } from './values';

const namespace = 'tigera-operator';

/**
 * Network of pods by Calico, which its operator installs and upgrades: it enforces NetworkPolicies.
 * @see https://docs.tigera.io/calico/latest/reference/installation/api
 * @example
 * calico({ encapsulation: 'None', bgp: true })
 */
export const calico = componentKind({
  kind: 'calico',
  summary: 'Network of pods by Calico, which enforces NetworkPolicies.',
  schema: z.strictObject({
    encapsulation: z
      .enum(['VXLAN', 'VXLANCrossSubnet', 'IPIP', 'IPIPCrossSubnet', 'None'])
      .default('VXLAN')
      .describe('how packets travel between hosts; None needs a network that knows the addresses of pods'),
    bgp: z.boolean().default(false).describe('tell routers and other nodes about pods by BGP; IPIP and None need it'),
    dataplane: z.enum(['Iptables', 'Nftables', 'BPF']).default('Iptables').describe('what moves the packets'),
    mtu: z.int().min(576).max(9216).optional().describe('bytes; @default what the network allows'),
    values: helmValues.optional(),
  }),
  problems: ({ encapsulation, bgp }) =>
    bgp || encapsulation.startsWith('VXLAN')
      ? []
      : [error(['encapsulation'], encapsulation, 'needs BGP to tell where pods are', "write bgp: true, or 'VXLAN'")],
  provides: () => ({ network: {}, 'network-policy': {} }),
  releases: ({ name, encapsulation, bgp, dataplane, mtu, values }, facts) => {
    const mirror = facts.registryMirror;
    const metrics = tryGetEndpoint(facts, 'metrics') !== undefined;
    return [
      { name: `${name}-crds`, namespace, podSecurity: 'privileged', chart: charts.calicoCrds, values: {}, crds: true },
      {
        name,
        namespace,
        podSecurity: 'privileged',
        chart: charts.tigeraOperator,
        values: merged(
          {
            // The CRDs are a release of their own.
            manageCRDs: false,
            resources: sized('50m', '128Mi', '512Mi'),
            ...(mirror === undefined ? {} : { tigeraOperator: { registry: mirror } }),
            installation: {
              ...(mirror === undefined ? {} : { registry: `${mirror}/` }),
              // Volumes of its own are for policies on layer 7, which nothing here uses.
              flexVolumePath: 'None',
              cni: { type: 'Calico', ipam: { type: 'Calico' } },
              calicoNetwork: {
                bgp: bgp ? 'Enabled' : 'Disabled',
                linuxDataplane: dataplane,
                ...(mtu === undefined ? {} : { mtu }),
                ipPools: [{ cidr: facts.podCidr, encapsulation, natOutgoing: 'Enabled', nodeSelector: 'all()' }],
              },
              ...(metrics ? { nodeMetricsPort: 9091, typhaMetricsPort: 9093 } : {}),
              calicoNodeDaemonSet: workload('calico-node', '150m', '128Mi', '512Mi'),
              typhaDeployment: workload('calico-typha', '50m', '64Mi', '256Mi'),
              calicoKubeControllersDeployment: workload('calico-kube-controllers', '20m', '64Mi', '256Mi'),
            },
            apiServer: {
              enabled: true,
              apiServerDeployment: workload('calico-apiserver', '50m', '64Mi', '256Mi'),
            },
            goldmane: { enabled: false },
            whisker: { enabled: false },
          },
          values,
        ),
      },
    ];
  },
});

/** Resources of what the operator makes, in the form that its Installation takes. */
function workload(container: string, cpu: string, memory: string, memoryLimit: string) {
  return {
    spec: {
      template: { spec: { containers: [{ name: container, resources: sized(cpu, memory, memoryLimit) }] } },
    },
  };
}
