import { Construct } from 'constructs';
import type { ServiceAccount } from 'kubernetes-types/core/v1';
import type { ApplicationPlan } from '../../src/kinds/cluster-plan';
import { clusterInfo, type ClusterInfo } from '../../src/kinds/cluster-info';
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

/** Properties of an `Application`. */
export interface ApplicationProps {
  /** The application as planned for the cluster; outside of a platform, `planApplication` returns it. */
  readonly plan: ApplicationPlan;
  /** @default a cluster without capabilities */
  readonly cluster?: ClusterInfo;
}

/**
 * An application on a cluster: Deployment, Service, ServiceAccount, HorizontalPodAutoscaler, PodDisruptionBudget,
 * NetworkPolicy, Ingress and PodMonitor, as far as its options require and the cluster's capabilities support them.
 * @example
 * new Application(chart, 'web', {
 *   plan: planApplication('shop', 'web', { image: 'registry.acme.example/web:2.0.0', port: 3000, ingress: 'shop.acme.example' }),
 *   cluster: clusterInfo({ capabilities: { ingress: {}, certificates: {} } }),
 * });
 */
export class Application extends Construct {
  constructor(scope: Construct, id: string, { plan, cluster = clusterInfo() }: ApplicationProps) {
    super(scope, id);
    addDeployment(this, plan, cluster);
    addPatchedObject<ServiceAccount>(this, 'ServiceAccount', plan.options.patch, {
      apiVersion: 'v1',
      kind: 'ServiceAccount',
      metadata: workloadMetadata(plan),
      automountServiceAccountToken: false,
    });
    addLeaderElectionRole(this, plan);
    addVolumeClaims(this, plan);
    addExternalSecret(this, plan);
    addBindingSecrets(this, plan);
    addServiceAndIngress(this, plan, cluster);
    addScaling(this, plan);
    addWorkloadNetworkPolicies(this, plan, cluster);
    addPodMonitor(this, plan, cluster);
    addAdditions(this, plan.additions);
  }
}
