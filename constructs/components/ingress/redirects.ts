import type { Construct } from 'constructs';
import type { ObjectMeta } from 'kubernetes-types/meta/v1';
import type { Ingress } from 'kubernetes-types/networking/v1';
import type { ApplicationPlan, JobPlan } from '../../../src/kinds/workload-plan';
import type { WorkloadAdditions } from '../../../src/kinds/additions';
import type { ClusterInfo } from '../../../src/kinds/cluster-info';
import { certificateAnnotations, clusterIssuer, ingressClass } from '../../kubernetes/ingress';
import { addObject } from '../../kubernetes/object';
import { traefikMiddlewareAnnotation } from './traefik-middleware';
import { workloadMetadata } from '../../applications/metadata';

/** A redirect between two hosts, with the metadata of its objects. */
interface Redirect {
  readonly from: string;
  readonly to: string;
  readonly metadata: ObjectMeta;
}

type AddRedirect = (scope: Construct, plan: ApplicationPlan, redirect: Redirect, cluster: ClusterInfo) => void;

/**
 * Returns the objects for the redirects of an application. An Ingress cannot express a redirect, so they depend on the
 * ingress controller.
 */
function redirectAdditions(
  plan: ApplicationPlan | JobPlan,
  addRedirect: AddRedirect,
  cluster: ClusterInfo,
): WorkloadAdditions {
  const redirects = 'routes' in plan ? (plan.options.redirects ?? []) : [];
  if (!('routes' in plan) || redirects.length === 0) return {};
  return {
    objects: (scope) => {
      for (const { from, to } of redirects) {
        const name = `${plan.name}-from-${from}`;
        const metadata = { ...workloadMetadata(plan), name };
        addRedirect(scope, plan, { from, to, metadata }, cluster);
      }
    },
  };
}

/**
 * Returns the redirects of an application by Traefik.
 * @see https://doc.traefik.io/traefik/reference/routing-configuration/http/middlewares/redirectregex/
 */
export function traefikRedirects(plan: ApplicationPlan | JobPlan, cluster: ClusterInfo): WorkloadAdditions {
  return redirectAdditions(plan, addTraefikRedirect, cluster);
}

function addTraefikRedirect(
  scope: Construct,
  plan: ApplicationPlan,
  { from, to, metadata }: Redirect,
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
  const backend = { service: { name: plan.name, port: { name: plan.options.protocol } } };
  addObject<Ingress>(scope, `Redirect-${from}-Ingress`, {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'Ingress',
    metadata: {
      ...metadata,
      annotations: {
        ...certificateAnnotations(cluster),
        ...traefikMiddlewareAnnotation(plan.namespace, metadata.name ?? ''),
      },
    },
    spec: {
      ingressClassName: ingressClass,
      rules: [{ host: from, http: { paths: [{ path: '/', pathType: 'Prefix', backend }] } }],
      ...('certificates' in cluster.capabilities ? { tls: [{ hosts: [from], secretName: from }] } : {}),
    },
  });
}

/**
 * Returns the redirects of an application by F5's NGINX Ingress Controller.
 * @see https://docs.nginx.com/nginx-ingress-controller/configuration/virtualserver-and-virtualserverroute-resources/
 */
export function nginxRedirects(plan: ApplicationPlan | JobPlan, cluster: ClusterInfo): WorkloadAdditions {
  return redirectAdditions(plan, addNginxRedirect, cluster);
}

function addNginxRedirect(
  scope: Construct,
  _: ApplicationPlan,
  { from, to, metadata }: Redirect,
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
      ...(hasCertificates ? { tls: { secret: from } } : {}),
      routes: [{ path: '/', action: { redirect: { url: `\${scheme}://${to}\${request_uri}`, code: 301 } } }],
    },
  });
  if (!hasCertificates) return;
  addObject(scope, `Redirect-${from}-Certificate`, {
    apiVersion: 'cert-manager.io/v1',
    kind: 'Certificate',
    // The admission policy of Certificates requires the name of the host.
    metadata: { ...metadata, name: from },
    spec: { secretName: from, dnsNames: [from], issuerRef: { kind: 'ClusterIssuer', name: clusterIssuer } },
  });
}
