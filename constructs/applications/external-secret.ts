import type { Construct } from 'constructs';
import { formatSecretKey } from '../../src/definition/secret-keys';
import type { ClusterInfo } from '../../src/kinds/cluster-info';
import type { ApplicationPlan, JobPlan } from '../../src/kinds/workload-plan';
import { addObject } from '../kubernetes/object';
import { externalSecretTargetName } from './environment-variables';
import { workloadMetadata } from './metadata';

/**
 * Adds the ExternalSecret that copies a workload's secret from the secret store to a Secret of its namespace. Its path in
 * the store begins with the tenant's name, so that no tenant can read the secrets of another tenant.
 * @see https://external-secrets.io/latest/api/externalsecret/
 */
export function addExternalSecret(scope: Construct, plan: ApplicationPlan | JobPlan, cluster: ClusterInfo): void {
  const storedSecret = plan.options.uses?.secret;
  if (!storedSecret) return;
  const store = plan.secretStore ?? 'default';
  addObject(scope, 'StoredSecret', {
    apiVersion: 'external-secrets.io/v1',
    kind: 'ExternalSecret',
    metadata: workloadMetadata(plan),
    spec: {
      refreshInterval: `${storedSecret.refreshMinutes}m`,
      secretStoreRef: { kind: 'ClusterSecretStore', name: store },
      target: { name: externalSecretTargetName(plan.name), creationPolicy: 'Owner' },
      dataFrom: [{ extract: { key: formatSecretKey(cluster.capabilities, store, [plan.tenant, storedSecret.path]) } }],
    },
  });
}
