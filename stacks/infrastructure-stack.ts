import { TerraformStack } from 'cdktf';
import type { Construct } from 'constructs';
import type { AnyClusterKind } from '../src/kinds/cluster-kind';
import type { ClusterPlan } from '../src/kinds/cluster-plan';

/**
 * The machines of a cluster, or the managed cluster. It ends when the API answers and the nodes are registered.
 * @example
 * for (const cluster of language(kinds).plan(acme).clusters)
 *   if (cluster.kind === onPrem.kind) new InfrastructureStack(app, cluster, onPrem);
 */
export class InfrastructureStack extends TerraformStack {
  constructor(scope: Construct, cluster: ClusterPlan, kind: AnyClusterKind) {
    super(scope, `${cluster.name}-infrastructure`);
    // The plan has checked these options against this very kind.
    kind.provision?.(this, cluster, cluster.options as never);
  }
}
