import { Construct } from 'constructs';
import { kinds as builtInKinds } from '../constructs/kinds';
import { tenantRelease } from '../constructs/tenants/tenant-release';
import type { ApplicationInput } from '../src/definition/application';
import type { AnyComponent } from '../src/definition/component';
import type { JobInput } from '../src/definition/job';
import type { TenantInput } from '../src/definition/tenant';
import { clusterInfo, type ClusterInfo } from '../src/kinds/cluster-info';
import type { AnyKind } from '../src/kinds/cluster-kind';
import type { Problem } from '../src/schema/problem';
import { planStandaloneTenant } from '../src/standalone/tenant';

/** Properties of a `Tenant`: the options of a tenant in a definition, and the cluster that it runs on. */
export interface TenantProps extends Omit<
  TenantInput<never, Readonly<Record<string, ApplicationInput | JobInput>>>,
  'clusters'
> {
  /**
   * Cluster that the tenant runs on; its environment selects from `perEnvironment`.
   * @default a cluster with the default Kubernetes version and the capabilities network, network-policy and dns
   */
  readonly cluster?: ClusterInfo;
  /**
   * Components on the cluster whose functions the workloads use, such as `cloudNativePg()` for `uses: { database }` and
   * `oidcIssuer({ … })` for `login`. They are installed by other means, such as a `Component`.
   * @default none
   */
  readonly providers?: readonly AnyComponent[];
  /**
   * Kinds of the providers, for kinds that are not built in.
   * @default kinds
   */
  readonly providerKinds?: readonly AnyKind[];
}

/**
 * A tenant in any cdk8s chart: its namespaces, applications and jobs, and the objects of the providers that they use, such
 * as databases, log-in gates and redirects. The same objects as in a platform.
 * @example
 * new Tenant(chart, 'shop', {
 *   owners: 'shop-developers',
 *   applications: { web: application({ image: 'registry.acme.example/shop/web:2.0.0', uses: { database: {} } }) },
 *   cluster: clusterInfo({ capabilities: { network: {}, 'network-policy': {}, dns: {}, storage: { classes: { ssd: { default: true } } } } }),
 *   providers: [cloudNativePg()],
 * });
 */
export class Tenant extends Construct {
  /** Warnings about the options. */
  readonly warnings: readonly Problem[];

  /**
   * @param id name of the tenant
   * @throws DefinitionError with all errors of the options, as `plinth check` reports them
   */
  constructor(scope: Construct, id: string, props: TenantProps) {
    super(scope, id);
    const { cluster, providers = [], providerKinds = builtInKinds, ...tenant } = props;
    const described = cluster ?? clusterInfo({ capabilities: { network: {}, 'network-policy': {}, dns: {} } });
    const planned = planStandaloneTenant(id, tenant, {
      cluster: described,
      components: providers,
      kinds: providerKinds,
    });
    this.warnings = planned.warnings;
    const { objects } = tenantRelease(planned.plan, planned.cluster);
    for (const [file, add] of Object.entries(objects)) add(new Construct(this, file.replace(/\.yaml$/, '')));
  }
}
