import type { Construct } from 'constructs';
import { z } from 'zod';
import { resolveImage, type ClusterInfo } from '../../../src/kinds/cluster-info';
import { componentKind } from '../../../src/kinds/component-kind';
import { helmValues, list, nonEmptyList, recordByName } from '../../../src/schema/field-types';
import { labelKey, labelValue, taint } from '../../../src/schema/labels';
import { error, type Problem } from '../../../src/schema/problem';
import { containerResources } from '../../kubernetes/container-resources';
import { mergeHelmValues } from '../../kubernetes/helm-values';
import { addObject } from '../../kubernetes/object';
import type { AlertRule } from '../../monitoring/alert-rules';
import { monitoringReleases } from '../../monitoring/component-monitoring';
import { getAwsCloud, tryGetAwsCloud, type AwsCloud } from '../cloud/aws-cloud';
import { checkReachesPublicApi, checkRequiresAws } from '../cloud/requires-aws';
import { tryGetArchitecture } from '../eks/instance-types';
import { podIdentityAgent } from '../../kubernetes/pod-credentials';
import { charts } from './charts';
import { addKarpenterInfrastructure, interruptionQueue, nodeInstanceProfile } from './karpenter-infrastructure';

const nodePoolSchema = z.strictObject({
  instanceFamilies: nonEmptyList(
    z.string().regex(/^[a-z]+\d+[a-z-]*$/, 'must be a family of instance types: write one such as m7g'),
  )
    .meta({ examples: [['m7g', 'c7g']] })
    .describe('families of instance types, such as m7g and c7g, of which Karpenter selects the size'),
  architecture: z.enum(['amd64', 'arm64']).default('amd64').describe('processor architecture of the families'),
  spot: z
    .boolean()
    .default(false)
    .describe('whether the nodes may be spot instances, which AWS interrupts at any time'),
  maxCpu: z.int().min(1).default(100).describe('CPUs that all nodes of the pool have at most'),
  labels: z
    .record(labelKey, labelValue)
    .default({})
    .meta({ examples: [{ pool: 'shop' }] })
    .describe('labels of the nodes'),
  taints: list(taint).default([]).describe('taints of the nodes, such as gpu=yes:NoSchedule'),
  diskGiB: z.int().min(20).max(16384).default(50).describe('size of the root volume, which is encrypted, in GiB'),
  maxAgeDays: z.int().min(1).default(30).describe('days after which a node is replaced by one with a newer image'),
});

type NodePoolOptions = z.output<typeof nodePoolSchema>;

/**
 * Karpenter, which starts nodes for pods that have none, of the instance type that fits best, and removes nodes that are not
 * needed. The node pools of the cluster remain as they are: Karpenter itself runs on them.
 * @see https://karpenter.sh/docs/
 * @example
 * karpenter({ nodePools: { burst: { instanceFamilies: ['m7g', 'c7g'], architecture: 'arm64', spot: true } } })
 */
