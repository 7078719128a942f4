import { z } from 'zod';
import { componentKind } from '../../../../src/kinds/component-kind';
import type { CapabilityProviders } from '../../../../src/kinds/provides';
import type { AlertRule } from '../../../monitoring/alert-rules';
import { monitoringReleases } from '../../../monitoring/component-monitoring';
import { loginOptionFields, loginOptions } from '../gate/issuer';
import { gateReleases } from '../gate/release';
import { hydraOptions, hydraReleases, issuerHost } from './hydra';
import { hydraEndpoint, provideHydra } from './hydra-login';
import { ketoOptions, ketoReleases } from './keto';
import { accountsHost, listCookieDomains, kratosOptions, kratosReleases, pagesUrl } from './kratos';
import { pagesReleases } from './pages';
import { listOrySecrets } from './secrets';
import { oathkeeperOptions, oathkeeperReleases } from './oathkeeper';

/**
 * Identity and access management with the ORY services: login of users (Kratos, with its self-service pages), an OpenID
 * Connect issuer (Hydra), permission checks (Keto) and an authorization proxy (Oathkeeper). Each service can be disabled.
 * The databases and Secrets must exist before, because the migrations run first. Registration is closed: administrators
 * create people, with their groups in the public metadata (`{ "groups": ["shop-support"] }`).
 * @see https://www.ory.com/docs
 * @example
 * ory({ keto: { enabled: false }, kratos: { host: 'accounts.acme.example', mail: true } })
 */
export const ory = componentKind({
  kind: 'ory',
  summary: 'Identity and access management with ORY: Kratos, Hydra, Keto and Oathkeeper.',
  schema: z.strictObject({
    kratos: kratosOptions.prefault({}).describe('Kratos: user accounts and login'),
    hydra: hydraOptions.prefault({}).describe('Hydra: OpenID Connect issuer'),
    keto: ketoOptions.prefault({}).describe('Keto: permission checks'),
    oathkeeper: oathkeeperOptions.prefault({}).describe('Oathkeeper: authorization of HTTP requests'),
    ...loginOptionFields,
  }),
  requires: ({ kratos, hydra }) =>
    kratos.enabled || hydra.enabled ? ['network', 'dns', 'ingress'] : ['network', 'dns'],
  secrets: listOrySecrets,
  hosts: ({ kratos, hydra }, cluster) => [
    ...(kratos.enabled ? [accountsHost(kratos, cluster)] : []),
    ...(hydra.enabled ? [issuerHost(hydra, cluster)] : []),
  ],
  cookieDomains: ({ kratos }, cluster) => (kratos.enabled ? listCookieDomains(kratos, cluster) : []),
  provides: ({ name, kratos, hydra, keto, oathkeeper, ...options }): CapabilityProviders => ({
    ...(hydra.enabled
      ? { identity: provideHydra(name, kratos.enabled, loginOptions(options)) }
      : kratos.enabled
        ? { identity: { endpoint: { api: 'kratos', namespace: name, url: `http://${name}-kratos-public.${name}:80` } } }
        : {}),
    ...(keto.enabled
      ? {
          permissions: {
            endpoint: {
              api: 'keto',
              namespace: name,
              podLabels: { 'app.kubernetes.io/name': 'keto' },
              url: `http://${name}-keto-read.${name}:80`,
            },
          },
        }
      : {}),
    ...(oathkeeper.enabled
      ? {
          'access-rules': {
            endpoint: {
              api: 'oathkeeper',
              namespace: name,
              podLabels: { 'app.kubernetes.io/name': 'oathkeeper' },
              url: `http://${name}-oathkeeper-api.${name}:4456`,
            },
          },
        }
      : {}),
  }),
  issuer: ({ hydra }, cluster) => (hydra.enabled ? `https://${issuerHost(hydra, cluster)}` : undefined),
  releases: ({ name, kratos, hydra, keto, oathkeeper, ...options }, cluster) => {
    const context = { name, cluster };
    const host = accountsHost(kratos, cluster);
    const pages = pagesUrl(kratos, cluster);
    const { replicas } = kratos;
    const hasLogin = kratos.enabled && hydra.enabled;
    return [
      ...(kratos.enabled ? kratosReleases(kratos, context, hydra.enabled) : []),
      ...(hydra.enabled ? hydraReleases({ ...hydra, pages, consent: `https://${host}` }, context) : []),
      ...(kratos.enabled
        ? pagesReleases({ host, replicas, deploysPages: kratos.pages === undefined, usesHydra: hydra.enabled }, context)
        : []),
      ...(hasLogin
        ? gateReleases(
            name,
            hydraEndpoint(name, `https://${issuerHost(hydra, cluster)}`),
            loginOptions(options),
            cluster,
          )
        : []),
      ...(keto.enabled ? ketoReleases(keto, context) : []),
      ...(oathkeeper.enabled
        ? oathkeeperReleases(oathkeeper, context, {
            kratos: kratos.enabled,
            keto: keto.enabled,
            pages,
            ...(hydra.enabled ? { issuer: `https://${issuerHost(hydra, cluster)}` } : {}),
          })
        : []),
      ...monitoringReleases({ name, namespace: name, alerts: [identityDownAlert(name)] }, cluster),
    ];
  },
});

function identityDownAlert(namespace: string): AlertRule {
  return {
    name: 'IdentityDown',
    expr: `kube_deployment_status_replicas_available{namespace="${namespace}"} == 0 and kube_deployment_spec_replicas{namespace="${namespace}"} > 0`,
    forMinutes: 5,
    severity: 'critical',
    summary: 'No pod of {{ $labels.deployment }} is available: logins or authorization of requests fail.',
    runbook: `kubectl -n ${namespace} describe deploy/{{ $labels.deployment }}, then read the logs. Frequent causes: the database is unreachable, or the Secret does not exist.`,
  };
}
