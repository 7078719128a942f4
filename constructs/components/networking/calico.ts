import { z } from 'zod';
import { tryGetEndpoint } from '../../../src/kinds/cluster-info';
import { listPodRanges } from '../../../src/kinds/cluster-ranges';
import { componentKind } from '../../../src/kinds/component-kind';
import { error } from '../../../src/schema/problem';
import { helmValues } from '../../../src/schema/field-types';
import { charts } from './charts';
import type { AlertRule } from '../../monitoring/alert-rules';
import { monitoringReleases, type HostNetworkTarget } from '../../monitoring/component-monitoring';
import { containerResources, type ContainerResourceQuantities } from '../../kubernetes/container-resources';
import { mergeHelmValues } from '../../kubernetes/helm-values';

const namespace = 'tigera-operator';

/** Host ports of the metrics of each workload. */
const metricsPorts = { node: 9091, typha: 9093 } as const;

/**
 * Calico: pod network and NetworkPolicy enforcement, installed and upgraded by the Tigera operator.
 * @see https://docs.tigera.io/calico/latest/reference/installation/api
 * @example
 * calico({ encapsulation: 'None', bgp: true })
 */
export const calico = componentKind({
  kind: 'calico',
  summary: 'Pod network with NetworkPolicy enforcement, by Calico.',
  schema: z.strictObject({
    encapsulation: z
      .enum(['VXLAN', 'VXLANCrossSubnet', 'IPIP', 'IPIPCrossSubnet', 'None'])
      .default('VXLAN')
      .describe(
        'encapsulation of traffic between nodes; None requires an underlying network that routes pod addresses',
      ),
    bgp: z
      .boolean()
      .default(false)
      .describe('announce pod routes to nodes and routers by BGP; required by IPIP and None'),
    dataplane: z
      .enum(['Iptables', 'Nftables', 'BPF'])
      .default('Iptables')
      .describe('dataplane that forwards packets and enforces policies'),
    mtu: z.int().min(576).max(9216).optional().describe('MTU of the pod network in bytes; @default detected by Calico'),
    values: helmValues.optional(),
  }),
  validate: ({ encapsulation, bgp }, { cloud }) => [
    ...(bgp || encapsulation.startsWith('VXLAN')
      ? []
      : [
          error(
            ['encapsulation'],
            encapsulation,
            'requires BGP to announce pod routes',
            "write bgp: true or encapsulation: 'VXLAN'",
          ),
        ]),
    // https://docs.tigera.io/calico/latest/getting-started/kubernetes/managed-public-cloud/eks
    ...(cloud?.provider === 'aws'
      ? [
          error(
            [],
            'calico',
            'gives pods addresses that the API servers of EKS do not reach, such as pods of webhooks',
            'use cilium(), whose pods have addresses of the VPC',
          ),
        ]
      : []),
  ],
  provides: () => ({ network: {}, 'network-policy': {} }),
  releases: ({ name, encapsulation, bgp, dataplane, mtu, values }, cluster) => {
    const mirror = cluster.registryMirror;
    const hasMetrics = tryGetEndpoint(cluster, 'metrics') !== undefined;
    return [
      { name: `${name}-crds`, namespace, podSecurity: 'privileged', chart: charts.calicoCrds, values: {}, crds: true },
      {
        name,
        namespace,
        podSecurity: 'privileged',
        chart: charts.tigeraOperator,
        values: mergeHelmValues(
          {
            // The release above installs the CRDs.
            manageCRDs: false,
            resources: containerResources({ cpuRequest: '50m', memoryRequest: '128Mi', memoryLimit: '512Mi' }),
            ...(mirror === undefined ? {} : { tigeraOperator: { registry: mirror } }),
            installation: {
              ...(mirror === undefined ? {} : { registry: `${mirror}/` }),
              // The FlexVolume driver is needed only for layer 7 policies, which Plinth does not use.
              flexVolumePath: 'None',
              cni: { type: 'Calico', ipam: { type: 'Calico' } },
              calicoNetwork: {
                bgp: bgp ? 'Enabled' : 'Disabled',
                linuxDataplane: dataplane,
                ...(mtu === undefined ? {} : { mtu }),
                ipPools: listPodRanges(cluster).map((cidr) => ({
                  ...{ cidr, encapsulation, natOutgoing: 'Enabled', nodeSelector: 'all()' },
                })),
              },
              ...(hasMetrics ? { nodeMetricsPort: metricsPorts.node, typhaMetricsPort: metricsPorts.typha } : {}),
              calicoNodeDaemonSet: renderWorkloadResources('calico-node', {
                cpuRequest: '150m',
                memoryRequest: '128Mi',
                memoryLimit: '512Mi',
              }),
              typhaDeployment: renderWorkloadResources('calico-typha', {
                cpuRequest: '50m',
                memoryRequest: '64Mi',
                memoryLimit: '256Mi',
              }),
              calicoKubeControllersDeployment: renderWorkloadResources('calico-kube-controllers', {
                cpuRequest: '20m',
                memoryRequest: '64Mi',
                memoryLimit: '256Mi',
              }),
            },
            apiServer: {
              enabled: true,
              apiServerDeployment: renderWorkloadResources('calico-apiserver', {
                cpuRequest: '50m',
                memoryRequest: '64Mi',
                memoryLimit: '256Mi',
              }),
            },
            goldmane: { enabled: false },
            whisker: { enabled: false },
          },
          values,
        ),
      },
      ...monitoringReleases(
        { name, namespace, hostNetworkPods: [hostNetworkTarget('node'), hostNetworkTarget('typha')], alerts },
        cluster,
      ),
    ];
  },
});

