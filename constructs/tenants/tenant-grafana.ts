import type { Construct } from 'constructs';
import { certificateAnnotations, ingressClass } from '../components/ingress/ingress';
import type { Deployment } from 'kubernetes-types/apps/v1';
import type { Container, EnvVar, Service, ServiceAccount } from 'kubernetes-types/core/v1';
import type { Ingress } from 'kubernetes-types/networking/v1';
import type { Role, RoleBinding } from 'kubernetes-types/rbac/v1';
import type { TenantPlan } from '../../src/kinds/cluster-plan';
import { resolveImage, tryGetEndpoint, type ClusterInfo } from '../../src/kinds/cluster-info';
import { tenantLabel } from '../../src/kinds/labels';
import { images } from '../images';
import { dashboardLabel } from '../monitoring/dashboard';
import { renderLoginEnv, renderRoleAttributePath } from '../components/dashboards/grafana-login';
import {
  renderSharedFiles,
  tenantDashboardsNamespace,
  tenantGrafanaName,
} from '../components/dashboards/grafana-tenants';
import { containerResources } from '../kubernetes/container-resources';
import { digest } from '../digest';
import { addObject } from '../kubernetes/object';
import { renderTenantDashboards, logsDataSourceUid } from './tenant-dashboards';

/** Name of a tenant's Grafana: its Deployment, its Service and its account. */
function grafanaName(tenant: string): string {
  return `grafana-${tenant}`;
}

/** Labels by which the pod of a tenant's Grafana is found. */
export function grafanaPodLabels(tenant: string): Readonly<Record<string, string>> {
  return { 'app.kubernetes.io/name': tenantGrafanaName, 'app.kubernetes.io/instance': tenant };
}

/**
 * Draws the Grafana of a tenant: only its owners and viewers may log in, and it reaches nothing that knows of others. It
 * keeps nothing: dashboards come from the description, and from ConfigMaps labelled `grafana_dashboard: "1"` in the
 * tenant's own namespaces.
 */
export function addTenantGrafana(scope: Construct, tenant: TenantPlan, cluster: ClusterInfo): void {
  const { name } = tenant;
  const selected = { ...grafanaPodLabels(name) };
  const labels = { ...selected, 'app.kubernetes.io/managed-by': 'plinth', [tenantLabel]: name };
  const called = grafanaName(name);
  const metadata = { name: called, namespace: tenantDashboardsNamespace, labels };
  const host = grafanaHost(name, cluster);
  const { revision } = tryGetEndpoint(cluster, 'tenant-dashboards') ?? {};
  addObject<ServiceAccount>(scope, 'Grafana-account', { apiVersion: 'v1', kind: 'ServiceAccount', metadata });
  for (const namespace of tenant.namespaces) addDashboardReaderRole(scope, name, namespace.name);
  addObject<Deployment>(scope, 'Grafana', {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata,
    spec: {
      replicas: 1,
      selector: { matchLabels: selected },
      template: {
        // It reads what it is told when it starts, so that it has to start anew when that is something else.
        metadata: {
          labels,
          annotations: { 'plinth.dev/configuration': digest([revision, renderSharedFiles(cluster)]) },
        },
        spec: {
          serviceAccountName: called,
          enableServiceLinks: false,
          securityContext: {
            runAsNonRoot: true,
            runAsUser: 472,
            runAsGroup: 472,
            fsGroup: 472,
            seccompProfile: { type: 'RuntimeDefault' },
          },
          containers: [renderGrafanaContainer(tenant, host, cluster), renderDashboardSidecar(tenant, cluster)],
          volumes: [
            { name: 'data', emptyDir: {} },
            { name: 'own', emptyDir: {} },
            { name: 'tmp', emptyDir: {} },
            { name: 'configuration', configMap: { name: tenantGrafanaName } },
            {
              name: 'dashboards',
              projected: {
                sources: Object.keys(renderTenantDashboards(tenant, cluster)).map((dashboard) => ({
                  configMap: { name: dashboard },
                })),
              },
            },
          ],
        },
      },
    },
  });
  addObject<Service>(scope, 'Grafana-service', {
    apiVersion: 'v1',
    kind: 'Service',
    metadata,
    spec: { type: 'ClusterIP', selector: selected, ports: [{ name: 'http', port: 80, targetPort: 'http' }] },
  });
  const secured = tryGetEndpoint(cluster, 'certificates') !== undefined;
  addObject<Ingress>(scope, 'Grafana-ingress', {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'Ingress',
    metadata: { ...metadata, ...(secured ? { annotations: certificateAnnotations(cluster) } : {}) },
    spec: {
      ingressClassName: ingressClass,
      rules: [
        {
          host,
          http: {
            paths: [{ path: '/', pathType: 'Prefix', backend: { service: { name: called, port: { name: 'http' } } } }],
          },
        },
      ],
      ...(secured ? { tls: [{ hosts: [host], secretName: `${name}-tls` }] } : {}),
    },
  });
}

