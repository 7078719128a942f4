import type { Construct } from 'constructs';
import type { ObjectMeta } from 'kubernetes-types/meta/v1';
import type { Ingress } from 'kubernetes-types/networking/v1';
import type { ApplicationPlan } from '../../src/kinds/cluster-plan';
import { tryGetEndpoint, type ClusterInfo } from '../../src/kinds/cluster-info';
import { certificateAnnotations, clusterIssuer, ingressClass } from '../components/ingress/ingress';
import { addObject } from '../kubernetes/object';
import { workloadMetadata } from './metadata';

/** A redirect between two hosts, with the metadata of its objects. */
interface Redirect {
  readonly from: string;
  readonly to: string;
  readonly metadata: ObjectMeta;
  /** Name of the Secret with the certificate of `from`. */
  readonly secretName: string;
}

/**
 * Adds the redirects of an application. An Ingress cannot express a redirect, so the objects depend on the ingress
 * controller; the plan admits redirects on Traefik and NGINX only.
 */
export function addRedirects(scope: Construct, plan: ApplicationPlan, cluster: ClusterInfo): void {
  const addRedirect = tryGetEndpoint(cluster, 'ingress')?.api === 'nginx' ? addNginxRedirect : addTraefikRedirect;
  for (const { from, to } of plan.options.redirects ?? []) {
    const name = `${plan.name}-from-${from}`;
    addRedirect(
      scope,
      plan,
      { from, to, metadata: { ...workloadMetadata(plan), name }, secretName: `${name}-tls` },
      cluster,
    );
  }
}

/** @see https://doc.traefik.io/traefik/reference/routing-configuration/http/middlewares/redirectregex/ */
function addTraefikRedirect(
  scope: Construct,
  plan: ApplicationPlan,
  { from, to, metadata, secretName }: Redirect,
  cluster: ClusterInfo,
): void {
  addObject(scope, `Redirect-${from}`, {
    apiVersion: 'traefik.io/v1alpha1',
    kind: 'Middleware',
    metadata,
    spec: {
      redirectRegex: { regex: '^(https?)://[^/]+(.*)$', replacement: `\${1}://${to}\${2}`, permanent: true },
    },
  });
  // Traefik's name of a Middleware: namespace and name, where a hyphen replaces other characters than letters and digits.
  const middleware = `${plan.namespace}-${metadata.name ?? ''}`.replace(/[^a-z0-9]+/g, '-');
  const backend = { service: { name: plan.name, port: { name: plan.options.protocol } } };
  addObject<Ingress>(scope, `Redirect-${from}-Ingress`, {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'Ingress',
    metadata: {
      ...metadata,
      annotations: {
        ...certificateAnnotations(cluster),
        'traefik.ingress.kubernetes.io/router.middlewares': `${middleware}@kubernetescrd`,
      },
    },
    spec: {
      ingressClassName: ingressClass,
      rules: [{ host: from, http: { paths: [{ path: '/', pathType: 'Prefix', backend }] } }],
      ...('certificates' in cluster.capabilities ? { tls: [{ hosts: [from], secretName }] } : {}),
    },
  });
}

/** @see https://docs.nginx.com/nginx-ingress-controller/configuration/virtualserver-and-virtualserverroute-resources/ */
function addNginxRedirect(
  scope: Construct,
  _: ApplicationPlan,
  { from, to, metadata, secretName }: Redirect,
  cluster: ClusterInfo,
): void {
  const hasCertificates = 'certificates' in cluster.capabilities;
  addObject(scope, `Redirect-${from}`, {
    apiVersion: 'k8s.nginx.org/v1',
    kind: 'VirtualServer',
    metadata,
    spec: {
      host: from,
      ingressClassName: ingressClass,
      ...(hasCertificates ? { tls: { secret: secretName } } : {}),
      routes: [{ path: '/', action: { redirect: { url: `\${scheme}://${to}\${request_uri}`, code: 301 } } }],
    },
  });
  if (!hasCertificates) return;
  addObject(scope, `Redirect-${from}-Certificate`, {
    apiVersion: 'cert-manager.io/v1',
    kind: 'Certificate',
    metadata,
    spec: { secretName, dnsNames: [from], issuerRef: { kind: 'ClusterIssuer', name: clusterIssuer } },
  });
}
