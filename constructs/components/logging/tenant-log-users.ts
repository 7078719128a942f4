import type { Construct } from 'constructs';
import type { Endpoint } from '../../../src/definition/capability';
import { bindingStoreName } from '../../../src/definition/uses';
import { tryGetEndpoint, type ClusterInfo } from '../../../src/kinds/cluster-info';
import type { TenantPlan } from '../../../src/kinds/tenant-plan';
import {
  describeSecret,
  resolveSecretOrigin,
  type ComponentSecret,
  type SecretReference,
} from '../../../src/kinds/component-secret';
import type { ListedSecret } from '../../../src/kinds/additions';
import type { ProvidedCapability } from '../../../src/kinds/provides';
import { tenantLabel } from '../../../src/kinds/labels';
import { addBindingStore, addCopiedSecret } from '../secrets/binding-secret';
import { restartsWorkloads } from '../secrets/tenant-restarts';
import { addPlatformSecrets } from '../secrets/component-secrets';
import { elasticNamespace } from './elasticsearch-secrets';

/** Label of the Secrets with the users of tenants. */
export const logUserLabel = { 'plinth.dev/claim': 'logs' } as const;

/** True if the log store has a user for each tenant, whose password External Secrets can bring to other namespaces. */
export function hasTenantLogUsers(cluster: ClusterInfo): boolean {
  const logs = tryGetEndpoint(cluster, 'logs');
  return logs?.api === 'elasticsearch' && logs.tenantUsers === true && 'secrets' in cluster.capabilities;
}

/** Returns the Secret with the user of a tenant, in the namespace of the log store. */
export function tenantLogUserSecret(cluster: ClusterInfo, tenant: string): SecretReference {
  return { namespace: tryGetEndpoint(cluster, 'logs')?.namespace ?? elasticNamespace, name: `logs.${tenant}` };
}

/** Returns the name of the user of a tenant in Elasticsearch. No user of the platform has a dot in its name. */
export function tenantLogUserName(tenant: string): string {
  return `tenant.${tenant}`;
}

/** Returns the capability `logs` of Elasticsearch: for each tenant a Secret from which the provisioner creates its user. */
export function provideLogs(endpoint: Endpoint): ProvidedCapability {
  return {
    endpoint,
    forTenant: ({ name }, { cluster }) => {
      if (!hasTenantLogUsers(cluster)) return {};
      const secret = renderUserSecret(name, cluster);
      return {
        secrets: [describeSecret(secret, resolveSecretOrigin(secret, cluster), cluster)],
        objects: (scope) => {
          addPlatformSecrets(scope, [secret], cluster);
        },
      };
    },
  };
}

function renderUserSecret(tenant: string, cluster: ClusterInfo): ComponentSecret {
  return {
    ...tenantLogUserSecret(cluster, tenant),
    requiredFor: 'elasticsearch() with tenants',
    values: { password: { from: 'generated' } },
    keys: { tenant, username: tenantLogUserName(tenant), password: '{{ .password }}' },
    labels: logUserLabel,
    rotation: { reloads: 'the user gets the new password' },
  };
}

const grafanaSecretKeys = ['authorization', 'ca.crt'];

/** Returns the Secret by which the query proxy of a tenant logs in at Elasticsearch. */
export function queryProxyLogsSecretName(tenant: string): string {
  return `logs-${tenant}`;
}

/** Adds the Secret {@link queryProxyLogsSecretName}: the header `Authorization`, and the certificate authority. */
export function addQueryProxyLogsSecret(
  scope: Construct,
  { tenant, namespace }: { readonly tenant: string; readonly namespace: string },
  cluster: ClusterInfo,
): void {
  const user = tenantLogUserSecret(cluster, tenant);
  const certificates = `${elasticsearchName(cluster)}-es-http-certs-public`;
  const store = `logs.${tenant}`;
  addBindingStore(scope, {
    capability: 'logs',
    name: store,
    namespace,
    source: user.namespace,
    secrets: [user.name, certificates],
  });
  addCopiedSecret(scope, {
    name: queryProxyLogsSecretName(tenant),
    namespace,
    labels: { [tenantLabel]: tenant },
    store,
    sources: {
      password: { secret: user.name, key: 'password' },
      authority: { secret: certificates, key: 'ca.crt' },
    },
    template: {
      authorization: `{{ printf "${tenantLogUserName(tenant)}:%s" .password | b64enc }}`,
      'ca.crt': '{{ .authority }}',
    },
  });
}

/** Describes the Secret {@link queryProxyLogsSecretName}. */
export function describeQueryProxyLogsSecret(tenant: string, namespace: string, cluster: ClusterInfo): ListedSecret {
  return {
    namespace,
    name: queryProxyLogsSecretName(tenant),
    keys: grafanaSecretKeys,
    source: formatCopySource(tenant, cluster),
    rotation: restartsWorkloads(cluster)
      ? `restarts Deployment query-proxy-${tenant}`
      : `restart the Deployment query-proxy-${tenant}`,
  };
}

/** Name of the Secret with the tenant's user in Kibana, in each namespace of the tenant. */
export const kibanaUserSecretName = 'kibana';

/**
 * Returns the capability `log-search` of Kibana: each tenant gets a Secret with the address of its space and its user, in
 * each of its namespaces.
 * @param host host name of Kibana; undefined if tenants cannot reach it
 */
export function provideLogSearch(endpoint: Endpoint, host: string | undefined): ProvidedCapability {
  return {
    endpoint,
    forTenant: (tenant, { cluster }) => {
      if (host === undefined || !hasTenantLogUsers(cluster)) return {};
      return {
        secrets: tenant.namespaces.map(({ name: namespace }) => ({
          namespace,
          name: kibanaUserSecretName,
          keys: ['password', 'url', 'username'],
          source: formatCopySource(tenant.name, cluster),
          rotation: 'people log in with the new password',
        })),
        objects: (scope) => {
          for (const { name } of tenant.namespaces) addKibanaUserSecret(scope, tenant, name, host, cluster);
        },
      };
    },
  };
}

function addKibanaUserSecret(
  scope: Construct,
  { name: tenant }: TenantPlan,
  namespace: string,
  host: string,
  cluster: ClusterInfo,
): void {
  const user = tenantLogUserSecret(cluster, tenant);
  addBindingStore(scope, { capability: 'logs', namespace, source: user.namespace, secrets: [user.name] });
  addCopiedSecret(scope, {
    name: kibanaUserSecretName,
    namespace,
    labels: { [tenantLabel]: tenant },
    store: bindingStoreName('logs'),
    sources: { password: { secret: user.name, key: 'password' } },
    template: {
      url: `https://${host}/s/tenant-${tenant}/app/discover`,
      username: tenantLogUserName(tenant),
      password: '{{ .password }}',
    },
  });
}

/**
 * Returns the name of the Elasticsearch object that stores the logs, parsed from its Service URL (`<name>-es-http`).
 */
export function elasticsearchName(cluster: ClusterInfo): string {
  const { url = '' } = tryGetEndpoint(cluster, 'logs') ?? {};
  return /^https:\/\/(.+)-es-http\./.exec(url)?.[1] ?? 'elasticsearch';
}

function formatCopySource(tenant: string, cluster: ClusterInfo): string {
  const { namespace, name } = tenantLogUserSecret(cluster, tenant);
  return `copied from Secret ${name} in namespace ${namespace}`;
}