export const karpenter = componentKind({
  kind: 'karpenter',
  summary: 'Nodes on demand, with Karpenter.',
  schema: z.strictObject({
    nodePools: recordByName(nodePoolSchema)
      .refine((pools) => Object.keys(pools).length > 0, 'must have at least one pool')
      .meta({ examples: [{ burst: { instanceFamilies: ['m7g', 'c7g'], maxCpu: 200 } }] })
      .describe('node pools by name, in addition to those of the cluster'),
    replicas: z.int().min(1).default(2).describe('number of pods of the controller'),
    values: helmValues.optional(),
  }),
  requires: () => ['network', 'dns'],
  provides: () => ({ 'node-autoscaling': { endpoint: {} } }),
  validate: ({ nodePools }, cluster) => [
    ...checkRequiresAws('karpenter', cluster),
    // It creates instance profiles.
    ...checkReachesPublicApi('karpenter', 'IAM', cluster),
    ...checkExistingCluster(cluster),
    ...Object.entries(nodePools).flatMap(([pool, options]) => checkNodePool(pool, options, cluster)),
  ],
  terraformReleases: ({ name, nodePools }, cluster) => [
    {
      name,
      stack: 'infrastructure',
      add: (scope) => {
        const usesSpot = Object.values(nodePools).some(({ spot }) => spot);
        addKarpenterInfrastructure(scope, { name, usesSpot }, cluster);
      },
    },
  ],
  releases: ({ name, nodePools, replicas, values }, cluster) => [
    { name: `${name}-crds`, namespace: name, podSecurity: 'restricted', crdChart: charts.karpenter, crds: true },
    {
      name,
      namespace: name,
      podSecurity: 'restricted',
      chart: charts.karpenter,
      values: mergeHelmValues(
        {
          fullnameOverride: name,
          replicas,
          serviceAccount: { name },
          serviceMonitor: { enabled: 'metrics' in cluster.capabilities },
          controller: {
            image: { repository: resolveImage(cluster, 'public.ecr.aws/karpenter/controller') },
            resources: containerResources({ cpuRequest: '250m', memoryRequest: '512Mi', memoryLimit: '1Gi' }),
          },
          settings: {
            clusterName: getAwsCloud(cluster).clusterName,
            interruptionQueue: interruptionQueue(cluster),
          },
        },
        values,
      ),
      networkRules: {
        all: {
          ingress: [{ peer: { capability: 'metrics' }, ports: [8080] }],
          egress: [
            { peer: 'api-server' },
            { peer: { cidr: podIdentityAgent.cidr }, ports: [podIdentityAgent.port] },
            // APIs of AWS.
            { peer: 'outside-cluster', ports: [443] },
          ],
        },
      },
    },
    {
      name: `${name}-node-pools`,
      namespace: name,
      podSecurity: 'restricted',
      after: [name],
      objects: {
        'objects.yaml': (scope) => {
          for (const [pool, options] of Object.entries(nodePools)) addNodePool(scope, pool, options, cluster);
        },
      },
    },
    ...monitoringReleases({ name, namespace: name, alerts: alerts(name) }, cluster),
  ],
});

/** Checks that an existing cluster names the role and the subnets of its nodes, which nodes of Karpenter have too. */
function checkExistingCluster(cluster: ClusterInfo): readonly Problem[] {
  const cloud = tryGetAwsCloud(cluster);
  if (!cloud?.existing) return [];
  const hasSubnets = 'id' in cloud.network && cloud.network.privateSubnets.length > 0;
  if (cloud.existing.nodeRole !== undefined && hasSubnets) return [];
  return [
    error(
      [],
      'karpenter',
      'needs the role and the subnets of nodes of the existing cluster',
      'set `nodeRole` and `network.privateSubnets` of the cluster',
    ),
  ];
}

function checkNodePool(
  pool: string,
  { instanceFamilies, architecture }: NodePoolOptions,
  { nodePools = [] }: ClusterInfo,
): readonly Problem[] {
  const path = ['nodePools', pool];
  return [
    ...instanceFamilies.flatMap((family, index) => {
      const actual = tryGetArchitecture(`${family}.large`);
      if (actual === architecture) return [];
      const message =
        actual === undefined
          ? 'is not a family of EC2 for Linux'
          : `has processors of the architecture ${actual}, but the pool has ${architecture}`;
      return [error([...path, 'instanceFamilies', index], family, message, 'write one such as m7i, or m7g for arm64')];
    }),
    ...(nodePools.some(({ name }) => name === pool)
      ? [error(path, undefined, 'is also the name of a node pool of the cluster', 'write another name')]
      : []),
  ];
}

