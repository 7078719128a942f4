import { z } from 'zod';
import type { OptionsOf } from '../../../src/model/kind';
import { dnsLabel, helmValues, hostname, list, port } from '../../../src/model/schema';

/** The programs of ORY, each a release of its own. */
export const oryPrograms = ['kratos', 'hydra', 'keto', 'oathkeeper'] as const;

/** One of the programs of ORY. */
export type OryProgram = (typeof oryPrograms)[number];

/** People of a simple kind: an address to log in with, and a name. */
const person = {
  $id: 'https://schemas.ory.sh/presets/kratos/identity.email.schema.json',
  $schema: 'http://json-schema.org/draft-07/schema#',
  title: 'Person',
  type: 'object',
  properties: {
    traits: {
      type: 'object',
      properties: {
        email: {
          type: 'string',
          format: 'email',
          title: 'E-Mail',
          'ory.sh/kratos': {
            credentials: { password: { identifier: true } },
            recovery: { via: 'email' },
            verification: { via: 'email' },
          },
        },
        name: { type: 'string', title: 'Name' },
      },
      required: ['email'],
      additionalProperties: false,
    },
  },
};

/** What ORY takes. Secret values stand in Secrets of namespace `ory` that exist before: migrations need them first. */
export const orySchema = z.strictObject({
  programs: list(z.enum(oryPrograms)).default(oryPrograms).describe('those that are wanted; @default all four'),
  loginHost: hostname
    .optional()
    .describe('host that people log in at: Kratos; @default login.<domain of the platform>'),
  issuerHost: hostname
    .optional()
    .describe('host that tokens name as their issuer: Hydra; @default id.<domain of the platform>'),
  loginUrl: z
    .url()
    .optional()
    .describe('pages of login, registration and settings, which are yours to serve; @default https://<loginHost>/ui'),
  replicas: z.int().min(1).default(2).describe('of each program that can have several'),
  databasePort: port.default(5432).describe('port of the databases that the Secrets name'),
  kratosSecret: dnsLabel
    .default('kratos')
    .describe(
      'Secret with keys dsn, secretsDefault, secretsCookie, secretsCipher (32 characters) and smtpConnectionURI',
    ),
  hydraSecret: dnsLabel
    .default('hydra')
    .describe('Secret with keys dsn, secretsSystem (16 characters or more) and secretsCookie'),
  ketoSecret: dnsLabel.default('keto').describe('Secret with key dsn'),
  idTokenSecret: dnsLabel
    .optional()
    .describe('Secret with key mutator.id_token.jwks.json, with which Oathkeeper signs tokens; @default it signs none'),
  identitySchema: z
    .record(z.string(), z.json())
    .default(person)
    .describe('JSON Schema of a person; @default an e-mail address and a name'),
  permissionNamespaces: list(dnsLabel).default([]).describe('namespaces of relations that Keto keeps'),
  values: z
    .strictObject({
      kratos: helmValues.optional(),
      hydra: helmValues.optional(),
      keto: helmValues.optional(),
      oathkeeper: helmValues.optional(),
    })
    .default({})
    .describe('Helm values of each program, merged last'),
});

/** Options of ORY, defaults filled. */
export type OryOptions = OptionsOf<typeof orySchema>;

/** The namespace of all of ORY. */
export const oryNamespace = 'ory';
