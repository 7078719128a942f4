import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Construct } from 'constructs';
import type { Deployment } from 'kubernetes-types/apps/v1';
import type { ConfigMap, Container, PodSpec, Service } from 'kubernetes-types/core/v1';
import type { Ingress } from 'kubernetes-types/networking/v1';
import { resolveImage, tryGetEndpoint, type ClusterInfo } from '../../../../src/kinds/cluster-info';
import type { Release } from '../../../../src/kinds/release';
import { digest } from '../../../digest';
import { images } from '../../../images';
import { containerResources } from '../../../kubernetes/container-resources';
import { addObject } from '../../../kubernetes/object';
import { nonRootPodSecurityContext, restrictedSecurityContext } from '../../../kubernetes/security-context';
import { certificateAnnotations, ingressClass } from '../../../kubernetes/ingress';
import { serviceUrl, type OryContext } from './service';

/** Paths of the host of Kratos that Kratos serves itself; the pages have all others. */
export const kratosPaths = ['/self-service', '/sessions', '/schemas', '/.well-known/ory'];

/** Paths of the host of Kratos at which the consent server answers Hydra. */
export const consentPaths = { consent: '/oauth2-consent', logout: '/oauth2-logout' } as const;

const script = readFileSync(join(__dirname, 'scripts/consent.mjs'), 'utf8');
const port = 3000;

/** Which servers the pages need. */
interface PagesOptions {
  /** Host of Kratos. */
  readonly host: string;
  readonly replicas: number;
  /** Whether the official self-service pages are deployed; otherwise other pages are used. */
  readonly deploysPages: boolean;
  /** Whether Hydra asks for consent. */
  readonly usesHydra: boolean;
}

/**
 * Returns the release with the pages on the host of Kratos: the official self-service pages, and the server that answers
 * Hydra's requests for consent. The keys of the pages are in the Secret `pages`, which External Secrets generates where
 * the cluster has it.
 */
export function pagesReleases(options: PagesOptions, context: OryContext): readonly Release[] {
  const { name, cluster } = context;
  const { deploysPages, usesHydra } = options;
  if (!deploysPages && !usesHydra) return [];
  const servers = [...(deploysPages ? ['pages'] : []), ...(usesHydra ? ['consent'] : [])];
  return [
    {
      name: `${name}-pages`,
      namespace: name,
      podSecurity: 'restricted',
      images: [...(deploysPages ? [images.kratosPages] : []), ...(usesHydra ? [images.node] : [])].map((image) =>
        resolveImage(cluster, image),
      ),
      networkRules: Object.fromEntries(
        servers.map((server) => [
          server,
          {
            podLabels: renderPodLabels(`${name}-${server}`),
            ingress: [{ peer: { capability: 'ingress' }, ports: [port] }],
          },
        ]),
      ),
      objects: {
        'objects.yaml': (scope) => {
          if (deploysPages) addPages(scope, options, context);
          if (usesHydra) addConsentServer(scope, options, context);
        },
      },
    },
  ];
}

function addPages(scope: Construct, options: PagesOptions, context: OryContext): void {
  const { name, cluster } = context;
  const secretEnv = (variable: string, key: string) => ({
    name: variable,
    valueFrom: { secretKeyRef: { name: 'pages', key } },
  });
  const container: Container = {
    name: 'pages',
    image: resolveImage(cluster, images.kratosPages),
    env: [
      { name: 'PORT', value: String(port) },
      { name: 'PROJECT_NAME', value: cluster.platform },
      { name: 'KRATOS_PUBLIC_URL', value: serviceUrl(context, `${name}-kratos-public`, 80) },
      { name: 'KRATOS_BROWSER_URL', value: `https://${options.host}` },
      { name: 'CSRF_COOKIE_NAME', value: '__Host-pages-csrf' },
      secretEnv('COOKIE_SECRET', 'cookie-secret'),
      secretEnv('CSRF_COOKIE_SECRET', 'csrf-secret'),
    ],
    // The pages write compiled templates next to their sources.
    securityContext: { ...restrictedSecurityContext(), readOnlyRootFilesystem: false },
    resources: containerResources({ cpuRequest: '20m', memoryRequest: '96Mi', memoryLimit: '256Mi' }),
    readinessProbe: { httpGet: { path: '/health/ready', port } },
  };
  const pod: PodSpec = { securityContext: nonRootPodSecurityContext(10_000), containers: [container] };
  addServer(scope, { name: `${name}-pages`, pod, paths: ['/'] }, options, context);
}

