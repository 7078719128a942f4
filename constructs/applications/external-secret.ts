import type { Construct } from 'constructs';
import type { ApplicationPlan, JobPlan } from '../../src/kinds/cluster-plan';
import { addObject } from '../kubernetes/object';
import { externalSecretTargetName } from './environment-variables';
import { workloadMetadata } from './metadata';

/**
 * Draws what brings a secret of the platform's store to a Secret of the namespace. Its place in the store begins with
 * the tenant's name, so that nobody reads another tenant's.
 * @see https://external-secrets.io/latest/api/externalsecret/
 */
export function addExternalSecret(scope: Construct, plan: ApplicationPlan | JobPlan): void {
  const stored = plan.options.uses?.secret;
  if (!stored) return;
  addObject(scope, 'StoredSecret', {
    apiVersion: 'external-secrets.io/v1',
    kind: 'ExternalSecret',
    metadata: workloadMetadata(plan),
    spec: {
      refreshInterval: `${stored.refreshMinutes}m`,
      secretStoreRef: { kind: 'ClusterSecretStore', name: plan.secretStore ?? 'default' },
      target: { name: externalSecretTargetName(plan.name), creationPolicy: 'Owner' },
      dataFrom: [{ extract: { key: `${plan.tenant}/${stored.path}` } }],
    },
  });
}