function grafanaHost(tenant: string, cluster: ClusterInfo): string {
  const { url = '' } = tryGetEndpoint(cluster, 'tenant-dashboards') ?? {};
  return `${tenant}.${new URL(url).host}`;
}

/** Lets the tenant's Grafana read ConfigMaps of the tenant, for dashboards of its own. */
function addDashboardReaderRole(scope: Construct, tenant: string, namespace: string): void {
  const metadata = { name: 'dashboards', namespace, labels: { [tenantLabel]: tenant } };
  addObject<Role>(scope, `Grafana-role-${namespace}`, {
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: 'Role',
    metadata,
    rules: [{ apiGroups: [''], resources: ['configmaps'], verbs: ['get', 'list', 'watch'] }],
  });
  addObject<RoleBinding>(scope, `Grafana-binding-${namespace}`, {
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: 'RoleBinding',
    metadata,
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: 'dashboards' },
    subjects: [{ kind: 'ServiceAccount', name: grafanaName(tenant), namespace: tenantDashboardsNamespace }],
  });
}

const restrictedSecurityContext = {
  allowPrivilegeEscalation: false,
  readOnlyRootFilesystem: true,
  capabilities: { drop: ['ALL'] },
};

function renderGrafanaContainer({ name, members }: TenantPlan, host: string, cluster: ClusterInfo): Container {
  const editing = ['edit', 'admin'];
  const roles = members.map(({ group, role }) => [group, editing.includes(role) ? 'Editor' : 'Viewer'] as const);
  const env: EnvVar[] = [
    { name: 'GF_SERVER_ROOT_URL', value: `https://${host}` },
    { name: 'GF_AUTH_GENERIC_OAUTH_ROLE_ATTRIBUTE_PATH', value: renderRoleAttributePath(roles) },
    ...Object.entries(renderLoginEnv()).map(([variable, valueFrom]) => ({ name: variable, valueFrom })),
    { name: 'TENANT', value: name },
    { name: 'LOGS_DATA_SOURCE', value: logsDataSourceUid(name) },
  ];
  const from = (subPath: string, mountPath: string) => ({ name: 'configuration', subPath, mountPath, readOnly: true });
  return {
    name: 'grafana',
    image: resolveImage(cluster, images.grafana),
    ports: [{ name: 'http', containerPort: 3000 }],
    env,
    securityContext: restrictedSecurityContext,
    resources: containerResources({ cpuRequest: '50m', memoryRequest: '128Mi', memoryLimit: '384Mi' }),
    readinessProbe: { httpGet: { path: '/api/health', port: 'http' } },
    livenessProbe: { httpGet: { path: '/api/health', port: 'http' }, initialDelaySeconds: 60, failureThreshold: 10 },
    volumeMounts: [
      from('grafana.ini', '/etc/grafana/grafana.ini'),
      from('data-sources.yaml', '/etc/grafana/provisioning/datasources/plinth.yaml'),
      from('dashboards.yaml', '/etc/grafana/provisioning/dashboards/plinth.yaml'),
      { name: 'dashboards', mountPath: '/dashboards/plinth', readOnly: true },
      { name: 'own', mountPath: '/dashboards/own', readOnly: true },
      { name: 'data', mountPath: '/var/lib/grafana' },
      { name: 'tmp', mountPath: '/tmp' },
    ],
  };
}

/** Brings dashboards that the tenant keeps as ConfigMaps. */
function renderDashboardSidecar({ namespaces }: TenantPlan, cluster: ClusterInfo): Container {
  const [[label, labelValue] = ['', '']] = Object.entries(dashboardLabel);
  return {
    name: 'own-dashboards',
    image: resolveImage(cluster, images.k8sSidecar),
    env: [
      { name: 'METHOD', value: 'WATCH' },
      { name: 'RESOURCE', value: 'configmap' },
      { name: 'LABEL', value: label },
      { name: 'LABEL_VALUE', value: labelValue },
      { name: 'NAMESPACE', value: namespaces.map(({ name }) => name).join(',') },
      { name: 'FOLDER', value: '/dashboards/own' },
    ],
    securityContext: restrictedSecurityContext,
    resources: containerResources({ cpuRequest: '10m', memoryRequest: '64Mi', memoryLimit: '128Mi' }),
    volumeMounts: [
      { name: 'own', mountPath: '/dashboards/own' },
      { name: 'tmp', mountPath: '/tmp' },
    ],
  };
}
