import type { Construct } from 'constructs';
import type { Container, EnvVar, ServiceAccount } from 'kubernetes-types/core/v1';
import type { Ingress } from 'kubernetes-types/networking/v1';
import type { TenantPlan } from '../../../src/kinds/tenant-plan';
import { resolveImage, tryGetEndpoint, type ClusterInfo } from '../../../src/kinds/cluster-info';
import { tenantLabel } from '../../../src/kinds/labels';
import { loginSecretName, renderLoginEnv, renderRoleAttributePath, renderSecretKeyEnv } from './grafana-login';
import {
  renderTenantDashboardsConfig,
  tenantDashboardsNamespace,
  tenantDashboardsConfigMap,
} from './tenant-configuration';
import { certificateAnnotations, ingressClass } from '../../kubernetes/ingress';
import { images } from '../../images';
import { containerResources } from '../../kubernetes/container-resources';
import { addObject } from '../../kubernetes/object';
import { nonRootPodSecurityContext, restrictedSecurityContext } from '../../kubernetes/security-context';
import { addRole } from '../../kubernetes/role';
import { dashboardLabel } from '../../monitoring/dashboard';
import { addTenantDeployment, tenantDeploymentMetadata, tenantGrafana } from './tenant-deployment';
import { renderTenantDashboards, logsDataSourceUid } from './tenant-dashboards';

/** User ID of the image of Grafana. */
const grafanaUser = 472;

/** ClusterRoles whose groups may edit in Grafana. */
const editorRoles = ['edit', 'admin'];

/**
 * Adds the Grafana of a tenant. Only the tenant's owners and viewers can log in, and it can query the metrics and logs of
 * this tenant only. It stores nothing: dashboards come from the definition, and from ConfigMaps with the label
 * `grafana_dashboard: "1"` in the tenant's namespaces.
 * @param clientSecret Secret with its client at the issuer
 */
export function addTenantGrafana(
  scope: Construct,
  tenant: TenantPlan,
  cluster: ClusterInfo,
  clientSecret: string,
): void {
  const grafana = tenantGrafana(tenant.name);
  const metadata = tenantDeploymentMetadata(grafana);
  const { url = '', revision } = tryGetEndpoint(cluster, 'tenant-dashboards') ?? {};
  const host = `${tenant.name}.${new URL(url).host}`;
  addObject<ServiceAccount>(scope, 'Grafana-account', { apiVersion: 'v1', kind: 'ServiceAccount', metadata });
  for (const namespace of tenant.namespaces) addDashboardReaderRole(scope, tenant.name, namespace.name);
  addTenantDeployment(scope, 'Grafana', grafana, {
    restartOnChangeOf: [revision, renderTenantDashboardsConfig(cluster), ...listIdentityEndpoint(cluster)],
    pod: {
      serviceAccountName: grafana.name,
      securityContext: { ...nonRootPodSecurityContext(grafanaUser), fsGroup: grafanaUser },
      containers: [
        renderGrafanaContainer(tenant, host, cluster, clientSecret),
        renderDashboardSidecar(tenant, cluster),
      ],
      volumes: [
        { name: 'data', emptyDir: {} },
        { name: 'own', emptyDir: {} },
        { name: 'tmp', emptyDir: {} },
        { name: 'configuration', configMap: { name: tenantDashboardsConfigMap } },
        {
          name: 'dashboards',
          projected: {
            sources: Object.keys(renderTenantDashboards(tenant, cluster)).map((name) => ({ configMap: { name } })),
          },
        },
      ],
    },
    ports: [{ name: 'http', port: 80, targetPort: 'http' }],
  });
  const hasCertificates = tryGetEndpoint(cluster, 'certificates') !== undefined;
  const backend = { service: { name: grafana.name, port: { name: 'http' } } };
  addObject<Ingress>(scope, 'Grafana-ingress', {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'Ingress',
    metadata: { ...metadata, ...(hasCertificates ? { annotations: certificateAnnotations(cluster) } : {}) },
    spec: {
      ingressClassName: ingressClass,
      rules: [{ host, http: { paths: [{ path: '/', pathType: 'Prefix', backend }] } }],
      ...(hasCertificates ? { tls: [{ hosts: [host], secretName: `${tenant.name}-tls` }] } : {}),
    },
  });
}

