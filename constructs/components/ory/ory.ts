import { z } from 'zod';
import type { Offers } from '../../../src/model/capability';
import { componentKind } from '../../../src/model/kind';
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
  hosts: ({ kratos, hydra }, facts) => [
    ...(kratos.enabled ? [accountsHost(kratos, facts)] : []),
    ...(hydra.enabled ? [issuerHost(hydra, facts)] : []),
  ],
  provides: ({ name, kratos, hydra, keto, oathkeeper }): Offers => ({
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
  issuer: ({ hydra }, facts) => (hydra.enabled ? `https://${issuerHost(hydra, facts)}` : undefined),
  releases: ({ name, kratos, hydra, keto, oathkeeper }, facts) => {
    const place = { name, facts };
    const pages = kratos.pages ?? `https://${kratos.host ?? `accounts.${facts.domain}`}/ui`;
    return [
      ...(kratos.enabled ? kratosReleases({ ...kratos, pages }, place, hydra.enabled) : []),
      ...(hydra.enabled ? hydraReleases({ pages, ...hydra }, place) : []),
      ...(keto.enabled ? ketoReleases(keto, place) : []),
      ...(oathkeeper.enabled
        ? oathkeeperReleases(oathkeeper, place, {
            kratos: kratos.enabled,
            keto: keto.enabled,
            pages,
            ...(hydra.enabled ? { issuer: `https://${issuerHost(hydra, facts)}` } : {}),
          })
        : []),
    ];
  },
});