function addConsentServer(scope: Construct, options: PagesOptions, context: OryContext): void {
  const { name, cluster } = context;
  const configMap = `${name}-consent`;
  addObject<ConfigMap>(scope, 'consent-script', {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: configMap, namespace: name },
    data: { 'consent.mjs': script },
  });
  const container: Container = {
    name: 'consent',
    image: resolveImage(cluster, images.node),
    command: ['node', '/consent/consent.mjs'],
    env: [
      { name: 'PORT', value: String(port) },
      { name: 'HYDRA_ADMIN_URL', value: serviceUrl(context, `${name}-hydra-admin`, 4445) },
      { name: 'KRATOS_ADMIN_URL', value: serviceUrl(context, `${name}-kratos-admin`, 80) },
    ],
    securityContext: restrictedSecurityContext(),
    resources: containerResources({ cpuRequest: '10m', memoryRequest: '64Mi', memoryLimit: '128Mi' }),
    readinessProbe: { httpGet: { path: '/health', port } },
    volumeMounts: [{ name: 'consent', mountPath: '/consent', readOnly: true }],
  };
  const pod: PodSpec = {
    securityContext: nonRootPodSecurityContext(1000),
    containers: [container],
    volumes: [{ name: 'consent', configMap: { name: configMap } }],
  };
  addServer(
    scope,
    { name: configMap, pod, paths: Object.values(consentPaths), configuration: digest(script) },
    options,
    context,
  );
}

function renderPodLabels(name: string): Readonly<Record<string, string>> {
  return { 'app.kubernetes.io/name': name };
}

/** Server for some paths of the host of Kratos. */
interface PathServer {
  readonly name: string;
  readonly pod: PodSpec;
  readonly paths: readonly string[];
  /**
   * Digest of what the server reads at start only.
   * @default nothing
   */
  readonly configuration?: string;
}

/** Adds the Deployment, the Service and the Ingress of a server. */
function addServer(
  scope: Construct,
  { name: server, pod, paths, configuration }: PathServer,
  { host, replicas }: PagesOptions,
  { name: namespace, cluster }: OryContext,
): void {
  const labels = { ...renderPodLabels(server) };
  const metadata = { name: server, namespace, labels };
  const annotations = configuration === undefined ? {} : { annotations: { 'plinth.dev/configuration': configuration } };
  addObject<Deployment>(scope, server, {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata,
    spec: {
      replicas,
      selector: { matchLabels: labels },
      template: {
        metadata: { labels, ...annotations },
        spec: { enableServiceLinks: false, automountServiceAccountToken: false, ...pod },
      },
    },
  });
  addObject<Service>(scope, `${server}-service`, {
    apiVersion: 'v1',
    kind: 'Service',
    metadata,
    spec: { type: 'ClusterIP', selector: labels, ports: [{ name: 'http', port: 80, targetPort: port }] },
  });
  if (tryGetEndpoint(cluster, 'ingress')) addServerIngress(scope, server, host, paths, metadata, cluster);
}

function addServerIngress(
  scope: Construct,
  server: string,
  host: string,
  paths: readonly string[],
  metadata: { readonly name: string; readonly namespace: string },
  cluster: ClusterInfo,
): void {
  const hasCertificates = tryGetEndpoint(cluster, 'certificates') !== undefined;
  const backend = { service: { name: server, port: { name: 'http' } } };
  addObject<Ingress>(scope, `${server}-ingress`, {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'Ingress',
    metadata: { ...metadata, annotations: { ...certificateAnnotations(cluster) } },
    spec: {
      ingressClassName: ingressClass,
      rules: [{ host, http: { paths: paths.map((path) => ({ path, pathType: 'Prefix' as const, backend })) } }],
      ...(hasCertificates ? { tls: [{ hosts: [host], secretName: `${host.replace(/\./g, '-')}-tls` }] } : {}),
    },
  });
}
