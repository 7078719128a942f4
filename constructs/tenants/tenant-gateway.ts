import type { Construct } from 'constructs';
import type { Container } from 'kubernetes-types/core/v1';
import type { NetworkPolicy } from 'kubernetes-types/networking/v1';
import type { TenantPlan } from '../../src/kinds/cluster-plan';
import { resolveImage, tryGetEndpoint, type ClusterInfo } from '../../src/kinds/cluster-info';
import {
  gatewayPorts,
  renderTenantDashboardsConfig,
  supportsTenantLogs,
  tenantGrafanaName,
} from '../components/dashboards/grafana-tenants';
import { images } from '../images';
import { containerResources } from '../kubernetes/container-resources';
import { egressRule, ingressRule, labelSelector } from '../kubernetes/network-policies';
import { addObject } from '../kubernetes/object';
import { nonRootPodSecurityContext, restrictedSecurityContext } from '../kubernetes/security-context';
import {
  addDashboardsDeployment,
  dashboardsMetadata,
  tenantGateway,
  tenantGrafana,
  type TenantDashboardsServer,
} from './dashboards-deployment';

/** User ID of the image of unprivileged NGINX. */
const nginxUser = 101;

/**
 * Adds the gateway of a tenant: the proxies through which its Grafana, which cannot reach Prometheus and Loki, queries
 * metrics and logs. They limit each query to the namespaces of the tenant, set the tenant ID of Loki whatever the request
 * contains, and deny requests that are not queries. The gateway has a pod of its own, since a NetworkPolicy cannot
 * distinguish the containers of one pod.
 */
export function addTenantGateway(scope: Construct, tenant: TenantPlan, cluster: ClusterInfo): void {
  const hasMetrics = tryGetEndpoint(cluster, 'metrics')?.url !== undefined;
  const hasLogs = supportsTenantLogs(cluster);
  if (!hasMetrics && !hasLogs) return;
  const gateway = tenantGateway(tenant.name);
  const ports = {
    ...(hasMetrics ? { metrics: gatewayPorts.metrics } : {}),
    ...(hasLogs ? { logs: gatewayPorts.logs } : {}),
  };
  addDashboardsDeployment(scope, 'Gateway', gateway, {
    configuration: renderTenantDashboardsConfig(cluster),
    pod: {
      automountServiceAccountToken: false,
      securityContext: nonRootPodSecurityContext(nginxUser),
      containers: [
        ...(hasMetrics ? [renderMetricsProxy(tenant, cluster)] : []),
        ...(hasLogs ? [renderLogsProxy(tenant, cluster)] : []),
      ],
      volumes: [
        // The ConfigMap that the Grafanas and gateways of all tenants share.
        { name: 'configuration', configMap: { name: tenantGrafanaName } },
        { name: 'generated-config', emptyDir: {} },
        { name: 'tmp', emptyDir: {} },
      ],
    },
    ports: Object.entries(ports).map(([name, port]) => ({ name, port, targetPort: name })),
  });
  if (tryGetEndpoint(cluster, 'network-policy')) addGatewayPolicies(scope, gateway, Object.values(ports));
}

/** Allows the Grafana of the tenant to reach the gateway, on both sides of the connection. */
function addGatewayPolicies(scope: Construct, gateway: TenantDashboardsServer, ports: readonly number[]): void {
  const metadata = dashboardsMetadata(gateway);
  const gatewayPods = labelSelector(gateway.podLabels);
  const grafanaPods = labelSelector(tenantGrafana(gateway.tenant).podLabels);
  addObject<NetworkPolicy>(scope, 'Gateway-in', {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata,
    spec: {
      podSelector: gatewayPods,
      policyTypes: ['Ingress'],
      ingress: [ingressRule([{ podSelector: grafanaPods }], ports)],
    },
  });
  addObject<NetworkPolicy>(scope, 'Gateway-out', {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata: { ...metadata, name: `to-${gateway.name}` },
    spec: {
      podSelector: grafanaPods,
      policyTypes: ['Egress'],
      egress: [egressRule([{ podSelector: gatewayPods }], ports)],
    },
  });
}

/** The proxy that limits queries of metrics to the namespaces of the tenant. */
function renderMetricsProxy({ namespaces }: TenantPlan, cluster: ClusterInfo): Container {
  const metricsUrl = { configMapKeyRef: { name: tenantGrafanaName, key: 'METRICS_URL' } };
  return {
    name: 'metrics',
    image: resolveImage(cluster, images.promLabelProxy),
    args: [
      `--insecure-listen-address=:${gatewayPorts.metrics}`,
      '--upstream=$(METRICS_URL)',
      '--enable-label-apis',
      '--label=namespace',
      ...namespaces.map(({ name }) => `--label-value=${name}`),
    ],
    env: [{ name: 'METRICS_URL', valueFrom: metricsUrl }],
    ports: [{ name: 'metrics', containerPort: gatewayPorts.metrics }],
    securityContext: restrictedSecurityContext(),
    resources: containerResources({ cpuRequest: '10m', memoryRequest: '32Mi', memoryLimit: '96Mi' }),
  };
}

/** The proxy that sends queries of logs to Loki with the ID of the tenant. */
function renderLogsProxy({ name }: TenantPlan, cluster: ClusterInfo): Container {
  return {
    name: 'logs',
    image: resolveImage(cluster, images.nginx),
    env: [
      { name: 'TENANT', value: name },
      { name: 'NGINX_ENVSUBST_FILTER', value: '^TENANT$' },
    ],
    ports: [{ name: 'logs', containerPort: gatewayPorts.logs }],
    securityContext: restrictedSecurityContext(),
    resources: containerResources({ cpuRequest: '10m', memoryRequest: '16Mi', memoryLimit: '64Mi' }),
    readinessProbe: { httpGet: { path: '/healthz', port: 'logs' } },
    volumeMounts: [
      {
        name: 'configuration',
        subPath: 'logs.conf.template',
        mountPath: '/etc/nginx/templates/default.conf.template',
        readOnly: true,
      },
      { name: 'generated-config', mountPath: '/etc/nginx/conf.d' },
      { name: 'tmp', mountPath: '/tmp' },
    ],
  };
}
