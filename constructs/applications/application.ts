import { Construct } from 'constructs';
import type { ServiceAccount } from 'kubernetes-types/core/v1';
import type { ApplicationPlan } from '../../src/model/cluster-plan';
import { clusterFacts, type ClusterFacts } from '../../src/model/facts';
import { drawAccess } from './access';
import { drawExposure } from './exposure';
import { drawLeaderElection } from './leader';
import { drawPatched, metadataOf } from './metadata';
import { drawMetrics } from './metrics';
import { drawRedirects } from './redirects';
import { drawScaling } from './scaling';
import { drawStoredSecret } from './stored-secret';
import { drawClaims } from './volumes';
import { drawWorkload } from './workload';

/** What an application is made from. */
export interface ApplicationProps {
  /** What was decided for it: `planApplication` makes it where there is no platform. */
  readonly plan: ApplicationPlan;
  /**
   * What is known of the cluster.
   * @default facts of a cluster that offers nothing
   */
  readonly facts?: ClusterFacts;
}

/**
 * An application on a cluster: Deployment, Service, ServiceAccount, HorizontalPodAutoscaler, PodDisruptionBudget,
 * NetworkPolicy, Ingress and PodMonitor, as far as it asked for them and the cluster offers them.
 * @example
 * new Application(chart, 'web', {
 *   plan: planApplication('shop', 'web', { image: 'registry.acme.example/web:2.0.0', port: 3000, ingress: 'shop.acme.example' }),
 *   facts: clusterFacts({ offers: { ingress: {}, certificates: {} } }),
 * });
 */
export class Application extends Construct {
  constructor(scope: Construct, id: string, { plan, facts = clusterFacts() }: ApplicationProps) {
    super(scope, id);
    drawWorkload(this, plan, facts);
    drawPatched<ServiceAccount>(this, 'ServiceAccount', plan.options.patch, {
      apiVersion: 'v1',
      kind: 'ServiceAccount',
      metadata: metadataOf(plan),
      automountServiceAccountToken: false,
    });
    drawLeaderElection(this, plan);
    drawClaims(this, plan);
    drawStoredSecret(this, plan);
    drawExposure(this, plan, facts);
    drawRedirects(this, plan, facts);
    drawScaling(this, plan);
    drawAccess(this, plan, facts);
    drawMetrics(this, plan, facts);
  }
}