/** @see https://karpenter.sh/docs/concepts/nodepools/ */
function addNodePool(scope: Construct, pool: string, options: NodePoolOptions, cluster: ClusterInfo): void {
  const cloud = getAwsCloud(cluster);
  addObject(scope, `${pool}-class`, {
    apiVersion: 'karpenter.k8s.aws/v1',
    kind: 'EC2NodeClass',
    metadata: { name: pool },
    spec: {
      amiSelectorTerms: [{ alias: 'al2023@latest' }],
      instanceProfile: nodeInstanceProfile(cluster),
      subnetSelectorTerms: renderSubnetTerms(cloud),
      securityGroupSelectorTerms: [{ tags: { 'aws:eks:cluster-name': cloud.clusterName } }],
      blockDeviceMappings: [
        {
          deviceName: '/dev/xvda',
          ebs: {
            volumeType: 'gp3',
            volumeSize: `${options.diskGiB}Gi`,
            encrypted: true,
            kmsKeyID: cloud.volumeKey,
            deleteOnTermination: true,
          },
        },
      ],
      // With one hop, pods do not reach the metadata service, which would give them the role of the node.
      metadataOptions: { httpEndpoint: 'enabled', httpTokens: 'required', httpPutResponseHopLimit: 1 },
      tags: { 'managed-by': 'plinth', ...cloud.tags, Name: `${cloud.clusterName}-${pool}` },
    },
  });
  addObject(scope, pool, {
    apiVersion: 'karpenter.sh/v1',
    kind: 'NodePool',
    metadata: { name: pool },
    spec: {
      template: {
        metadata: { labels: { ...options.labels, 'plinth.dev/node-pool': pool } },
        spec: {
          nodeClassRef: { group: 'karpenter.k8s.aws', kind: 'EC2NodeClass', name: pool },
          expireAfter: `${options.maxAgeDays * 24}h`,
          taints: options.taints.map(renderTaint),
          requirements: [
            requirement('karpenter.k8s.aws/instance-family', options.instanceFamilies),
            requirement('kubernetes.io/arch', [options.architecture]),
            requirement('kubernetes.io/os', ['linux']),
            requirement('karpenter.sh/capacity-type', options.spot ? ['spot', 'on-demand'] : ['on-demand']),
          ],
        },
      },
      limits: { cpu: options.maxCpu },
      disruption: { consolidationPolicy: 'WhenEmptyOrUnderutilized', consolidateAfter: '1m' },
    },
  });
}

function requirement(key: string, values: readonly string[]) {
  return { key, operator: 'In', values: [...values] };
}

/** Subnets of nodes: by ID, or by the name that each has in the network of Plinth. */
function renderSubnetTerms({ network, zones }: AwsCloud) {
  if ('id' in network) return network.privateSubnets.map((id) => ({ id }));
  const { name } = network;
  return zones.map((zone) => ({ tags: { Name: `${name}-private-${zone}` } }));
}

function renderTaint(text: string) {
  const [, key = '', value, effect = ''] = /^([^=:]+)(?:=([^:]*))?:(\w+)$/.exec(text) ?? [];
  return { key, ...(value === undefined ? {} : { value }), effect };
}

function alerts(namespace: string): readonly AlertRule[] {
  return [
    {
      name: 'NodePoolAtLimit',
      expr: 'max by (nodepool) (karpenter_nodepools_usage{resource_type="cpu"}) / max by (nodepool) (karpenter_nodepools_limit{resource_type="cpu"}) > 0.9',
      forMinutes: 15,
      severity: 'warning',
      summary: 'Node pool {{ $labels.nodepool }} has {{ $value | humanizePercentage }} of its CPUs.',
      runbook: 'Raise maxCpu of the pool in karpenter(): pods that need more remain Pending.',
    },
    {
      name: 'NodesNotStarted',
      expr: `increase(karpenter_cloudprovider_errors_total{namespace="${namespace}"}[15m]) > 10`,
      forMinutes: 15,
      severity: 'critical',
      summary: 'Karpenter cannot start or terminate instances.',
      runbook: `kubectl -n ${namespace} logs deploy/${namespace}. Frequent causes: missing permissions, quotas of the account, or no capacity of the instance families.`,
    },
  ];
}
