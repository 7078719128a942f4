import { Construct } from 'constructs';
import type { ServiceAccount } from 'kubernetes-types/core/v1';
import type { ApplicationPlan } from '../../src/kinds/workload-plan';
import { clusterInfo, type ClusterInfo } from '../../src/kinds/cluster-info';
import type { Problem } from '../../src/schema/problem';
import type { StandaloneApplicationProps } from '../../src/standalone/workload-props';
import { planStandaloneApplication } from '../../src/standalone/workloads';
import { addAdditions } from './additions';
import { addBindingSecrets } from './binding-secrets';
import { addWorkloadNetworkPolicies } from './network-policies';
import { addServiceAndIngress } from './service-and-ingress';
import { addLeaderElectionRole } from './leader-election';
import { addPatchedObject, workloadMetadata } from './metadata';
import { addPodMonitor } from './metrics';
import { addScaling } from './scaling';
import { addExternalSecret } from './external-secret';
import { addVolumeClaims } from './volumes';
import { addDeployment } from './deployment';

/** Properties of an `Application`: its options, or a plan of it. */
export type ApplicationProps = StandaloneApplicationProps | PlannedApplicationProps;

/** Properties of an `Application` of a platform. */
export interface PlannedApplicationProps {
  /** The application as planned for the cluster. */
  readonly plan: ApplicationPlan;
  /**
   * Cluster that the application runs on.
   * @default a cluster without capabilities
   */
  readonly cluster?: ClusterInfo;
}

/**
 * An application on a cluster: Deployment, Service, ServiceAccount, HorizontalPodAutoscaler, PodDisruptionBudget,
 * NetworkPolicy, Ingress and PodMonitor, as far as its options require and the cluster's capabilities support them.
 * @example
 * const cluster = clusterInfo({ capabilities: { ingress: {}, certificates: {} } });
 * new Application(chart, 'web', {
 *   tenant: 'shop',
 *   image: 'registry.acme.example/web:2.0.0',
 *   port: 3000,
 *   ingress: 'shop.acme.example',
 *   calls: [{ application: 'api', ports: [8080] }, { host: 'payments.example', ports: [443] }],
 *   cluster,
 * });
 */
export class Application extends Construct {
  /** Warnings about the options; for an application of a platform, the plan of the platform has them. */
  readonly warnings: readonly Problem[];

  /** @throws DefinitionError with all errors of the options, as `plinth check` reports them */
  constructor(scope: Construct, id: string, props: ApplicationProps) {
    super(scope, id);
    const {
      plan,
      cluster = clusterInfo(),
      warnings = [],
    }: PlannedApplicationProps & { readonly warnings?: readonly Problem[] } = 'plan' in props
      ? props
      : planStandaloneApplication(id, props);
    this.warnings = warnings;
    addDeployment(this, plan, cluster);
    addPatchedObject<ServiceAccount>(this, 'ServiceAccount', plan.options.patch, {
      apiVersion: 'v1',
      kind: 'ServiceAccount',
      metadata: workloadMetadata(plan),
      automountServiceAccountToken: false,
    });
    addLeaderElectionRole(this, plan);
    addVolumeClaims(this, plan);
    addExternalSecret(this, plan, cluster);
    addBindingSecrets(this, plan);
    addServiceAndIngress(this, plan, cluster);
    addScaling(this, plan);
    addWorkloadNetworkPolicies(this, plan, cluster);
    addPodMonitor(this, plan, cluster);
    addAdditions(this, plan.additions);
  }
}
