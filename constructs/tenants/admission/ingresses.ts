import { loginPagesPath } from '../../../src/definition/login';
import { annotationsOfObject, listAsText, resourceRule, validation, type AdmissionPolicy } from './policy';

/**
 * Annotations of an Ingress that a tenant may set. All others are refused: those of ingress controllers can change
 * routes of other hosts, read files and call any address, those of cert-manager ask for certificates of other hosts, and
 * those of ExternalDNS publish any name.
 */
const annotations = [
  'argocd.argoproj.io/hook',
  'argocd.argoproj.io/sync-options',
  'argocd.argoproj.io/sync-wave',
  'argocd.argoproj.io/tracking-id',
  'kubectl.kubernetes.io/last-applied-configuration',
  'meta.helm.sh/release-name',
  'meta.helm.sh/release-namespace',
  'nginx.ingress.kubernetes.io/affinity',
  'nginx.ingress.kubernetes.io/backend-protocol',
  'nginx.ingress.kubernetes.io/force-ssl-redirect',
  'nginx.ingress.kubernetes.io/proxy-body-size',
  'nginx.ingress.kubernetes.io/proxy-connect-timeout',
  'nginx.ingress.kubernetes.io/proxy-read-timeout',
  'nginx.ingress.kubernetes.io/proxy-send-timeout',
  'nginx.ingress.kubernetes.io/ssl-redirect',
  'nginx.org/client-max-body-size',
  'nginx.org/proxy-connect-timeout',
  'nginx.org/proxy-read-timeout',
  'nginx.org/proxy-send-timeout',
  'nginx.org/websocket-services',
];

const secured = 'cert-manager.io/cluster-issuer';
const middlewares = 'traefik.ingress.kubernetes.io/router.middlewares';

/** Hosts, class and annotations of Ingresses, and the path of the log-in. */
export const ingresses: AdmissionPolicy = {
  name: 'ingresses',
  resourceRules: [resourceRule('networking.k8s.io', ['ingresses'])],
  restrictions: ['hosts', 'ingress-annotations', 'login-hosts'],
  variables: {
    annotations: annotationsOfObject,
    refused: `variables.annotations.filter(key, key.contains('/') && !(key in [${annotations.map((name) => `'${name}'`).join(', ')}]) && !(key in variables.ingressAnnotations) && !(key == '${secured}' && variables.annotations[key] == 'default') && !(key == '${middlewares}' && variables.annotations[key].matches('^' + request.namespace + '-[a-z0-9-]+@kubernetescrd$')))`,
  },
  validations: [
    validation(
      '!has(object.spec.defaultBackend) && has(object.spec.rules) && object.spec.rules.all(rule, has(rule.host) && rule.host in variables.hosts)',
      `'may serve ' + ${listAsText('variables.hosts', 'no host')} + ', each rule with a host and no default backend'`,
    ),
    validation(
      '!has(object.spec.tls) || object.spec.tls.all(tls, has(tls.hosts) && tls.hosts.all(host, host in variables.hosts))',
      `'may have certificates for ' + ${listAsText('variables.hosts', 'no host')} + ', each tls entry with its hosts'`,
    ),
    validation(
      '!has(object.spec.tls) || object.spec.tls.all(tls, !has(tls.secretName) || (has(tls.hosts) && tls.hosts.all(host, host == tls.secretName)))',
      "'must have the certificate of each host in a Secret with its name: write one tls entry per host, with secretName as the host'",
    ),
    validation(
      "has(object.spec.ingressClassName) && object.spec.ingressClassName == 'default' && !('kubernetes.io/ingress.class' in variables.annotations)",
      "'must use the ingress class default'",
    ),
    validation(
      `size(variables.loginHosts) == 0 || !has(object.spec.rules) || object.spec.rules.all(rule, !has(rule.host) || !(rule.host in variables.loginHosts) || !has(rule.http) || rule.http.paths.all(entry, !has(entry.path) || !entry.path.matches('^${loginPagesPath}(/|$)')))`,
      `'may not serve ${loginPagesPath} of ' + variables.loginHosts.join(', ') + ': it has the pages of the log-in'`,
    ),
    validation('size(variables.refused) == 0', "'may not set the annotations ' + variables.refused.join(', ')"),
  ],
};
