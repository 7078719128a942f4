import { tryGetEndpoint, type ClusterInfo } from '../../../src/kinds/cluster-info';
import type { ComponentSecret, SecretRotation } from '../../../src/kinds/component-secret';
import { listLogReaderSecrets } from '../logging/elasticsearch-secrets';
import { restartsWorkloads } from '../secrets/tenant-restarts';
import { listMetricsStoreSecrets } from '../metrics/influxdb-secrets';
import { loginSecretName } from './grafana-login';
import { tenantDashboardsNamespace } from './tenant-configuration';

/** Namespace of the platform team's Grafana. */
export const grafanaNamespace = 'grafana';

/** Lists the Secrets of Grafana: its administrator, its client at the issuer, and its credentials for data sources. */
export function listGrafanaSecrets(
  { name, login }: { readonly name: string; readonly login?: unknown },
  cluster: ClusterInfo,
): readonly ComponentSecret[] {
  const rotation: SecretRotation = { restarts: [{ kind: 'Deployment', name }] };
  return [
    {
      namespace: grafanaNamespace,
      name: 'grafana-admin',
      requiredFor: 'grafana()',
      values: { 'admin-password': { from: 'generated' }, 'secret-key': { from: 'generated' } },
      keys: {
        'admin-user': 'admin',
        'admin-password': '{{ index . "admin-password" }}',
        'secret-key': '{{ index . "secret-key" }}',
      },
      rotation: { fixed: 'Grafana stores the password at its first start, and encrypts data with the key' },
    },
    ...(login === undefined ? [] : listLoginSecrets(rotation, cluster)),
    ...(tryGetEndpoint(cluster, 'logs')?.api === 'elasticsearch'
      ? listLogReaderSecrets({ namespace: grafanaNamespace, requiredFor: 'grafana() with elasticsearch()', rotation })
      : []),
    ...listMetricsStoreSecrets(grafanaNamespace, 'grafana()', cluster),
  ];
}

/** Lists the Secrets of the log-in. Where the issuer registers the clients, it creates the Secrets with them. */
function listLoginSecrets(rotation: SecretRotation, cluster: ClusterInfo): readonly ComponentSecret[] {
  const isRegistered = tryGetEndpoint(cluster, 'identity')?.registersClients === true;
  const requiredFor = 'grafana({ login })';
  const secret = { namespace: grafanaNamespace, name: loginSecretName };
  const copy = (value: string) => ({ from: 'copy' as const, secret, value, origin: 'provided' as const });
  const client: ComponentSecret = {
    ...secret,
    requiredFor,
    values: {
      'client-id': { from: 'provided', description: 'ID of the client at the issuer' },
      'client-secret': { from: 'provided', description: 'secret of the client at the issuer' },
    },
    rotation,
  };
  return [
    ...(isRegistered ? [] : [client]),
    {
      namespace: tenantDashboardsNamespace,
      name: loginSecretName,
      requiredFor,
      values: {
        ...(isRegistered ? {} : { 'client-id': copy('client-id'), 'client-secret': copy('client-secret') }),
        'secret-key': { from: 'generated' },
      },
      rotation: restartsWorkloads(cluster)
        ? { reloads: `the Deployments in namespace ${tenantDashboardsNamespace} are restarted` }
        : { manual: `restart the Deployments in namespace ${tenantDashboardsNamespace}` },
    },
  ];
}
