import type { Construct } from 'constructs';
import { z } from 'zod';
import type { ProvidedUse } from '../../src/kinds/provided-uses';
import { addStoredBinding, storedField } from './stored-binding';

/** Keys of the Secret of a database in a cloud, without the certificate authority. */
const databaseBindingKeys = ['type', 'provider', 'host', 'port', 'database', 'username', 'password', 'uri'];

/** Certificate authority of database servers. */
export interface DatabaseAuthority {
  /** PEM certificates, or the template of the field of the stored credentials that has them. */
  readonly certificates: string;
  /** What a client verifies with them: `verify-ca` where certificates do not contain the host name. */
  readonly sslMode: 'verify-full' | 'verify-ca';
}

/** Returns the certificate authority in the options of a component. */
export function renderAuthority({
  certificateAuthorities,
}: {
  readonly certificateAuthorities?: string | undefined;
}): DatabaseAuthority | undefined {
  if (certificateAuthorities === undefined) return undefined;
  return { certificates: certificateAuthorities, sslMode: 'verify-full' };
}

/** Returns the keys of the Secret of a database in a cloud. */
export function listDatabaseKeys(authority: DatabaseAuthority | undefined): string[] {
  return authority === undefined ? [...databaseBindingKeys] : [...databaseBindingKeys, 'ca.crt'];
}

/**
 * Schema of the option with the certificate authorities of a cloud's servers, which Terraform does not know.
 * @param source what they are, and where they can be downloaded
 */
export function certificateAuthoritiesSchema(source: string) {
  return z
    .string()
    .regex(
      /^(\s*-----BEGIN CERTIFICATE-----[A-Za-z0-9+/=\s]+-----END CERTIFICATE-----)+\s*$/,
      'must be PEM certificates: write the content of the file',
    )
    .optional()
    .meta({ examples: ['-----BEGIN CERTIFICATE-----\nMIIDXTCCAkWgAwIBAgIJ\n-----END CERTIFICATE-----\n'] })
    .describe(
      `PEM certificates of the authorities of the servers, for the key \`ca.crt\` of Secrets, with which applications verify the servers: ${source}; @default Secrets have no \`ca.crt\``,
    );
}

/**
 * Adds the ExternalSecret of the use of a database: the secret manager of the cloud has the credentials, and the endpoint
 * next to them. A client library reads certificate authorities from a file: without `files`, its connections are encrypted only.
 * @param key key in the secret store of the tenant
 */
export function addDatabaseBinding(
  scope: Construct,
  provided: ProvidedUse,
  key: string,
  authority: DatabaseAuthority | undefined,
): void {
  const { files } = provided.use.options;
  const verification =
    authority === undefined || files === undefined
      ? 'sslmode=require'
      : `sslmode=${authority.sslMode}&sslrootcert=${files}/ca.crt`;
  addStoredBinding(scope, provided, {
    key,
    type: 'postgresql',
    fields: databaseBindingKeys.filter((field) => field !== 'uri'),
    ...(authority === undefined ? {} : { templates: { 'ca.crt': authority.certificates } }),
    uri: `postgresql://${storedField('username')}:${storedField('password')}@${storedField('host')}:${storedField('port')}/${storedField('database')}?${verification}`,
  });
}
