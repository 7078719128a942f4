import type { Construct } from 'constructs';
import type { ClusterPlan } from '../../../src/kinds/cluster-plan';
import { addEncryptionKey } from '../cloud/encryption-key';
import { addAccess } from './access';
import { addNodeAddOns, addPodAddOns } from './add-ons';
import { addControlPlane } from './control-plane';
import { addNodeGroups } from './node-groups';
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
  const nodeGroups = addNodeGroups(scope, cluster, options, {
    vpcId,
    keyArn,
    dependsOn: [controlPlane, ...nodeAddOns],
  });
  addPodAddOns(scope, addOnContext, nodeGroups);
}

/** Returns the parts of the name of the key of a cluster, by which its disks find it. */
export function clusterKeyName(platform: string, cluster: string): readonly string[] {
  return [platform, cluster];
}
