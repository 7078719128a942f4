import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Construct } from 'constructs';
import type { Deployment } from 'kubernetes-types/apps/v1';
import type { ConfigMap, Container, PodSpec, Service } from 'kubernetes-types/core/v1';
import type { Ingress } from 'kubernetes-types/networking/v1';
import { resolveImage, tryGetEndpoint } from '../../../../src/kinds/cluster-info';
import type { Release } from '../../../../src/kinds/release';
import { digest } from '../../../digest';
import { images } from '../../../images';
import { containerResources } from '../../../kubernetes/container-resources';
import { addObject } from '../../../kubernetes/object';
import { nonRootPodSecurityContext, restrictedSecurityContext } from '../../../kubernetes/security-context';
import { certificateAnnotations, ingressClass } from '../../../kubernetes/ingress';
import { renderHeaderAnnotations } from '../../ingress/proxy-annotations';
import { serviceUrl, type OryContext } from './service';

/** Paths of the host of Kratos that Kratos serves itself; the pages have all others. */
const kratosPaths = ['/self-service', '/sessions', '/schemas', '/.well-known/ory'];

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
  /** Whether other pages are on another host: Kratos then serves all other paths of its own. */
  readonly hasOtherHost: boolean;
}

/**
 * Returns the release with the pages on the host of Kratos: the official self-service pages, the server that answers
 * Hydra's requests for consent, and the Ingress of the host. The keys of the pages are in the Secret `pages`, which External
 * Secrets generates where the cluster has it.
 */
export function pagesReleases(options: PagesOptions, context: OryContext): readonly Release[] {
  const { name, cluster } = context;
  const { deploysPages, usesHydra } = options;
  const servers = [...(deploysPages ? ['pages'] : []), ...(usesHydra ? ['consent'] : [])];
  const hasIngress = tryGetEndpoint(cluster, 'ingress') !== undefined;
  if (servers.length === 0 && !hasIngress) return [];
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
          if (hasIngress) addHostIngress(scope, options, context);
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
  addServer(scope, { name: `${name}-pages`, pod }, options, context);
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
  addServer(scope, { name: configMap, pod, configuration: digest(script) }, options, context);
}

function renderPodLabels(name: string): Readonly<Record<string, string>> {
  return { 'app.kubernetes.io/name': name };
}

/** Server for some paths of the host of Kratos. */
interface PathServer {
  readonly name: string;
  readonly pod: PodSpec;
  /**
   * Digest of what the server reads at start only.
   * @default nothing
   */
  readonly configuration?: string;
}

/** Adds the Deployment and the Service of a server. */
function addServer(
  scope: Construct,
  { name: server, pod, configuration }: PathServer,
  { replicas }: PagesOptions,
  { name: namespace }: OryContext,
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
}

/**
 * Adds the Ingress of the host of Kratos, one for all servers: F5's NGINX Ingress Controller serves one Ingress of a host
 * only.
 */
function addHostIngress(scope: Construct, options: PagesOptions, { name, cluster }: OryContext): void {
  const { host, deploysPages, usesHydra, hasOtherHost } = options;
  const hasCertificates = tryGetEndpoint(cluster, 'certificates') !== undefined;
  const routes: readonly (readonly [service: string, paths: readonly string[]])[] = [
    [`${name}-kratos-public`, hasOtherHost ? ['/'] : kratosPaths],
    ...(deploysPages ? ([[`${name}-pages`, ['/']]] as const) : []),
    ...(usesHydra ? ([[`${name}-consent`, Object.values(consentPaths)]] as const) : []),
  ];
  addObject<Ingress>(scope, 'ingress', {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'Ingress',
    metadata: {
      name: `${name}-accounts`,
      namespace: name,
      annotations: { ...certificateAnnotations(cluster), ...renderHeaderAnnotations(cluster) },
    },
    spec: {
      ingressClassName: ingressClass,
      rules: [
        {
          host,
          http: {
            paths: routes.flatMap(([service, paths]) =>
              paths.map((path) => ({
                path,
                pathType: 'Prefix' as const,
                backend: { service: { name: service, port: { number: 80 } } },
              })),
            ),
          },
        },
      ],
      ...(hasCertificates ? { tls: [{ hosts: [host], secretName: `${host.replace(/\./g, '-')}-tls` }] } : {}),
    },
  });
}
