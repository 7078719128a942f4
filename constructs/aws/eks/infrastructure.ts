import type { Construct } from 'constructs';
import type { AddNodes } from '../../../src/kinds/bound-cluster';
import type { ClusterPlan } from '../../../src/kinds/cluster-plan';
import { getAwsCloud } from '../cloud/aws-cloud';
import { addEncryptionKey } from '../cloud/encryption-key';
import { lookUpVpc } from '../network/lookup';
import { addAccess } from './access';
import { addNodeAddOns, addPodAddOns } from './add-ons';
import { addCiliumIdentity } from './cilium-identity';
import { addControlPlane } from './control-plane';
import { addNodeGroups, addNodeResources, lookUpNodeResources } from './node-groups';
import type { EksOptions } from './schema';

/**
 * Adds the managed cluster: key, control plane, access, add-ons and node groups. A cluster that the next apply destroys
 * has no resources.
 */
export function addInfrastructure(scope: Construct, cluster: ClusterPlan, options: EksOptions): void {
  if (cluster.removed) return;
  const { clusterInfo } = cluster;
  const { region, encryptionKey, addOns } = options;
  const keyArn =
    encryptionKey ??
    addEncryptionKey(scope, 'key', {
      region,
      name: clusterKeyName(clusterInfo.platform, clusterInfo.cluster),
      description: `Secrets, disks and logs of the cluster ${clusterInfo.cluster}`,
      users: ['logs', 'ec2'],
    });
  const { cluster: controlPlane, vpcId } = addControlPlane(scope, cluster, options, keyArn);
  addAccess(scope, options);
  const addOnContext = { cluster: clusterInfo, region, addOns };
  const nodeAddOns = addNodeAddOns(scope, addOnContext);
  const { policies, ...nodeResources } = addNodeResources(scope, cluster, options, keyArn);
  if (getAwsCloud(clusterInfo).nodeStack === 'bootstrap') {
    addCiliumIdentity(scope, clusterInfo);
    return;
  }
  const dependsOn = [...policies, controlPlane, ...nodeAddOns];
  addPodAddOns(scope, addOnContext, addNodeGroups(scope, cluster, options, { ...nodeResources, vpcId, dependsOn }));
}

/**
 * Returns the function that adds node groups, and the add-ons that need them, to the bootstrap stack where a component provides the
 * network: EKS fails to create node groups whose nodes do not become Ready.
 * @see https://docs.aws.amazon.com/eks/latest/userguide/troubleshooting.html
 */
export function nodesAfterNetwork(options: EksOptions): AddNodes | undefined {
  if (options.addOns.network !== 'component') return undefined;
  return (scope, cluster, after) => {
    const { clusterInfo } = cluster;
    const nodeGroups = addNodeGroups(scope, cluster, options, {
      ...lookUpNodeResources(scope, clusterInfo, options),
      vpcId: lookUpVpc(scope, getAwsCloud(clusterInfo).network),
      dependsOn: after,
    });
    addPodAddOns(scope, { cluster: clusterInfo, region: options.region, addOns: options.addOns }, nodeGroups);
    return nodeGroups;
  };
}

/** Returns the parts of the name of the key of a cluster, by which its disks find it. */
export function clusterKeyName(platform: string, cluster: string): readonly string[] {
  return [platform, cluster];
}
