import { z } from 'zod';
import { resolveImage, tryGetEndpoint, type ClusterInfo } from '../../../src/kinds/cluster-info';
import { getPodRangesByFamily, type PodRangesByFamily } from '../../../src/kinds/cluster-ranges';
import { componentKind } from '../../../src/kinds/component-kind';
import { error, type Problem } from '../../../src/schema/problem';
import { helmValues } from '../../../src/schema/field-types';
import { charts, ciliumAwsOperator } from './charts';
import { monitoringReleases } from '../../monitoring/component-monitoring';
import { containerResources } from '../../kubernetes/container-resources';
import { mergeHelmValues } from '../../kubernetes/helm-values';

/**
 * Cilium: pod network by eBPF. It enforces NetworkPolicies, and CiliumNetworkPolicies that allow external hosts by
 * name.
 * @see https://docs.cilium.io/en/stable/network/concepts/
 * @example
 * cilium({ encryption: 'wireguard' })
 */
export const cilium = componentKind({
  kind: 'cilium',
  summary: 'Pod network by eBPF with NetworkPolicy enforcement and policies by host name, by Cilium.',
  schema: z.strictObject({
    routing: z
      .enum(['vxlan', 'geneve', 'native'])
      .optional()
      .describe(
        'encapsulation of traffic between nodes; native requires an underlying network that routes pod addresses; @default vxlan, and native on EKS, where pods have addresses of the VPC',
      ),
    encryption: z.enum(['none', 'wireguard']).default('none').describe('encryption of traffic between nodes'),
    kubeProxyReplacement: z
      .boolean()
      .default(false)
      .describe('replace kube-proxy; the cluster must be created without kube-proxy'),
    mtu: z.int().min(576).max(9216).optional().describe('MTU of the pod network in bytes; @default detected by Cilium'),
    values: helmValues.optional(),
  }),
  provides: ({ name, encryption }) => ({
    network: encryption === 'none' ? {} : { endpoint: { encrypted: true } },
    'network-policy': {},
    'network-policy-hosts': { endpoint: { api: 'cilium', namespace: name } },
  }),
  validate: (options, cluster) => [...checkRouting(options, cluster), ...checkProxyReplacement(options, cluster)],
  releases: ({ name, routing, encryption, kubeProxyReplacement, mtu, values }, cluster) => {
    const hasMetrics = tryGetEndpoint(cluster, 'metrics') !== undefined;
    const [controlPlane] = cluster.controlPlaneAddresses;
    const podRanges = getPodRangesByFamily(cluster);
    return [
      {
        name,
        namespace: name,
        podSecurity: 'privileged',
        chart: charts.cilium,
        ...(cluster.cloud?.provider === 'aws'
          ? { images: [...charts.cilium.images.slice(0, 2), ciliumAwsOperator] }
          : {}),
        values: mergeHelmValues(
          mergeHelmValues(renderImageValues(cluster), {
            ipv4: { enabled: podRanges.ipv4 !== undefined },
            ipv6: { enabled: podRanges.ipv6 !== undefined },
            ...renderAddressing(routing, cluster, podRanges),
            encryption: { enabled: encryption !== 'none', type: 'wireguard' },
            kubeProxyReplacement: String(kubeProxyReplacement),
            // The Service of the API server does not work before Cilium is ready.
            ...(kubeProxyReplacement && controlPlane !== undefined
              ? { k8sServiceHost: controlPlane, k8sServicePort: '6443' }
              : {}),
            MTU: mtu ?? 0,
            // Lets the ipBlocks of NetworkPolicies match nodes, as every other network plugin does.
            policyCIDRMatchMode: ['nodes'],
            // Its chart generates new certificates at every render.
            hubble: { enabled: false },
            prometheus: { enabled: hasMetrics },
            resources: containerResources({ cpuRequest: '100m', memoryRequest: '512Mi', memoryLimit: '1Gi' }),
            initResources: containerResources({ cpuRequest: '10m', memoryRequest: '32Mi', memoryLimit: '128Mi' }),
            cni: { resources: containerResources({ cpuRequest: '10m', memoryRequest: '10Mi', memoryLimit: '128Mi' }) },
            envoy: {
              resources: containerResources({ cpuRequest: '50m', memoryRequest: '128Mi', memoryLimit: '512Mi' }),
              prometheus: { enabled: hasMetrics },
            },
            operator: {
              replicas: hasSeveralNodes(cluster) ? 2 : 1,
              resources: containerResources({ cpuRequest: '50m', memoryRequest: '128Mi', memoryLimit: '256Mi' }),
              prometheus: { enabled: hasMetrics },
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
              summary: '{{ $labels.pod }} cannot reach {{ $value }} nodes.',
              runbook:
                'Run `cilium-dbg status` in that pod to list the nodes, and check whether the network between them drops packets.',
            },
          ],
        },
        cluster,
      ),
    ];
  },
});

/** Checks the routing in a cloud. */
function checkRouting(
  { routing }: { readonly routing?: string | undefined },
  cluster: ClusterInfo,
): readonly Problem[] {
  const provider = cluster.cloud?.provider;
  if (routing === undefined || (provider !== 'aws' && provider !== 'azure')) return [];
  const isNative = routing === 'native';
  if (isNative === (provider === 'aws')) return [];
  // https://docs.cilium.io/en/stable/network/concepts/ipam/eni/
  const message = isNative
    ? 'needs a network that routes pod addresses, which that of AKS does not'
    : 'would give pods addresses that the API servers of EKS do not reach, such as pods of webhooks';
  return [error(['routing'], routing, message, 'remove it')];
}

interface ProxyReplacement {
  readonly kubeProxyReplacement: boolean;
  readonly values?: Readonly<Record<string, unknown>> | undefined;
}

function checkProxyReplacement(
  { kubeProxyReplacement, values = {} }: ProxyReplacement,
  { infrastructureCapabilities = [], controlPlaneAddresses }: ClusterInfo,
): readonly Problem[] {
  if (!kubeProxyReplacement) return [];
  const path = ['kubeProxyReplacement'];
  if (infrastructureCapabilities.includes('service-proxy'))
    return [
      error(path, true, 'conflicts with kube-proxy, which the infrastructure of this cluster always runs', 'remove it'),
    ];
  if (controlPlaneAddresses.length > 0 || 'k8sServiceHost' in values) return [];
  return [
    error(
      path,
      true,
      'requires the address of the API server, because its Service does not work before Cilium is ready',
      'write values: { k8sServiceHost: …, k8sServicePort: … }',
    ),
  ];
}

/**
 * Renders how pods get their addresses. On EKS, from network interfaces of nodes, so that the API servers reach pods; on AKS, and on
 * EKS, Kubernetes assigns no ranges to nodes.
 * @see https://docs.cilium.io/en/stable/network/concepts/ipam/
 */
function renderAddressing(
  routing: 'vxlan' | 'geneve' | 'native' | undefined,
  { cloud }: ClusterInfo,
  podRanges: PodRangesByFamily,
) {
  if (cloud?.provider === 'aws') return { eni: { enabled: true }, ipam: { mode: 'eni' }, routingMode: 'native' };
  const transport =
    routing === 'native'
      ? { routingMode: 'native', ...renderNativeRoutingValues(podRanges) }
      : { routingMode: 'tunnel', tunnelProtocol: routing ?? 'vxlan' };
  if (cloud?.provider === 'azure')
    return {
      aksbyocni: { enabled: true },
      ipam: {
        mode: 'cluster-pool',
        operator: {
          ...(podRanges.ipv4 === undefined ? {} : { clusterPoolIPv4PodCIDRList: [podRanges.ipv4] }),
          ...(podRanges.ipv6 === undefined ? {} : { clusterPoolIPv6PodCIDRList: [podRanges.ipv6] }),
        },
      },
      ...transport,
    };
  // Cilium allocates pod addresses from `spec.podCIDR` of each node, so that all of them are in `podCidr` of the cluster.
  return { ipam: { mode: 'kubernetes' }, ...transport };
}

function renderNativeRoutingValues({ ipv4, ipv6 }: PodRangesByFamily) {
  return {
    ...(ipv4 === undefined ? {} : { ipv4NativeRoutingCIDR: ipv4 }),
    ...(ipv6 === undefined ? {} : { ipv6NativeRoutingCIDR: ipv6 }),
    autoDirectNodeRoutes: true,
  };
}

/** Returns whether two pods of the operator, which are never on one node, start. */
function hasSeveralNodes({ controlPlaneAddresses, nodePools = [] }: ClusterInfo): boolean {
  return controlPlaneAddresses.length > 1 || nodePools.reduce((sum, { minNodes }) => sum + minNodes, 0) > 1;
}

/** Renders the repositories of all images. Their digests are the chart's: they are the same in a mirror. */
function renderImageValues(cluster: ClusterInfo) {
  const image = (repository: string) => ({
    image: { repository: resolveImage(cluster, `quay.io/cilium/${repository}`) },
  });
  return { ...image('cilium'), operator: image('operator'), envoy: image('cilium-envoy') };
}
