import type { Construct } from 'constructs';
import type { ApplicationPlan, JobPlan } from '../../src/kinds/cluster-plan';
import { addObject } from '../kubernetes/object';
import { externalSecretTargetName } from './environment-variables';
import { workloadMetadata } from './metadata';

/**
 * Adds the ExternalSecret that copies a workload's secret from the secret store to a Secret of its namespace. Its path in
 * the store begins with the tenant's name, so that no tenant can read the secrets of another tenant.
 * @see https://external-secrets.io/latest/api/externalsecret/
 */
export function addExternalSecret(scope: Construct, plan: ApplicationPlan | JobPlan): void {
  const storedSecret = plan.options.uses?.secret;
  if (!storedSecret) return;
  addObject(scope, 'StoredSecret', {
    apiVersion: 'external-secrets.io/v1',
    kind: 'ExternalSecret',
    metadata: workloadMetadata(plan),
    spec: {
      refreshInterval: `${storedSecret.refreshMinutes}m`,
      secretStoreRef: { kind: 'ClusterSecretStore', name: plan.secretStore ?? 'default' },
      target: { name: externalSecretTargetName(plan.name), creationPolicy: 'Owner' },
      dataFrom: [{ extract: { key: `${plan.tenant}/${storedSecret.path}` } }],
    },
  });
}