/** Returns the scrape target of a workload that the operator runs on the host network of its own namespace. */
function hostNetworkTarget(workload: keyof typeof metricsPorts): HostNetworkTarget {
  const name = `calico-${workload}`;
  return {
    name,
    labels: { 'k8s-app': name },
    namespace: 'calico-system',
    container: name,
    port: metricsPorts[workload],
  };
}

/**
 * Alerting rules of Calico.
 * @see https://docs.tigera.io/calico/latest/reference/felix/prometheus
 */
const alerts: readonly AlertRule[] = [
  {
    name: 'NetworkNodeDown',
    expr: `up{job="${namespace}/calico-node"} == 0`,
    forMinutes: 10,
    severity: 'critical',
    summary:
      'Calico on {{ $labels.instance }} is down: new pods there get no network, and existing pods no policy changes.',
    runbook: 'Run `kubectl -n calico-system get pods -o wide`, then describe the pod on that node and check its log.',
  },
  {
    name: 'NetworkRulesNotWritten',
    expr: 'increase(felix_int_dataplane_failures[15m]) > 3',
    forMinutes: 15,
    severity: 'critical',
    summary:
      'Calico on {{ $labels.instance }} repeatedly fails to update the dataplane: policies and routes may be missing.',
    runbook:
      'The log of its pod shows the command that fails. Usual causes: another program writes the same tables, or a kernel module is missing.',
  },
  {
    name: 'NetworkTyphaDown',
    expr: `absent(up{job="${namespace}/calico-typha"} == 1)`,
    forMinutes: 10,
    severity: 'critical',
    summary: 'No Typha pod of Calico is up: nodes receive no changes of pods and policies.',
    runbook:
      'Run `kubectl -n calico-system get pods -l k8s-app=calico-typha` and check their logs; existing connections continue.',
  },
];

/** Renders the resources of a container in the form that the Installation resource uses for each workload. */
function renderWorkloadResources(containerName: string, quantities: ContainerResourceQuantities) {
  return {
    spec: {
      template: { spec: { containers: [{ name: containerName, resources: containerResources(quantities) }] } },
    },
  };
}
