import type { Construct } from 'constructs';
import type { Deployment } from 'kubernetes-types/apps/v1';
import type { Container, Service } from 'kubernetes-types/core/v1';
import type { ObjectMeta } from 'kubernetes-types/meta/v1';
import type { Ingress } from 'kubernetes-types/networking/v1';
import type { PodDisruptionBudget } from 'kubernetes-types/policy/v1';
import { loginPagesPath } from '../../../../src/definition/login';
import type { Endpoint } from '../../../../src/definition/capability';
import { resolveImage, type ClusterInfo } from '../../../../src/kinds/cluster-info';
import { tenantObjectLabels } from '../../../../src/kinds/labels';
import { digest } from '../../../digest';
import { images } from '../../../images';
import { containerResources } from '../../../kubernetes/container-resources';
import { addObject } from '../../../kubernetes/object';
import { nonRootPodSecurityContext, restrictedSecurityContext } from '../../../kubernetes/security-context';
import { ingressClass } from '../../../kubernetes/ingress';
import { renderGateConfiguration } from './configuration';
import { clientSecretName, cookieSecretName, gateAppName, gatePorts, type LoginGate } from './gates';
import type { LoginOptions } from './issuer';

/** User ID of the image of OAuth2 Proxy. */
const gateUser = 65532;

const configurationFile = 'oauth2-proxy.cfg';

/** Issuer and cluster of a gate. */
export interface GateContext {
  readonly endpoint: Endpoint;
  readonly options: LoginOptions;
  readonly cluster: ClusterInfo;
}

/**
 * Adds a gate: its Deployment and Service, and the Ingress for the pages of the log-in on each host. All are in the
 * namespace of the platform.
 */
export function addLoginGate(scope: Construct, gate: LoginGate, context: GateContext): void {
  const metadata = renderMetadata(gate, context.options);
  addDeployment(scope, gate, metadata, context);
  addObject<Service>(scope, `${gate.name}-service`, {
    apiVersion: 'v1',
    kind: 'Service',
    metadata,
    spec: {
      type: 'ClusterIP',
      selector: renderPodLabels(gate),
      ports: [{ name: 'http', port: 80, targetPort: 'http' }],
    },
  });
  addPagesIngress(scope, gate, metadata);
}

function renderPodLabels({ name }: LoginGate) {
  return { 'app.kubernetes.io/name': gateAppName, 'app.kubernetes.io/instance': name };
}

function renderMetadata(gate: LoginGate, { gateNamespace }: LoginOptions): ObjectMeta {
  const labels = { ...renderPodLabels(gate), ...tenantObjectLabels(gate.tenant) };
  return { name: gate.name, namespace: gateNamespace, labels };
}

function addDeployment(scope: Construct, gate: LoginGate, metadata: ObjectMeta, context: GateContext): void {
  const { endpoint, options } = context;
  const { gateReplicas } = options;
  const configuration = renderGateConfiguration(endpoint, options);
  const matchLabels = renderPodLabels(gate);
  addObject<Deployment>(scope, gate.name, {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata,
    spec: {
      replicas: gateReplicas,
      selector: { matchLabels },
      template: {
        metadata: {
          ...(metadata.labels ? { labels: metadata.labels } : {}),
          // OAuth2 Proxy reads its configuration at start only.
          annotations: { 'plinth.dev/configuration': digest(configuration) },
        },
        spec: {
          enableServiceLinks: false,
          automountServiceAccountToken: false,
          securityContext: nonRootPodSecurityContext(gateUser),
          topologySpreadConstraints: [
            {
              maxSkew: 1,
              topologyKey: 'kubernetes.io/hostname',
              whenUnsatisfiable: 'ScheduleAnyway',
              labelSelector: { matchLabels },
            },
          ],
          containers: [renderContainer(gate, context)],
          volumes: [{ name: 'configuration', configMap: { name: gateAppName } }],
        },
      },
    },
  });
  if (gateReplicas < 2) return;
  addObject<PodDisruptionBudget>(scope, `${gate.name}-disruptions`, {
    apiVersion: 'policy/v1',
    kind: 'PodDisruptionBudget',
    metadata,
    spec: { maxUnavailable: 1, selector: { matchLabels } },
  });
}

function renderContainer(gate: LoginGate, { cluster }: GateContext): Container {
  const secretEnv = (name: string, secret: string, key: string) => ({
    name,
    valueFrom: { secretKeyRef: { name: secret, key } },
  });
  return {
    name: 'oauth2-proxy',
    image: resolveImage(cluster, images.oauth2Proxy),
    args: [`--config=/etc/oauth2-proxy/${configurationFile}`],
    env: [
      secretEnv('OAUTH2_PROXY_CLIENT_ID', clientSecretName(gate.tenant), 'client-id'),
      secretEnv('OAUTH2_PROXY_CLIENT_SECRET', clientSecretName(gate.tenant), 'client-secret'),
      secretEnv('OAUTH2_PROXY_COOKIE_SECRET', cookieSecretName(gate), 'cookie-secret'),
    ],
    ports: Object.entries(gatePorts).map(([name, containerPort]) => ({ name, containerPort })),
    securityContext: restrictedSecurityContext(),
    resources: containerResources({ cpuRequest: '10m', memoryRequest: '32Mi', memoryLimit: '128Mi' }),
    readinessProbe: { httpGet: { path: '/ready', port: 'http' } },
    livenessProbe: { httpGet: { path: '/ping', port: 'http' }, initialDelaySeconds: 30, failureThreshold: 5 },
    volumeMounts: [{ name: 'configuration', mountPath: '/etc/oauth2-proxy', readOnly: true }],
  };
}

/**
 * Adds the Ingress that routes the pages of the log-in on each host to the gate. It requests no certificate: that of the
 * application's Ingress is for the whole host.
 */
function addPagesIngress(scope: Construct, { name, hosts }: LoginGate, metadata: ObjectMeta): void {
  const backend = { service: { name, port: { name: 'http' } } };
  addObject<Ingress>(scope, `${name}-ingress`, {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'Ingress',
    metadata,
    spec: {
      ingressClassName: ingressClass,
      rules: hosts.map((host) => ({
        host,
        http: { paths: [{ path: loginPagesPath, pathType: 'Prefix' as const, backend }] },
      })),
    },
  });
}
