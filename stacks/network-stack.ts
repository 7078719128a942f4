import { TerraformStack } from 'cdktf';
import type { Construct } from 'constructs';
import type { AnyClusterKind } from '../src/kinds/cluster-kind';
import type { ClusterPlan } from '../src/kinds/cluster-plan';
import type { Network } from '../src/kinds/network';

/**
 * The Terraform stack with the network of all clusters of an environment in a region. It remains when a cluster is
 * removed: databases are in it, and further clusters may be.
 * @example
 * for (const cluster of language(kinds).plan(acme).clusters)
 *   if (cluster.network) new NetworkStack(app, cluster.network, cluster, onPrem);
 */
export class NetworkStack extends TerraformStack {
  constructor(scope: Construct, network: Network, cluster: ClusterPlan, kind: AnyClusterKind) {
    super(scope, `${network.name}-network`);
    kind.bind(cluster.options).addProviders(this);
    if (!network.removed) network.add(this);
  }
}
