import type { Construct } from 'constructs';
import { z } from 'zod';
import type { Release } from '../../../../src/kinds/release';
import { dnsLabel } from '../../../../src/schema/field-types';
import { charts } from '../charts';
import { containerResources } from '../../../kubernetes/container-resources';
import { mergeHelmValues } from '../../../kubernetes/helm-values';
import {
  renderServiceMonitorValues,
  clusterServiceEnabled,
  serviceOptions,
  renderServiceValues,
  serviceUrl,
  type OryContext,
} from './service';
import { addObject } from '../../../kubernetes/object';

/** Schema of the options of Oathkeeper, the authorization proxy for HTTP requests. */
export const oathkeeperOptions = z.strictObject({
  ...serviceOptions,
  enabled: clusterServiceEnabled,
  idTokenSecret: dnsLabel
    .optional()
    .describe(
      'Secret in the namespace of ORY with the key `mutator.id_token.jwks.json`; Oathkeeper signs ID tokens with it, which identify the user to applications; @default no ID tokens',
    ),
});

/** ORY services that Oathkeeper uses. */
export interface OathkeeperDependencies {
  /** True if Kratos is deployed. */
  readonly kratos: boolean;
  /** True if Keto is deployed. */
  readonly keto: boolean;
  /** Issuer URL of Hydra. @default Hydra is not deployed */
  readonly issuer?: string;
  /** Base URL of the login page. */
  readonly pages: string;
}

/**
 * Returns the releases of Oathkeeper, which authenticates and authorizes requests by Rule objects of all namespaces.
 * @see https://www.ory.com/docs/oathkeeper
 */
export function oathkeeperReleases(
  { replicas, idTokenSecret, values }: z.output<typeof oathkeeperOptions>,
  context: OryContext,
  dependencies: OathkeeperDependencies,
): readonly Release[] {
  const { name } = context;
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
          ...renderServiceValues(context, replicas),
          serviceMonitor: renderServiceMonitorValues(context),
          deployment: {
            resources: containerResources({ cpuRequest: '50m', memoryRequest: '64Mi', memoryLimit: '256Mi' }),
            ...renderSigningKeyVolume(idTokenSecret),
          },
          maester: { enabled: true },
          'oathkeeper-maester': {
            deployment: {
              resources: containerResources({ cpuRequest: '10m', memoryRequest: '32Mi', memoryLimit: '128Mi' }),
            },
          },
          // oathkeeper-maester collects the Rule objects; a list of rules that the chart manages would overwrite them.
          oathkeeper: {
            managedAccessRules: false,
            config: renderConfiguration(context, dependencies, idTokenSecret !== undefined),
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
          // As a proxy, Oathkeeper connects to the upstream of every rule.
          egress: [{ peer: 'pods' }, { peer: 'outside-cluster' }],
        },
        rules: { podLabels: { 'app.kubernetes.io/name': 'oathkeeper-maester' }, egress: [{ peer: 'api-server' }] },
      },
    },
  ];
}

const signingKeysDirectory = '/etc/id-token';

/** Image of the subchart oathkeeper-maester, the controller of Rule objects. */
const maesterImage = 'docker.io/oryd/oathkeeper-maester:v0.1.14';

/**
 * Adds a Rule that matches no request. The pods of Oathkeeper start only after oathkeeper-maester has collected a first
 * Rule.
 */
function addPlaceholderRule(scope: Construct, namespace: string): void {
  addObject(scope, 'rule', {
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
    extraVolumeMounts: [{ name: 'id-token', mountPath: signingKeysDirectory, readOnly: true }],
  };
}

function renderConfiguration(
  context: OryContext,
  { kratos, keto, issuer, pages }: OathkeeperDependencies,
  signsIdTokens: boolean,
) {
  const { name } = context;
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
                check_session_url: `${serviceUrl(context, `${name}-kratos-public`, 80)}/sessions/whoami`,
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
                jwks_urls: [`${serviceUrl(context, `${name}-hydra-public`, 4444)}/.well-known/jwks.json`],
                trusted_issuers: [issuer],
              },
            },
            // Hydra's access tokens are not JWTs, unless a client asks for these.
            oauth2_introspection: {
              enabled: true,
              config: {
                introspection_url: `${serviceUrl(context, `${name}-hydra-admin`, 4445)}/admin/oauth2/introspect`,
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
                remote: `${serviceUrl(context, `${name}-keto-read`, 80)}/relation-tuples/check`,
                payload: '{}',
              },
            },
          }
        : {}),
    },
    mutators: {
      noop: { enabled: true },
      header: { enabled: true, config: { headers: { 'X-User': '{{ print .Subject }}' } } },
      ...(signsIdTokens
        ? {
            id_token: {
              enabled: true,
              config: {
                issuer_url: issuer ?? pages,
                jwks_url: `file://${signingKeysDirectory}/mutator.id_token.jwks.json`,
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
            when: [{ error: ['unauthorized'], request: { header: { accept: ['text/html'] } } }],
          },
        },
      },
    },
  };
}
