import { z } from 'zod';
import { resolveImage, tryGetEndpoint, type ClusterInfo } from '../../../src/kinds/cluster-info';
import { componentKind } from '../../../src/kinds/component-kind';
import { error } from '../../../src/schema/problem';
import { helmValues } from '../../../src/schema/field-types';
import { charts } from './charts';
import { monitoringReleases } from '../../monitoring/component-monitoring';
import { containerResources } from '../../kubernetes/container-resources';
import { mergeHelmValues } from '../../kubernetes/helm-values';

/**
 * Network of pods by eBPF: it enforces NetworkPolicies, and its own ones that allow outside hosts by name.
 * @see https://docs.cilium.io/en/stable/network/concepts/
 * @example
 * cilium({ encryption: 'wireguard' })
 */
export const cilium = componentKind({
  kind: 'cilium',
  summary: 'Network of pods by eBPF, with policies that know hosts by name.',
  schema: z.strictObject({
    routing: z
      .enum(['vxlan', 'geneve', 'native'])
      .default('vxlan')
      .describe('how packets travel between hosts; native needs a network that knows the addresses of pods'),
    encryption: z.enum(['none', 'wireguard']).default('none').describe('of what travels between hosts'),
    kubeProxyReplacement: z
      .boolean()
      .default(false)
      .describe('serve Services too; the cluster must have been made without kube-proxy'),
    mtu: z.int().min(576).max(9216).optional().describe('bytes; @default what the network allows'),
    values: helmValues.optional(),
  }),
  provides: ({ name }) => ({
    network: {},
    'network-policy': {},
    'network-policy-hosts': { api: 'cilium', namespace: name },
  }),
  validate: ({ kubeProxyReplacement, values = {} }, { infrastructureCapabilities = [], controlPlaneAddresses }) => {
    const mistake = (what: string, fix: string) => [error(['kubeProxyReplacement'], true, what, fix)];
    if (!kubeProxyReplacement) return [];
    if (infrastructureCapabilities.includes('service-proxy'))
      return mistake('kube-proxy serves the Services of this cluster, which cannot leave it out', 'remove it');
    if (controlPlaneAddresses.length > 0 || 'k8sServiceHost' in values) return [];
    return mistake(
      'nothing serves the Service of the API before Cilium does, and its address is not known',
      'write values: { k8sServiceHost: …, k8sServicePort: … }',
    );
  },
  releases: ({ name, routing, encryption, kubeProxyReplacement, mtu, values }, cluster) => {
    const metrics = tryGetEndpoint(cluster, 'metrics') !== undefined;
    const [controlPlane] = cluster.controlPlaneAddresses;
    const ipv6 = cluster.podCidr.includes(':');
    return [
      {
        name,
        namespace: name,
        podSecurity: 'privileged',
        chart: charts.cilium,
        values: mergeHelmValues(
          mergeHelmValues(renderImageValues(cluster), {
            // The addresses that Kubernetes gives to each node, so that all of the cluster speaks of one range.
            ipam: { mode: 'kubernetes' },
            ipv4: { enabled: !ipv6 },
            ipv6: { enabled: ipv6 },
            routingMode: routing === 'native' ? 'native' : 'tunnel',
            ...(routing === 'native' ? renderNativeRoutingValues(cluster, ipv6) : { tunnelProtocol: routing }),
            encryption: { enabled: encryption !== 'none', type: 'wireguard' },
            kubeProxyReplacement: String(kubeProxyReplacement),
            // Nothing serves the address of the API server's Service before Cilium does.
            ...(kubeProxyReplacement && controlPlane !== undefined
              ? { k8sServiceHost: controlPlane, k8sServicePort: '6443' }
              : {}),
            MTU: mtu ?? 0,
            // Nodes can be told by address in NetworkPolicies, as on every other network.
            policyCIDRMatchMode: ['nodes'],
            // Its certificates would be made anew at each render.
            hubble: { enabled: false },
            prometheus: { enabled: metrics },
            resources: containerResources({ cpuRequest: '100m', memoryRequest: '512Mi', memoryLimit: '1Gi' }),
            initResources: containerResources({ cpuRequest: '10m', memoryRequest: '32Mi', memoryLimit: '128Mi' }),
            cni: { resources: containerResources({ cpuRequest: '10m', memoryRequest: '10Mi', memoryLimit: '128Mi' }) },
            envoy: {
              resources: containerResources({ cpuRequest: '50m', memoryRequest: '128Mi', memoryLimit: '512Mi' }),
              prometheus: { enabled: metrics },
            },
            operator: {
              replicas: cluster.controlPlaneAddresses.length > 1 ? 2 : 1,
              resources: containerResources({ cpuRequest: '50m', memoryRequest: '128Mi', memoryLimit: '256Mi' }),
              prometheus: { enabled: metrics },
            },
          }),
          values,
        ),
      },
      ...monitoringReleases(
        {
          name,
          namespace: name,
          pods: [
            { name: 'cilium-agent', labels: { 'k8s-app': 'cilium' }, port: 'prometheus' },
            { name: 'cilium-envoy', labels: { 'k8s-app': 'cilium-envoy' }, port: 'envoy-metrics' },
            { name: 'cilium-operator', labels: { 'io.cilium/app': 'operator' }, port: 'prometheus' },
          ],
          alerts: [
            {
              name: 'CiliumUnreachableNodes',
              expr: 'max by (pod) (cilium_unreachable_nodes) > 0',
              forMinutes: 15,
              severity: 'critical',
              summary: '{{ $labels.pod }} does not reach {{ $value }} nodes.',
              runbook:
                'Ask `cilium-dbg status` in that pod which ones, and look whether the network lets their packets through.',
            },
          ],
        },
        cluster,
      ),
    ];
  },
});

function renderNativeRoutingValues({ podCidr }: ClusterInfo, ipv6: boolean) {
  return {
    [ipv6 ? 'ipv6NativeRoutingCIDR' : 'ipv4NativeRoutingCIDR']: podCidr,
    autoDirectNodeRoutes: true,
  };
}

/** The images are pinned by digest, which a mirror keeps. */
function renderImageValues(cluster: ClusterInfo) {
  const image = (repository: string) => ({
    image: { repository: resolveImage(cluster, `quay.io/cilium/${repository}`) },
  });
  return { ...image('cilium'), operator: image('operator'), envoy: image('cilium-envoy') };
}
