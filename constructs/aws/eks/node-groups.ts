import { EksNodeGroup } from '@cdktf/provider-aws/lib/eks-node-group';
import { IamRole } from '@cdktf/provider-aws/lib/iam-role';
import { IamRolePolicyAttachment } from '@cdktf/provider-aws/lib/iam-role-policy-attachment';
import { LaunchTemplate } from '@cdktf/provider-aws/lib/launch-template';
import type { TerraformDependable } from '../../../src/kinds/bound-cluster';
import type { Construct } from 'constructs';
import type { ClusterPlan } from '../../../src/kinds/cluster-plan';
import { renderTaint } from '../../clouds/node-pools';
import { digest } from '../../digest';
import { getAwsCloud } from '../cloud/aws-cloud';
import { formatName } from '../cloud/names';
import { lookUpSubnets } from '../network/lookup';
import { partition } from '../cloud/partition';
import { renderPolicy } from '../cloud/policy-document';
import { listReplacingOptions } from './node-pools';
import { createdCluster, nodeGroupId, nodeRoleId } from '../cloud/cluster-references';
import type { EksNodePool, EksOptions } from './schema';

/** Properties of the node groups of a cluster. */
export interface NodeGroupsProps {
  readonly vpcId: string;
  /** Key of the disks. */
  readonly keyArn: string;
  /** Resources that nodes need to become Ready. */
  readonly dependsOn: readonly TerraformDependable[];
}

const amiTypes = { amd64: 'AL2023_x86_64_STANDARD', arm64: 'AL2023_ARM_64_STANDARD' };

/** Policies of nodes. Pods have roles of their own. @see https://docs.aws.amazon.com/eks/latest/userguide/create-node-role.html */
const nodePolicies = ['AmazonEKSWorkerNodePolicy', 'AmazonEC2ContainerRegistryPullOnly'];

/** Adds the node groups of all pools. EKS upgrades them after the control plane. */
export function addNodeGroups(
  scope: Construct,
  { clusterInfo }: ClusterPlan,
  options: EksOptions,
  { vpcId, keyArn, dependsOn }: NodeGroupsProps,
): readonly InstanceType<typeof EksNodeGroup>[] {
  const { region, nodePools, zones, nodeImage } = options;
  const { network, tags, clusterName } = getAwsCloud(clusterInfo);
  const role = new IamRole(scope, nodeRoleId, {
    name: formatName('iam-role', clusterInfo.platform, clusterInfo.cluster, 'node'),
    assumeRolePolicy: renderPolicy([
      { Effect: 'Allow', Principal: { Service: 'ec2.amazonaws.com' }, Action: 'sts:AssumeRole' },
    ]),
  });
  const policies = nodePolicies.map(
    (policy) =>
      new IamRolePolicyAttachment(scope, `node-${policy}`, {
        role: role.name,
        policyArn: `arn:${partition(region)}:iam::aws:policy/${policy}`,
      }),
  );
  const subnets = new Map<string, string[]>();
  const subnetsOf = ({ zones: poolZones }: EksNodePool): string[] => {
    const selected = poolZones && poolZones.length < zones.length ? poolZones.map((zone) => region + zone) : undefined;
    const key = (selected ?? []).join();
    const known = subnets.get(key) ?? lookUpSubnets(scope, network, vpcId, 'private', selected);
    subnets.set(key, known);
    return known;
  };
  return Object.entries(nodePools).map(([name, pool]) => {
    const template = addLaunchTemplate(scope, name, pool, {
      name: formatName('launch-template', clusterInfo.platform, clusterInfo.cluster, name),
      keyArn,
      tags: { 'managed-by': 'plinth', ...tags, Name: `${clusterName}-${name}` },
    });
    return new EksNodeGroup(scope, nodeGroupId(name), {
      clusterName: createdCluster.name,
      // A change of these options creates another node group, and then drains and deletes the previous one.
      nodeGroupName: `${name}-${digest(listReplacingOptions(pool, options)).slice(0, 8)}`,
      nodeRoleArn: role.arn,
      version: createdCluster.version,
      ...(nodeImage === undefined ? {} : { releaseVersion: nodeImage }),
      subnetIds: subnetsOf(pool),
      amiType: amiTypes[pool.architecture],
      capacityType: pool.spot ? 'SPOT' : 'ON_DEMAND',
      instanceTypes: [...pool.instanceTypes],
      labels: { ...pool.labels, 'plinth.dev/node-pool': name },
      taint: pool.taints.map(renderTaint),
      scalingConfig: { minSize: pool.min, maxSize: pool.max, desiredSize: Math.max(pool.min, 1) },
      updateConfig: { maxUnavailablePercentage: 33 },
      nodeRepairConfig: { enabled: true },
      launchTemplate: { id: template.id, version: template.getStringAttribute('latest_version') },
      // An autoscaler changes the number of nodes.
      lifecycle: { createBeforeDestroy: true, ignoreChanges: ['scaling_config[0].desired_size'] },
      dependsOn: [...policies, ...dependsOn],
    });
  });
}

function addLaunchTemplate(
  scope: Construct,
  pool: string,
  { diskGiB }: EksNodePool,
  { name, keyArn, tags }: { readonly name: string; readonly keyArn: string; readonly tags: Record<string, string> },
): InstanceType<typeof LaunchTemplate> {
  return new LaunchTemplate(scope, `${pool}-template`, {
    name,
    updateDefaultVersion: true,
    blockDeviceMappings: [
      {
        deviceName: '/dev/xvda',
        ebs: {
          volumeType: 'gp3',
          volumeSize: diskGiB,
          encrypted: 'true',
          kmsKeyId: keyArn,
          deleteOnTermination: 'true',
        },
      },
    ],
    // With one hop, pods do not reach the metadata service, which would give them the role of the node.
    metadataOptions: { httpEndpoint: 'enabled', httpTokens: 'required', httpPutResponseHopLimit: 1 },
    tagSpecifications: ['instance', 'volume'].map((resourceType) => ({ resourceType, tags })),
  });
}
