import type { Construct } from 'constructs';
import type { AnyClusterKind } from '../src/kinds/cluster-kind';
import type { ClusterPlan } from '../src/kinds/cluster-plan';
import { addTerraformReleases, TerraformReleaseStack } from './terraform-releases';

/**
 * The Terraform stack with the machines of a cluster, or with the managed cluster, and with the resources that components
 * and workloads need outside the cluster. When its apply ends, the Kubernetes API is available and the nodes are
 * registered.
 * @example
 * for (const cluster of language(kinds).plan(acme).clusters)
 *   if (cluster.kind === onPrem.kind) new InfrastructureStack(app, cluster, onPrem);
 */
export class InfrastructureStack extends TerraformReleaseStack {
  constructor(scope: Construct, cluster: ClusterPlan, kind: AnyClusterKind) {
    super(scope, `${cluster.name}-infrastructure`);
    const bound = kind.bind(cluster.options);
    bound.addProviders(this);
    bound.provision(this, cluster);
    addTerraformReleases(
      this,
      cluster.terraformReleases.filter(({ stack }) => stack === 'infrastructure'),
    );
  }
}
