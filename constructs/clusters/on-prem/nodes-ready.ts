import type { Construct } from 'constructs';
import type { TerraformDependable } from '../../../src/kinds/bound-cluster';
import type { ClusterPlan } from '../../../src/kinds/cluster-plan';
import { TerraformData } from '../../terraform/terraform-data';

/**
 * Adds a resource that waits until all nodes are Ready; it is replaced when hosts are added or removed. Its script is
 * in the infrastructure stack of the cluster.
 * @param after resources that must exist before, such as the release of the network plugin
 */
export function addNodesReadyWait(
  scope: Construct,
  { name, machines }: ClusterPlan,
  after: readonly TerraformDependable[],
): void {
  new TerraformData(scope, 'nodes-ready', {
    dependsOn: [...after],
    triggersReplace: machines.map((machine) => machine.name),
    provisioners: [
      {
        type: 'local-exec',
        command: `bash '\${path.module}/../${name}-infrastructure/scripts/local/wait-nodes-ready.sh'`,
      },
    ],
  });
}
