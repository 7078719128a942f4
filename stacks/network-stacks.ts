import type { Construct } from 'constructs';
import type { AnyClusterKind } from '../src/kinds/cluster-kind';
import type { ClusterPlan } from '../src/kinds/cluster-plan';
import type { Platform } from '../src/definition/platform';
import { addBackend } from './backend';
import { NetworkStack } from './network-stack';

/** The network stacks of a platform, each created with the first cluster that uses it. */
export class NetworkStacks {
  private readonly stacks = new Map<string, NetworkStack>();

  constructor(
    private readonly app: Construct,
    private readonly platform: Platform,
  ) {}

  /** Returns the network stack of a cluster; undefined for a cluster whose network exists without Plinth. */
  resolve(cluster: ClusterPlan, kind: AnyClusterKind): NetworkStack | undefined {
    const { network } = cluster;
    if (!network) return undefined;
    const existing = this.stacks.get(network.name);
    if (existing) return existing;
    const stack = new NetworkStack(this.app, network, cluster, kind);
    addBackend(stack, this.platform.name, this.platform.state);
    this.stacks.set(network.name, stack);
    return stack;
  }
}
