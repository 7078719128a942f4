import { ApiObject } from 'cdk8s';
import type { Construct } from 'constructs';
import { z } from 'zod';
import type { Release } from '../../../../src/kinds/release';
import { dnsLabel } from '../../../../src/schema/field-types';
import { charts } from '../charts';
import { containerResources } from '../../../kubernetes/container-resources';
import { mergeHelmValues } from '../../../kubernetes/helm-values';
import {
  renderServiceMonitorValues,
  serviceOptions,
  renderServiceValues,
  serviceUrl,
  type OryContext,
} from './service';

/** Options of Oathkeeper: which requests are let in. */
export const oathkeeperOptions = z.strictObject({
  ...serviceOptions,
  idTokenSecret: dnsLabel
    .optional()
    .describe(
      'Secret in its namespace with the key `mutator.id_token.jwks.json`, to sign tokens that tell applications who asks; @default none are signed',
    ),
});

/** Which of its neighbours Oathkeeper can ask. */
export interface OathkeeperDependencies {
  readonly kratos: boolean;
  readonly keto: boolean;
  /** Issuer of Hydra, where it is there. */
  readonly issuer?: string;
  /** Where people log in. */
  readonly pages: string;
}

/** Oathkeeper decides which requests are let in, by Rule objects of any namespace. */
export function oathkeeperReleases(
  { replicas, idTokenSecret, values }: z.output<typeof oathkeeperOptions>,
  place: OryContext,
  neighbours: OathkeeperDependencies,
): readonly Release[] {
  const { name } = place;
  return [
    {
      name: `${name}-oathkeeper-crds`,
      namespace: name,
      podSecurity: 'restricted',
      crdChart: charts.oathkeeper,
      crds: true,
    },
    {
      name: `${name}-oathkeeper-rules`,
      namespace: name,
      podSecurity: 'restricted',
      objects: {
        'objects.yaml': (scope) => {
          addPlaceholderRule(scope, name);
        },
      },
    },
    {
      name: `${name}-oathkeeper`,
      namespace: name,
      podSecurity: 'restricted',
      after: [`${name}-oathkeeper-rules`],
      chart: charts.oathkeeper,
      values: mergeHelmValues(
        {
          ...renderServiceValues(place, replicas),
          serviceMonitor: renderServiceMonitorValues(place),
          deployment: {
            resources: containerResources('50m', '64Mi', '256Mi'),
            ...renderSigningKeyVolume(idTokenSecret),
          },
          maester: { enabled: true },
          'oathkeeper-maester': { deployment: { resources: containerResources('10m', '32Mi', '128Mi') } },
          // The maester gathers the Rules, and the chart's own list would overwrite them.
          oathkeeper: {
            managedAccessRules: false,
            config: renderConfiguration(place, neighbours, idTokenSecret !== undefined),
          },
        },
        values,
      ),
      images: [charts.oathkeeper.images[1], maesterImage],
      networkRules: {
        all: {
          podLabels: { 'app.kubernetes.io/name': 'oathkeeper' },
          ingress: [
            { peer: { capability: 'ingress' }, ports: [4455, 4456] },
            { peer: { capability: 'metrics' }, ports: [9000] },
          ],
          // As a proxy it reaches what it lets requests in to.
          egress: [{ peer: 'pods' }, { peer: 'world' }],
        },
        rules: { podLabels: { 'app.kubernetes.io/name': 'oathkeeper-maester' }, egress: [{ peer: 'api-server' }] },
      },
    },
  ];
}

const signingKeysFolder = '/etc/id-token';

/** The subchart's controller of Rules, which the chart runs as a Deployment of its own. */
const maesterImage = 'docker.io/oryd/oathkeeper-maester:v0.1.14';

/** Pods start once the maester has gathered a first Rule; this one matches nothing that there is. */
function addPlaceholderRule(scope: Construct, namespace: string): void {
  new ApiObject(scope, 'rule', {
    apiVersion: 'oathkeeper.ory.sh/v1alpha1',
    kind: 'Rule',
    metadata: { name: 'nothing', namespace },
    spec: {
      match: { url: 'https://nothing.invalid/', methods: ['GET'] },
      authenticators: [{ handler: 'noop' }],
      authorizer: { handler: 'deny' },
      mutators: [{ handler: 'noop' }],
    },
  });
}

function renderSigningKeyVolume(secret: string | undefined) {
  if (secret === undefined) return {};
  return {
    extraVolumes: [{ name: 'id-token', secret: { secretName: secret } }],
    extraVolumeMounts: [{ name: 'id-token', mountPath: signingKeysFolder, readOnly: true }],
  };
}

function renderConfiguration(
  place: OryContext,
  { kratos, keto, issuer, pages }: OathkeeperDependencies,
  signs: boolean,
) {
  const { name } = place;
  return {
    log: { format: 'json' },
    authenticators: {
      noop: { enabled: true },
      anonymous: { enabled: true, config: { subject: 'guest' } },
      ...(kratos
        ? {
            cookie_session: {
              enabled: true,
              config: {
                check_session_url: `${serviceUrl(place, `${name}-kratos-public`, 80)}/sessions/whoami`,
                preserve_path: true,
                subject_from: 'identity.id',
                extra_from: '@this',
                only: ['ory_kratos_session'],
              },
            },
          }
        : {}),
      ...(issuer === undefined
        ? {}
        : {
            jwt: {
              enabled: true,
              config: {
                jwks_urls: [`${serviceUrl(place, `${name}-hydra-public`, 4444)}/.well-known/jwks.json`],
                trusted_issuers: [issuer],
              },
            },
          }),
    },
    authorizers: {
      allow: { enabled: true },
      deny: { enabled: true },
      ...(keto
        ? {
            remote_json: {
              enabled: true,
              config: {
                remote: `${serviceUrl(place, `${name}-keto-read`, 80)}/relation-tuples/check`,
                payload: '{}',
              },
            },
          }
        : {}),
    },
    mutators: {
      noop: { enabled: true },
      header: { enabled: true, config: { headers: { 'X-User': '{{ print .Subject }}' } } },
      ...(signs
        ? {
            id_token: {
              enabled: true,
              config: {
                issuer_url: issuer ?? pages,
                jwks_url: `file://${signingKeysFolder}/mutator.id_token.jwks.json`,
              },
            },
          }
        : {}),
    },
    errors: {
      fallback: ['json'],
      handlers: {
        json: { enabled: true, config: { verbose: false } },
        redirect: {
          enabled: true,
          config: {
            to: `${pages}/login`,
            return_to_query_param: 'return_to',
            when: [{ error: ['unauthorized', 'forbidden'], request: { header: { accept: ['text/html'] } } }],
          },
        },
      },
    },
  };
}
