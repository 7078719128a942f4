import type { Construct } from 'constructs';
import type { Container, Volume } from 'kubernetes-types/core/v1';
import type { NetworkPolicy } from 'kubernetes-types/networking/v1';
import type { TenantPlan } from '../../../src/kinds/tenant-plan';
import {
  mayEnforceNetworkPolicies,
  resolveImage,
  tryGetEndpoint,
  type ClusterInfo,
} from '../../../src/kinds/cluster-info';
import {
  queryProxyPorts,
  renderTenantDashboardsConfig,
  supportsTenantLogs,
  tryGetTenantTracesUrl,
  tenantDashboardsConfigMap,
  tenantDashboardsNamespace,
} from './tenant-configuration';
import { logsAuthorityFolder, type QueriedStore } from './read-proxy';
import { addQueryProxyLogsSecret, hasTenantLogUsers, queryProxyLogsSecretName } from '../logging/tenant-log-users';
import { images } from '../../images';
import { containerResources } from '../../kubernetes/container-resources';
import { egressRule, ingressRule, labelSelector } from '../../kubernetes/network-policies';
import { addObject } from '../../kubernetes/object';
import { nonRootPodSecurityContext, restrictedSecurityContext } from '../../kubernetes/security-context';
import {
  addTenantDeployment,
  tenantDeploymentMetadata,
  tenantQueryProxy,
  tenantGrafana,
  type TenantDeployment,
} from './tenant-deployment';

/** Volumes with the generated configurations of NGINX. */
const generatedConfigVolumes = { logs: 'generated-config', traces: 'generated-traces-config' } as const;

/** User ID of the image of unprivileged NGINX. */
const nginxUser = 101;

/**
 * Adds the query proxy of a tenant: the proxies through which its Grafana, which cannot reach Prometheus, Loki and Tempo,
 * queries metrics, logs and traces. They limit each query to the namespaces of the tenant, set the tenant ID of Loki and
 * Tempo whatever the request contains, and deny requests that are not queries. The query proxy has a pod of its own, since
 * a NetworkPolicy cannot distinguish the containers of one pod.
 */
export function addTenantQueryProxy(scope: Construct, tenant: TenantPlan, cluster: ClusterInfo): void {
  const hasMetrics = tryGetEndpoint(cluster, 'metrics')?.url !== undefined;
  const hasLogs = supportsTenantLogs(cluster);
  const hasTraces = tryGetTenantTracesUrl(cluster) !== undefined;
  if (!hasMetrics && !hasLogs && !hasTraces) return;
  const hasLogUser = hasTenantLogUsers(cluster);
  const queryProxy = tenantQueryProxy(tenant.name);
  const ports = {
    ...(hasMetrics ? { metrics: queryProxyPorts.metrics } : {}),
    ...(hasLogs ? { logs: queryProxyPorts.logs } : {}),
    ...(hasTraces ? { traces: queryProxyPorts.traces } : {}),
  };
  addTenantDeployment(scope, 'QueryProxy', queryProxy, {
    restartOnChangeOf: renderTenantDashboardsConfig(cluster),
    pod: {
      automountServiceAccountToken: false,
      securityContext: nonRootPodSecurityContext(nginxUser),
      containers: [
        ...(hasMetrics ? [renderMetricsProxy(tenant, cluster)] : []),
        ...(hasLogs ? [renderStoreProxy('logs', tenant, cluster)] : []),
        ...(hasTraces ? [renderStoreProxy('traces', tenant, cluster)] : []),
      ],
      volumes: [
        // The ConfigMap that the Grafanas and query proxies of all tenants share.
        { name: 'configuration', configMap: { name: tenantDashboardsConfigMap } },
        // With Elasticsearch, the configuration contains the password of the tenant's user.
        { name: generatedConfigVolumes.logs, emptyDir: hasLogUser ? { medium: 'Memory', sizeLimit: '1Mi' } : {} },
        ...(hasTraces ? [{ name: generatedConfigVolumes.traces, emptyDir: {} }] : []),
        { name: 'tmp', emptyDir: {} },
        ...(hasLogUser ? [renderAuthorityVolume(tenant.name)] : []),
      ],
    },
    ports: Object.entries(ports).map(([name, port]) => ({ name, port, targetPort: name })),
  });
  if (hasLogUser)
    addQueryProxyLogsSecret(scope, { tenant: tenant.name, namespace: tenantDashboardsNamespace }, cluster);
  if (mayEnforceNetworkPolicies(cluster)) addQueryProxyPolicies(scope, queryProxy, Object.values(ports));
}

