import type { Construct } from 'constructs';
import type { Deployment } from 'kubernetes-types/apps/v1';
import type { Container, Service } from 'kubernetes-types/core/v1';
import type { NetworkPolicy } from 'kubernetes-types/networking/v1';
import type { TenantPlan } from '../../src/kinds/cluster-plan';
import { resolveImage, tryGetEndpoint, type ClusterInfo } from '../../src/kinds/cluster-info';
import { tenantLabel } from '../../src/kinds/labels';
import { images } from '../images';
import {
  gatewayName,
  gatewayPorts,
  renderSharedFiles,
  supportsTenantLogs,
  tenantDashboardsNamespace,
  tenantGatewayName,
  tenantGrafanaName,
} from '../components/dashboards/grafana-tenants';
import { containerResources } from '../kubernetes/container-resources';
import { digest } from '../digest';
import { addObject } from '../kubernetes/object';
import { grafanaPodLabels } from './tenant-grafana';

/**
 * Draws what a tenant's Grafana asks in place of Prometheus and Loki, which it cannot reach: it adds the tenant's
 * namespaces to every query of metrics, asks for logs in the tenant's name whatever name the question bears, and refuses
 * all that is no question. It is a pod of its own, since all containers of one pod reach the same.
 */
export function addTenantGateway(scope: Construct, tenant: TenantPlan, cluster: ClusterInfo): void {
  const { name } = tenant;
  const metrics = tryGetEndpoint(cluster, 'metrics')?.url !== undefined;
  const logs = supportsTenantLogs(cluster);
  if (!metrics && !logs) return;
  const selected = { 'app.kubernetes.io/name': tenantGatewayName, 'app.kubernetes.io/instance': name };
  const labels = { ...selected, 'app.kubernetes.io/managed-by': 'plinth', [tenantLabel]: name };
  const metadata = { name: gatewayName(name), namespace: tenantDashboardsNamespace, labels };
  const asked = { ...(metrics ? { metrics: gatewayPorts.metrics } : {}), ...(logs ? { logs: gatewayPorts.logs } : {}) };
  addObject<Deployment>(scope, 'Gateway', {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata,
    spec: {
      replicas: 1,
      selector: { matchLabels: selected },
      template: {
        metadata: { labels, annotations: { 'plinth.dev/configuration': digest(renderSharedFiles(cluster)) } },
        spec: {
          automountServiceAccountToken: false,
          enableServiceLinks: false,
          securityContext: {
            runAsNonRoot: true,
            runAsUser: 101,
            runAsGroup: 101,
            seccompProfile: { type: 'RuntimeDefault' },
          },
          containers: [
            ...(metrics ? [renderMetricsProxy(tenant, cluster)] : []),
            ...(logs ? [renderLogsProxy(tenant, cluster)] : []),
          ],
          volumes: [
            { name: 'configuration', configMap: { name: tenantGrafanaName } },
            { name: 'made', emptyDir: {} },
            { name: 'tmp', emptyDir: {} },
          ],
        },
      },
    },
  });
  addObject<Service>(scope, 'Gateway-service', {
    apiVersion: 'v1',
    kind: 'Service',
    metadata,
    spec: {
      type: 'ClusterIP',
      selector: selected,
      ports: Object.entries(asked).map(([of, port]) => ({ name: of, port, targetPort: of })),
    },
  });
  if (!tryGetEndpoint(cluster, 'network-policy')) return;
  const ports = Object.values(asked).map((port) => ({ protocol: 'TCP', port }));
  const pods = (of: Readonly<Record<string, string>>) => ({ podSelector: { matchLabels: { ...of } } });
  addObject<NetworkPolicy>(scope, 'Gateway-in', {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata,
    spec: { ...pods(selected), policyTypes: ['Ingress'], ingress: [{ from: [pods(grafanaPodLabels(name))], ports }] },
  });
  addObject<NetworkPolicy>(scope, 'Gateway-out', {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata: { ...metadata, name: `to-${gatewayName(name)}` },
    spec: { ...pods(grafanaPodLabels(name)), policyTypes: ['Egress'], egress: [{ to: [pods(selected)], ports }] },
  });
}

const restrictedSecurityContext = {
  allowPrivilegeEscalation: false,
  readOnlyRootFilesystem: true,
  capabilities: { drop: ['ALL'] },
};

/** Answers queries of metrics for the tenant's namespaces only. */
function renderMetricsProxy({ namespaces }: TenantPlan, cluster: ClusterInfo): Container {
  const configured = { configMapKeyRef: { name: tenantGrafanaName, key: 'METRICS_URL' } };
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
    env: [{ name: 'METRICS_URL', valueFrom: configured }],
    ports: [{ name: 'metrics', containerPort: gatewayPorts.metrics }],
    securityContext: restrictedSecurityContext,
    resources: containerResources({ cpuRequest: '10m', memoryRequest: '32Mi', memoryLimit: '96Mi' }),
  };
}

/** Asks for logs in the name of the tenant. */
function renderLogsProxy({ name }: TenantPlan, cluster: ClusterInfo): Container {
  return {
    name: 'logs',
    image: resolveImage(cluster, images.nginx),
    env: [
      { name: 'TENANT', value: name },
      { name: 'NGINX_ENVSUBST_FILTER', value: '^TENANT$' },
    ],
    ports: [{ name: 'logs', containerPort: gatewayPorts.logs }],
    securityContext: restrictedSecurityContext,
    resources: containerResources({ cpuRequest: '10m', memoryRequest: '16Mi', memoryLimit: '64Mi' }),
    readinessProbe: { httpGet: { path: '/healthz', port: 'logs' } },
    volumeMounts: [
      {
        name: 'configuration',
        subPath: 'logs.conf.template',
        mountPath: '/etc/nginx/templates/default.conf.template',
        readOnly: true,
      },
      { name: 'made', mountPath: '/etc/nginx/conf.d' },
      { name: 'tmp', mountPath: '/tmp' },
    ],
  };
}
