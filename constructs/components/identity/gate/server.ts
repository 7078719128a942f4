import type { Construct } from 'constructs';
import type { Deployment } from 'kubernetes-types/apps/v1';
import type { Container, EnvVar, Service, Volume } from 'kubernetes-types/core/v1';
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
import { configurationFile, renderGateConfiguration } from './configuration';
import {
  clientSecretName,
  cookieSecretName,
  gateAppName,
  gatePorts,
  renderServerLabels,
  type LoginGate,
} from './gates';
import type { LoginOptions } from './issuer';

/** User ID of the image of OAuth2 Proxy. */
const gateUser = 65532;

/** Issuer and cluster of a gate. */
export interface GateContext {
  readonly endpoint: Endpoint;
  readonly options: LoginOptions;
  readonly cluster: ClusterInfo;
}

/** One OAuth2 Proxy of a gate. */
export interface GateServer {
  /** Name of its Deployment and its Service. */
  readonly name: string;
  readonly gate: LoginGate;
  /** Name of the ConfigMap with its files. */
  readonly configMap: string;
  /** Files of the ConfigMap by name. */
  readonly files: Readonly<Record<string, string>>;
  /** Path prefix of the health checks. */
  readonly healthPath: '' | typeof loginPagesPath;
  /** Fields of its container in addition to those of every server. */
  readonly container: Pick<Container, 'args' | 'env' | 'volumeMounts'>;
  /** Volumes in addition to the one with its files. @default none */
  readonly volumes?: readonly Volume[];
}

/** Folder of the files of a server. */
export const gateFilesFolder = '/etc/oauth2-proxy';

/**
 * Adds the server of a gate that the ingress controller asks about each request, and the Ingress for the pages of the
 * log-in on each host. All are in the namespace of the platform.
 */
export function addLoginGate(scope: Construct, gate: LoginGate, context: GateContext): void {
  const { endpoint, options, cluster } = context;
  const server: GateServer = {
    name: gate.name,
    gate,
    configMap: gateAppName,
    files: { [configurationFile]: renderGateConfiguration(endpoint, options) },
    healthPath: '',
    container: {
      args: [`--config=${gateFilesFolder}/${configurationFile}`],
      env: [
        secretEnv('OAUTH2_PROXY_CLIENT_ID', clientSecretName(gate.tenant), 'client-id'),
        secretEnv('OAUTH2_PROXY_CLIENT_SECRET', clientSecretName(gate.tenant), 'client-secret'),
        cookieSecretEnv(gate),
      ],
    },
  };
  addGateServer(scope, server, options, cluster);
  addPagesIngress(scope, gate, renderServerMetadata(server, options));
}

/** Adds the Deployment and the Service of one OAuth2 Proxy of a gate. */
export function addGateServer(scope: Construct, server: GateServer, options: LoginOptions, cluster: ClusterInfo): void {
  const metadata = renderServerMetadata(server, options);
  addDeployment(scope, server, metadata, options, cluster);
  addObject<Service>(scope, `${server.name}-service`, {
    apiVersion: 'v1',
    kind: 'Service',
    metadata,
    spec: {
      type: 'ClusterIP',
      selector: renderServerLabels(server),
      ports: [{ name: 'http', port: 80, targetPort: 'http' }],
    },
  });
}

/** Returns the environment variable with the key of the cookies, which all servers of a gate share. */
export function cookieSecretEnv(gate: LoginGate): EnvVar {
  return secretEnv('OAUTH2_PROXY_COOKIE_SECRET', cookieSecretName(gate), 'cookie-secret');
}

/** Returns an environment variable from a key of a Secret. */
export function secretEnv(name: string, secret: string, key: string): EnvVar {
  return { name, valueFrom: { secretKeyRef: { name: secret, key } } };
}

/** Returns name, namespace and labels of the objects of a server. */
export function renderServerMetadata(
  { name, gate }: Pick<GateServer, 'name' | 'gate'>,
  { gateNamespace }: LoginOptions,
): ObjectMeta {
  const labels = { ...renderServerLabels({ name }), ...tenantObjectLabels(gate.tenant) };
  return { name, namespace: gateNamespace, labels };
}

function addDeployment(
  scope: Construct,
  server: GateServer,
  metadata: ObjectMeta,
  { gateReplicas }: LoginOptions,
  cluster: ClusterInfo,
): void {
  const matchLabels = renderServerLabels(server);
  addObject<Deployment>(scope, server.name, {
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
          annotations: { 'plinth.dev/configuration': digest(Object.values(server.files).join('')) },
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
          containers: [renderContainer(server, cluster)],
          volumes: [{ name: 'configuration', configMap: { name: server.configMap } }, ...(server.volumes ?? [])],
        },
      },
    },
  });
  if (gateReplicas < 2) return;
  addObject<PodDisruptionBudget>(scope, `${server.name}-disruptions`, {
    apiVersion: 'policy/v1',
    kind: 'PodDisruptionBudget',
    metadata,
    spec: { maxUnavailable: 1, selector: { matchLabels } },
  });
}

function renderContainer({ healthPath, container }: GateServer, cluster: ClusterInfo): Container {
  return {
    name: 'oauth2-proxy',
    image: resolveImage(cluster, images.oauth2Proxy),
    ...container,
    ports: Object.entries(gatePorts).map(([name, containerPort]) => ({ name, containerPort })),
    securityContext: restrictedSecurityContext(),
    resources: containerResources({ cpuRequest: '10m', memoryRequest: '32Mi', memoryLimit: '128Mi' }),
    readinessProbe: { httpGet: { path: `${healthPath}/ready`, port: 'http' } },
    livenessProbe: {
      httpGet: { path: `${healthPath}/ping`, port: 'http' },
      initialDelaySeconds: 30,
      failureThreshold: 5,
    },
    volumeMounts: [
      { name: 'configuration', mountPath: gateFilesFolder, readOnly: true },
      ...(container.volumeMounts ?? []),
    ],
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