/** Allows the Grafana of a tenant to read the ConfigMaps of one of its namespaces: they may contain dashboards. */
function addDashboardReaderRole(scope: Construct, tenant: string, namespace: string): void {
  const metadata = { name: 'dashboards', namespace, labels: { [tenantLabel]: tenant } };
  addRole(scope, `Grafana-role-${namespace}`, {
    metadata,
    rules: [{ apiGroups: [''], resources: ['configmaps'], verbs: ['get', 'list', 'watch'] }],
    account: { name: tenantGrafana(tenant).name, namespace: tenantDashboardsNamespace },
  });
}

function renderGrafanaContainer(
  { name, members }: TenantPlan,
  host: string,
  cluster: ClusterInfo,
  clientSecret: string,
): Container {
  const roles = members.map(({ group, role }) => [group, editorRoles.includes(role) ? 'Editor' : 'Viewer'] as const);
  const groupsClaim = tryGetEndpoint(cluster, 'identity')?.groupsClaim;
  const env: EnvVar[] = [
    { name: 'GF_SERVER_ROOT_URL', value: `https://${host}` },
    { name: 'GF_AUTH_GENERIC_OAUTH_ROLE_ATTRIBUTE_PATH', value: renderRoleAttributePath(roles, groupsClaim) },
    ...Object.entries({ ...renderLoginEnv(clientSecret), ...renderSecretKeyEnv(loginSecretName) }).map(
      ([variable, valueFrom]) => ({ name: variable, valueFrom }),
    ),
    { name: 'TENANT', value: name },
    { name: 'LOGS_DATA_SOURCE', value: logsDataSourceUid(name) },
  ];
  const configurationMount = (subPath: string, mountPath: string) => ({
    name: 'configuration',
    subPath,
    mountPath,
    readOnly: true,
  });
  return {
    name: 'grafana',
    image: resolveImage(cluster, images.grafana),
    ports: [{ name: 'http', containerPort: 3000 }],
    env,
    securityContext: restrictedSecurityContext(),
    resources: containerResources({ cpuRequest: '50m', memoryRequest: '128Mi', memoryLimit: '384Mi' }),
    readinessProbe: { httpGet: { path: '/api/health', port: 'http' } },
    livenessProbe: { httpGet: { path: '/api/health', port: 'http' }, initialDelaySeconds: 60, failureThreshold: 10 },
    volumeMounts: [
      configurationMount('grafana.ini', '/etc/grafana/grafana.ini'),
      configurationMount('data-sources.yaml', '/etc/grafana/provisioning/datasources/plinth.yaml'),
      configurationMount('dashboards.yaml', '/etc/grafana/provisioning/dashboards/plinth.yaml'),
      { name: 'dashboards', mountPath: '/dashboards/plinth', readOnly: true },
      { name: 'own', mountPath: '/dashboards/own', readOnly: true },
      { name: 'data', mountPath: '/var/lib/grafana' },
      { name: 'tmp', mountPath: '/tmp' },
    ],
  };
}

/** The sidecar that copies dashboards from ConfigMaps in the tenant's namespaces to Grafana's folder. */
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
    securityContext: restrictedSecurityContext(),
    resources: containerResources({ cpuRequest: '10m', memoryRequest: '64Mi', memoryLimit: '128Mi' }),
    volumeMounts: [
      { name: 'own', mountPath: '/dashboards/own' },
      { name: 'tmp', mountPath: '/tmp' },
    ],
  };
}

/** Lists the endpoint of an issuer whose URLs and claims the configuration depends on. */
function listIdentityEndpoint(cluster: ClusterInfo) {
  const identity = tryGetEndpoint(cluster, 'identity');
  return identity?.issuer === undefined ? [] : [identity];
}
