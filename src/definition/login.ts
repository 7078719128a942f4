import { z } from 'zod';
import { absolutePath } from './absolute-path';
import { list, nonEmptyList } from '../schema/field-types';
import { nameSchema } from '../schema/json-schema';

/** Path prefix below which every host with log-in has the pages of the log-in: callback and log-out. */
export const loginPagesPath = '/oauth2';

/** Name of a group. The gate reads several groups from one parameter, separated by commas. */
export const groupName = z
  .string()
  .regex(/^[^,\p{Cc}]+$/u, 'must be a group name: write one without commas and control characters');

const groups = nonEmptyList(groupName)
  .optional()
  .meta({ examples: [['shop-support']] })
  .describe('groups of the issuer, one of which the user must be in; @default all users of the issuer');

const loginPath = absolutePath
  .refine((path) => path !== '/', 'must not be /: write `groups` of `login`, which is for all other paths')
  .refine((path) => path === '/' || !path.endsWith('/'), 'must not end with /: write the path without it');

/** Schema of `login` of an application. */
export const loginSchema = z.union([
  z.boolean(),
  z
    .literal('token')
    .describe('programs send an access token that the issuer has issued to them for the host; users cannot log in'),
  z.strictObject({
    groups,
    paths: z
      .record(
        loginPath,
        z
          .union(
            [z.enum(['anyone', 'token']), z.strictObject({ groups })],
            "must be 'anyone', 'token', or { groups: […] }",
          )
          .meta({ examples: [{ groups: ['shop-admins'] }] }),
      )
      .optional()
      .meta({ examples: [{ '/public': 'anyone', '/api': 'token' }] })
      .describe(
        'path prefixes with other rules: `anyone` for requests without log-in, `token` for those of programs with an access token that the issuer has issued for the host, or the groups of users; @default none',
      ),
  }),
]);
nameSchema('Login', loginSchema);

type LoginInput = z.output<typeof loginSchema>;

/** Users or programs that may send requests to a path prefix of an application. */
export interface LoginRule {
  /** Path prefix; `/` for all paths without a rule of their own. */
  readonly path: string;
  /**
   * Groups, one of which the user must be in; `anyone` for requests without log-in; `token` for those of programs with an
   * access token.
   * @default all users of the issuer
   */
  readonly groups?: readonly string[] | 'anyone' | 'token' | undefined;
}

/** Lists the rules of an application's log-in, that of all other paths first; none without log-in. */
export function listLoginRules({ login = false }: { readonly login?: LoginInput | undefined }): readonly LoginRule[] {
  if (login === false) return [];
  if (login === true) return [{ path: '/' }];
  if (login === 'token') return [{ path: '/', groups: login }];
  const paths = Object.entries(login.paths ?? {}).sort(([a], [b]) => (a < b ? -1 : 1));
  return [
    { path: '/', groups: login.groups },
    ...paths.map(([path, rule]) => ({ path, groups: typeof rule === 'string' ? rule : rule.groups })),
  ];
}

/** Returns whether a path is a prefix of another one, element by element as in an Ingress: `/a` of `/a` and `/a/b`. */
export function isPathPrefix(prefix: string, path: string): boolean {
  const base = prefix.replace(/\/$/, '');
  return path === base || path.startsWith(`${base}/`);
}

/** Schema of the client URLs of an OpenID Connect issuer. */
export const issuerUrlFields = {
  authorizationUrl: z
    .url()
    .optional()
    .meta({ examples: ['https://login.acme.example/authorize'] })
    .describe('URL of the authorization endpoint'),
  tokenUrl: z
    .url()
    .optional()
    .meta({ examples: ['https://login.acme.example/token'] })
    .describe('URL of the token endpoint'),
  userinfoUrl: z
    .url()
    .optional()
    .meta({ examples: ['https://login.acme.example/userinfo'] })
    .describe('URL of the userinfo endpoint'),
  keysUrl: z
    .url()
    .optional()
    .meta({ examples: ['https://login.acme.example/keys'] })
    .describe('URL of the public keys (JWKS)'),
};

/** Schema of the scopes that clients request from an issuer. */
export const scopesSchema = list(
  z.string().regex(/^[\x21\x23-\x5B\x5D-\x7E]+$/, 'must be a scope: write one without spaces'),
);
