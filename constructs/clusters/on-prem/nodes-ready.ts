import type { Construct } from 'constructs';
import type { TerraformDependable } from '../../../src/kinds/cluster-kind';
import type { ClusterPlan } from '../../../src/kinds/cluster-plan';
import { TerraformData } from '../../terraform/terraform-data';

/** Waits until all nodes are Ready, again whenever hosts have come or gone. Its script lies with the infrastructure. */
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
