import type { ComponentSecret, SecretValue } from '../../../../src/kinds/component-secret';
import type { DatabaseSource } from './databases';
import { listUpstreamSecrets, type Upstreams } from './upstream';

/** Options of ORY that determine its Secrets. */
interface SecretOptions {
  readonly name: string;
  readonly databases: DatabaseSource;
  readonly upstream?: Upstreams | undefined;
  readonly kratos: {
    readonly enabled: boolean;
    readonly secret: string;
    readonly mail: boolean;
    readonly pages?: string | undefined;
  };
  readonly hydra: { readonly enabled: boolean; readonly secret: string };
  readonly keto: { readonly enabled: boolean; readonly secret: string };
  readonly oathkeeper: { readonly enabled: boolean; readonly idTokenSecret?: string | undefined };
}

/** Returns the value with the URL of the database; none where a provider of databases creates it in another Secret. */
function listDatabaseValues(databases: DatabaseSource): Readonly<Record<string, SecretValue>> {
  if (databases === 'provided') return {};
  return { dsn: { from: 'provided', description: 'URL of the database, with user and password' } };
}

const generated: SecretValue = { from: 'generated' };
const keysRotation = {
  fixed:
    'the keys protect stored data and sessions: a new key is written before the former one; then, and after another password of the database, delete the Secret and restart the pods',
};

/** Lists the Secrets of ORY's services. */
export function listOrySecrets({
  name,
  databases,
  upstream = [],
  kratos,
  hydra,
  keto,
  oathkeeper,
}: SecretOptions): readonly ComponentSecret[] {
  const dsn = listDatabaseValues(databases);
  const secrets: readonly (readonly [boolean, ComponentSecret])[] = [
    [
      kratos.enabled,
      {
        namespace: name,
        name: kratos.secret,
        requiredFor: 'ory()',
        values: {
          ...dsn,
          secretsDefault: generated,
          secretsCookie: generated,
          secretsCipher: generated,
          ...(kratos.mail
            ? { smtpConnectionURI: { from: 'provided' as const, description: 'URL of the mail server' } }
            : {}),
        },
        rotation: keysRotation,
      },
    ],
    [
      kratos.enabled && kratos.pages === undefined,
      {
        namespace: name,
        name: 'pages',
        requiredFor: 'ory() without kratos.pages',
        values: { 'cookie-secret': generated, 'csrf-secret': generated },
        rotation: { restarts: [{ kind: 'Deployment', name: `${name}-pages` }] },
      },
    ],
    [
      hydra.enabled,
      {
        namespace: name,
        name: hydra.secret,
        requiredFor: 'ory()',
        values: { ...dsn, secretsSystem: generated, secretsCookie: generated },
        rotation: keysRotation,
      },
    ],
    [
      keto.enabled && databases === 'secrets',
      {
        namespace: name,
        name: keto.secret,
        requiredFor: 'ory()',
        values: dsn,
        rotation: { restarts: [{ kind: 'Deployment', name: `${name}-keto` }] },
      },
    ],
    [
      oathkeeper.enabled && oathkeeper.idTokenSecret !== undefined,
      {
        namespace: name,
        name: oathkeeper.idTokenSecret ?? '',
        requiredFor: 'ory({ oathkeeper: { idTokenSecret } })',
        values: {
          'mutator.id_token.jwks.json': { from: 'provided', description: 'key that signs ID tokens, as JWKS' },
        },
        rotation: { restarts: [{ kind: 'Deployment', name: `${name}-oathkeeper` }] },
      },
    ],
  ];
  return [
    ...secrets.flatMap(([isNeeded, secret]) => (isNeeded ? [secret] : [])),
    ...listUpstreamSecrets(upstream, name),
  ];
}
