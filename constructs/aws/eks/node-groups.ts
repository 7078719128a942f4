import { DataAwsLaunchTemplate } from '@cdktf/provider-aws/lib/data-aws-launch-template';
import { EksNodeGroup } from '@cdktf/provider-aws/lib/eks-node-group';
import { IamRole } from '@cdktf/provider-aws/lib/iam-role';
import { IamRolePolicyAttachment } from '@cdktf/provider-aws/lib/iam-role-policy-attachment';
import { LaunchTemplate } from '@cdktf/provider-aws/lib/launch-template';
import type { TerraformDependable } from '../../../src/kinds/bound-cluster';
import type { Construct } from 'constructs';
import type { ClusterInfo } from '../../../src/kinds/cluster-info';
import type { ClusterPlan } from '../../../src/kinds/cluster-plan';
import { renderTaint } from '../../clouds/node-pools';
import { digest } from '../../digest';
import { getAwsCloud } from '../cloud/aws-cloud';
import { formatName } from '../cloud/names';
import { lookUpSubnets } from '../network/lookup';
import { partition } from '../cloud/partition';
import { renderPolicy } from '../cloud/policy-document';
import { listReplacingOptions, resolveMaxNodes } from './node-pools';
import {
  clusterReferences,
  nodeGroupId,
  nodeRoleId,
  nodeRoleName,
  nodeRoleReferences,
} from '../cloud/cluster-references';
import type { EksNodePool, EksOptions } from './schema';

/** Launch template of a node pool, as Terraform expressions. */
interface LaunchTemplateReferences {
  readonly id: string;
  readonly version: string;
}

/** Resources that the node groups of a cluster consist of, as Terraform expressions. */
export interface NodeResources {
  readonly roleArn: string;
  /** Launch templates by pool. */
  readonly templates: Readonly<Record<string, LaunchTemplateReferences>>;
}

/** Properties of the node groups of a cluster. */
export interface NodeGroupsProps extends NodeResources {
  readonly vpcId: string;
  /** Resources that nodes need to become Ready. */
  readonly dependsOn: readonly TerraformDependable[];
}

const amiTypes = { amd64: 'AL2023_x86_64_STANDARD', arm64: 'AL2023_ARM_64_STANDARD' };

/** Policies of nodes. Pods have roles of their own. @see https://docs.aws.amazon.com/eks/latest/userguide/create-node-role.html */
const nodePolicies = ['AmazonEKSWorkerNodePolicy', 'AmazonEC2ContainerRegistryPullOnly'];

/**
 * Adds what the node groups consist of: their role, and their launch templates.
 * @param keyArn key of the disks
 */
export function addNodeResources(
  scope: Construct,
  { clusterInfo }: ClusterPlan,
  { region, nodePools }: EksOptions,
  keyArn: string,
): NodeResources & { readonly policies: readonly TerraformDependable[] } {
  const { tags, clusterName } = getAwsCloud(clusterInfo);
  const role = new IamRole(scope, nodeRoleId, {
    name: nodeRoleName(clusterInfo),
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
  const templates = Object.entries(nodePools).map(([name, pool]) => {
    const template = addLaunchTemplate(scope, name, pool, {
      name: templateName(clusterInfo, name),
      keyArn,
      tags: { 'managed-by': 'plinth', ...tags, Name: `${clusterName}-${name}` },
    });
    return [name, { id: template.id, version: template.getStringAttribute('latest_version') }] as const;
  });
  return { roleArn: role.arn, policies, templates: Object.fromEntries(templates) };
}

/** Looks up what the node groups consist of by names, in another stack than that of {@link addNodeResources}. */
export function lookUpNodeResources(
  scope: Construct,
  clusterInfo: ClusterInfo,
  { nodePools }: EksOptions,
): NodeResources {
  const templates = Object.keys(nodePools).map((name) => {
    const template = new DataAwsLaunchTemplate(scope, `${name}-template`, { name: templateName(clusterInfo, name) });
    return [name, { id: template.id, version: template.getStringAttribute('latest_version') }] as const;
  });
  return { roleArn: nodeRoleReferences(scope, clusterInfo).arn, templates: Object.fromEntries(templates) };
}

function templateName({ platform, cluster }: ClusterInfo, pool: string): string {
  return formatName('launch-template', platform, cluster, pool);
}

/** Adds the node groups of all pools. EKS upgrades them after the control plane. */
export function addNodeGroups(
  scope: Construct,
  { clusterInfo }: ClusterPlan,
  options: EksOptions,
  { vpcId, roleArn, templates, dependsOn }: NodeGroupsProps,
): readonly InstanceType<typeof EksNodeGroup>[] {
  const { region, nodePools, zones, nodeImage } = options;
  const { network } = getAwsCloud(clusterInfo);
  const cluster = clusterReferences(scope, clusterInfo);
  const subnets = new Map<string, string[]>();
  const subnetsOf = ({ zones: poolZones }: EksNodePool): string[] => {
    const selected = poolZones && poolZones.length < zones.length ? poolZones.map((zone) => region + zone) : undefined;
    const key = (selected ?? []).join();
    const known = subnets.get(key) ?? lookUpSubnets(scope, network, vpcId, 'private', selected);
    subnets.set(key, known);
    return known;
  };
  return Object.entries(nodePools).map(([name, pool]) => {
    const template = templates[name];
    return new EksNodeGroup(scope, nodeGroupId(name), {
      clusterName: cluster.name,
      // A change of these options creates another node group, and then drains and deletes the previous one.
      nodeGroupName: `${name}-${digest(listReplacingOptions(pool, options)).slice(0, 8)}`,
      nodeRoleArn: roleArn,
      version: cluster.version,
      ...(nodeImage === undefined ? {} : { releaseVersion: nodeImage }),
      subnetIds: subnetsOf(pool),
      amiType: amiTypes[pool.architecture],
      capacityType: pool.spot ? 'SPOT' : 'ON_DEMAND',
      instanceTypes: [...pool.instanceTypes],
      labels: { ...pool.labels, 'plinth.dev/node-pool': name },
      taint: pool.taints.map(renderTaint),
      // Nothing else changes the number of nodes. EKS refuses a minimum above a desired size that Terraform does not send.
      scalingConfig: { minSize: pool.min, maxSize: resolveMaxNodes(pool), desiredSize: pool.min },
      updateConfig: { maxUnavailablePercentage: 33 },
      nodeRepairConfig: { enabled: true },
      ...(template ? { launchTemplate: template } : {}),
      lifecycle: { createBeforeDestroy: true },
      dependsOn: [...dependsOn],
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