/** Allows the Grafana of the tenant to reach the query proxy, on both sides of the connection. */
function addQueryProxyPolicies(scope: Construct, queryProxy: TenantDeployment, ports: readonly number[]): void {
  const metadata = tenantDeploymentMetadata(queryProxy);
  const queryProxyPods = labelSelector(queryProxy.podLabels);
  const grafanaPods = labelSelector(tenantGrafana(queryProxy.tenant).podLabels);
  addObject<NetworkPolicy>(scope, 'Query-proxy-from-Grafana', {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata,
    spec: {
      podSelector: queryProxyPods,
      policyTypes: ['Ingress'],
      ingress: [ingressRule([{ podSelector: grafanaPods }], ports)],
    },
  });
  addObject<NetworkPolicy>(scope, 'Grafana-to-query-proxy', {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata: { ...metadata, name: `to-${queryProxy.name}` },
    spec: {
      podSelector: grafanaPods,
      policyTypes: ['Egress'],
      egress: [egressRule([{ podSelector: queryProxyPods }], ports)],
    },
  });
}

/** The proxy that limits queries of metrics to the namespaces of the tenant. */
function renderMetricsProxy({ namespaces }: TenantPlan, cluster: ClusterInfo): Container {
  const metricsUrl = { configMapKeyRef: { name: tenantDashboardsConfigMap, key: 'METRICS_URL' } };
  return {
    name: 'metrics',
    image: resolveImage(cluster, images.promLabelProxy),
    args: [
      `--insecure-listen-address=:${queryProxyPorts.metrics}`,
      '--upstream=$(METRICS_URL)',
      '--enable-label-apis',
      '--label=namespace',
      ...namespaces.map(({ name }) => `--label-value=${name}`),
    ],
    env: [{ name: 'METRICS_URL', valueFrom: metricsUrl }],
    ports: [{ name: 'metrics', containerPort: queryProxyPorts.metrics }],
    securityContext: restrictedSecurityContext(),
    resources: containerResources({ cpuRequest: '10m', memoryRequest: '32Mi', memoryLimit: '96Mi' }),
  };
}

/** The proxy that sends queries to Loki or Tempo with the ID of the tenant, or to Elasticsearch with its user. */
function renderStoreProxy(store: QueriedStore, { name }: TenantPlan, cluster: ClusterInfo): Container {
  const hasUser = store === 'logs' && hasTenantLogUsers(cluster);
  const authorization = { secretKeyRef: { name: queryProxyLogsSecretName(name), key: 'authorization' } };
  return {
    name: store,
    image: resolveImage(cluster, images.nginx),
    env: [
      ...(hasUser ? [{ name: 'LOGS_AUTHORIZATION', valueFrom: authorization }] : [{ name: 'TENANT', value: name }]),
      { name: 'NGINX_ENVSUBST_FILTER', value: hasUser ? '^LOGS_AUTHORIZATION$' : '^TENANT$' },
    ],
    ports: [{ name: store, containerPort: queryProxyPorts[store] }],
    securityContext: restrictedSecurityContext(),
    resources: containerResources({ cpuRequest: '10m', memoryRequest: '16Mi', memoryLimit: '64Mi' }),
    readinessProbe: { httpGet: { path: '/healthz', port: store } },
    volumeMounts: [
      {
        name: 'configuration',
        subPath: `${store}.conf.template`,
        mountPath: '/etc/nginx/templates/default.conf.template',
        readOnly: true,
      },
      { name: generatedConfigVolumes[store], mountPath: '/etc/nginx/conf.d' },
      { name: 'tmp', mountPath: '/tmp' },
      ...(hasUser ? [{ name: authorityVolume, mountPath: logsAuthorityFolder, readOnly: true }] : []),
    ],
  };
}

const authorityVolume = 'logs-authority';

/** The volume with the certificate authority of Elasticsearch. */
function renderAuthorityVolume(tenant: string): Volume {
  const items = [{ key: 'ca.crt', path: 'ca.crt' }];
  return { name: authorityVolume, secret: { secretName: queryProxyLogsSecretName(tenant), items } };
}
