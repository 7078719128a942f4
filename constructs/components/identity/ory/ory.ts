import { z } from 'zod';
import type { ProvidedCapabilities } from '../../../../src/definition/capability';
import { componentKind } from '../../../../src/kinds/component-kind';
import type { AlertRule } from '../../../monitoring/alert-rules';
import { monitoringReleases } from '../../../monitoring/component-monitoring';
import { hydraOptions, hydraReleases, issuerHost } from './hydra';
import { ketoOptions, ketoReleases } from './keto';
import { accountsHost, kratosOptions, kratosReleases } from './kratos';
import { oathkeeperOptions, oathkeeperReleases } from './oathkeeper';

/**
 * People log in (Kratos), programs get tokens of OpenID Connect (Hydra), questions of who may do what are answered
 * (Keto), and requests are let in or not (Oathkeeper). Each can be left out. The databases and Secrets must be there
 * before: migrations run first.
 * @see https://www.ory.com/docs
 * @example
 * ory({ keto: { enabled: false }, kratos: { host: 'accounts.acme.example', mail: true } })
 */
export const ory = componentKind({
  kind: 'ory',
  summary: 'Identity and access, by ORY: Kratos, Hydra, Keto and Oathkeeper.',
  schema: z.strictObject({
    kratos: kratosOptions.prefault({}).describe('who there is, and how they log in'),
    hydra: hydraOptions.prefault({}).describe('the OpenID Connect issuer'),
    keto: ketoOptions.prefault({}).describe('who may do what'),
    oathkeeper: oathkeeperOptions.prefault({}).describe('which requests are let in'),
  }),
  requires: ({ kratos, hydra }) =>
    kratos.enabled || hydra.enabled ? ['network', 'dns', 'ingress'] : ['network', 'dns'],
  hosts: ({ kratos, hydra }, cluster) => [
    ...(kratos.enabled ? [accountsHost(kratos, cluster)] : []),
    ...(hydra.enabled ? [issuerHost(hydra, cluster)] : []),
  ],
  provides: ({ name, kratos, hydra, keto, oathkeeper }): ProvidedCapabilities => ({
    ...(hydra.enabled
      ? {
          identity: {
            api: 'oidc',
            namespace: name,
            podLabels: { 'app.kubernetes.io/name': 'hydra' },
            url: `http://${name}-hydra-public.${name}:4444`,
          },
        }
      : kratos.enabled
        ? { identity: { api: 'kratos', namespace: name, url: `http://${name}-kratos-public.${name}:80` } }
        : {}),
    ...(keto.enabled
      ? {
          permissions: {
            api: 'keto',
            namespace: name,
            podLabels: { 'app.kubernetes.io/name': 'keto' },
            url: `http://${name}-keto-read.${name}:80`,
          },
        }
      : {}),
    ...(oathkeeper.enabled
      ? {
          'access-rules': {
            api: 'oathkeeper',
            namespace: name,
            podLabels: { 'app.kubernetes.io/name': 'oathkeeper' },
            url: `http://${name}-oathkeeper-api.${name}:4456`,
          },
        }
      : {}),
  }),
  issuer: ({ hydra }, cluster) => (hydra.enabled ? `https://${issuerHost(hydra, cluster)}` : undefined),
  releases: ({ name, kratos, hydra, keto, oathkeeper }, cluster) => {
    const place = { name, cluster };
    const pages = kratos.pages ?? `https://${kratos.host ?? `accounts.${cluster.domain}`}/ui`;
    return [
      ...(kratos.enabled ? kratosReleases({ ...kratos, pages }, place, hydra.enabled) : []),
      ...(hydra.enabled ? hydraReleases({ pages, ...hydra }, place) : []),
      ...(keto.enabled ? ketoReleases(keto, place) : []),
      ...(oathkeeper.enabled
        ? oathkeeperReleases(oathkeeper, place, {
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
    summary: 'No pod of {{ $labels.deployment }} works: people cannot log in, or requests are not let in.',
    runbook: `kubectl -n ${namespace} describe and logs of deploy/{{ $labels.deployment }}: most often its database does not answer, or its Secret is not there.`,
  };
}
