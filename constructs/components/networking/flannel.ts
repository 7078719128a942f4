import { z } from 'zod';
import { resolveImage } from '../../../src/kinds/cluster-info';
import { getPodRangesByFamily } from '../../../src/kinds/cluster-ranges';
import { componentKind } from '../../../src/kinds/component-kind';
import { error } from '../../../src/schema/problem';
import { helmValues } from '../../../src/schema/field-types';
import { charts } from './charts';
import { images } from '../../images';
import type { AlertRule } from '../../monitoring/alert-rules';
import { monitoringReleases } from '../../monitoring/component-monitoring';
import { containerResources } from '../../kubernetes/container-resources';
import { mergeHelmValues } from '../../kubernetes/helm-values';

const namespace = 'kube-flannel';

/** Container of kube-network-policies in the flannel pods. */
const enforcerContainer = 'kube-network-policies';

/**
 * flannel: pod network by VXLAN, host-gw or WireGuard, with kube-network-policies as the enforcer of NetworkPolicies.
 * @see https://github.com/flannel-io/flannel/blob/master/Documentation/backends.md
 * @example
 * const [release] = flannel.releases({ networkPolicy: true }, clusterInfo({ podCidr: '10.244.0.0/16' }));
 */
export const flannel = componentKind({
  kind: 'flannel',
  summary: 'Pod network by VXLAN with NetworkPolicy enforcement, by flannel.',
  schema: z.strictObject({
    backend: z
      .enum(['vxlan', 'host-gw', 'wireguard'])
      .default('vxlan')
      .describe('transport between nodes; host-gw requires all nodes on one layer 2 network'),
    mtu: z
      .int()
      .min(576)
      .max(9216)
      .optional()
      .describe('MTU of the pod network in bytes; @default detected by flannel'),
    networkPolicy: z
      .boolean()
      .default(true)
      .describe('enforce NetworkPolicies by kube-network-policies; flannel itself ignores them'),
    values: helmValues.optional(),
  }),
  validate: (_, { cloud }) =>
    // https://github.com/flannel-io/flannel/blob/master/Documentation/kubernetes.md
    cloud?.provider === 'aws' || cloud?.provider === 'azure'
      ? [
          error(
            [],
            'flannel',
            'needs a range of pod addresses on each node, which EKS and AKS do not assign',
            'use cilium()',
          ),
        ]
      : [],
  provides: ({ networkPolicy, backend }) => ({
    network: backend === 'wireguard' ? { endpoint: { encrypted: true } } : {},
    ...(networkPolicy ? { 'network-policy': {} } : {}),
  }),
  releases: ({ name, backend, mtu, networkPolicy, values }, cluster) => {
    const podRanges = getPodRangesByFamily(cluster);
    return [
      {
        name,
        namespace,
        podSecurity: 'privileged',
        chart: charts.flannel,
        images: [...charts.flannel.images, ...(networkPolicy ? [images.kubeNetworkPolicies] : [])],
        values: mergeHelmValues(
          {
            podCidr: podRanges.ipv4 ?? '',
            podCidrv6: podRanges.ipv6 ?? '',
            flannel: {
              backend,
              ...(mtu === undefined ? {} : { mtu }),
              image: { repository: resolveImage(cluster, 'ghcr.io/flannel-io/flannel') },
              flannel_cni: { image: { repository: resolveImage(cluster, 'ghcr.io/flannel-io/flannel-cni-plugin') } },
              resources: containerResources({ cpuRequest: '100m', memoryRequest: '50Mi', memoryLimit: '200Mi' }),
            },
            netpol: {
              enabled: networkPolicy,
              image: { repository: resolveImage(cluster, 'registry.k8s.io/networking/kube-network-policies') },
            },
          },
          values,
        ),
      },
      ...monitoringReleases(
        {
          name,
          namespace,
          hostNetworkPods: networkPolicy
            ? [{ name: enforcerContainer, labels: { app: 'flannel' }, container: enforcerContainer, port: 9080 }]
            : [],
          alerts: [nodeDownAlert, ...(networkPolicy ? enforcerAlerts : [])],
        },
        cluster,
      ),
    ];
  },
});

const nodeDownAlert: AlertRule = {
  name: 'NetworkNodeDown',
  expr: `kube_daemonset_status_number_unavailable{namespace="${namespace}"} > 0`,
  forMinutes: 10,
  severity: 'critical',
  summary: 'flannel is not running on {{ $value }} nodes: new pods there get no network.',
  runbook: `Run kubectl -n ${namespace} get pods -o wide, then describe the pods that are not ready and check their logs.`,
};

const enforcerAlerts: readonly AlertRule[] = [
  {
    name: 'NetworkPoliciesDown',
    expr: `up{job="${namespace}/${enforcerContainer}"} == 0`,
    forMinutes: 5,
    severity: 'critical',
    summary:
      'NetworkPolicies are not enforced on {{ $labels.instance }}: every new connection of pods there is allowed.',
    runbook: `kubectl -n ${namespace} logs {{ $labels.pod }} -c ${enforcerContainer} shows the reason; drain the node if the container does not recover soon.`,
  },
  {
    name: 'NetworkPoliciesOverloaded',
    expr: 'increase(kube_network_policies_nfqueue_queue_dropped[15m]) + increase(kube_network_policies_nfqueue_user_dropped[15m]) > 0',
    forMinutes: 5,
    severity: 'warning',
    summary:
      'The NetworkPolicy enforcer on {{ $labels.instance }} drops first packets of connections: they arrive too fast.',
    runbook:
      'Check which pods there open so many connections (they should reuse them), and whether the node has spare CPU.',
  },
];
