import type { Construct } from 'constructs';
import type { ProvidedUse } from '../../src/kinds/provided-uses';
import { addStoredBinding, storedField } from './stored-binding';

/** Keys of the Secret of a database in a cloud. */
export const databaseBindingKeys = ['type', 'provider', 'host', 'port', 'database', 'username', 'password', 'uri'];

/**
 * Adds the ExternalSecret of the use of a database: the secret manager of the cloud has the credentials, and the endpoint
 * next to them.
 * @param key key in the secret store of the tenant
 */
export function addDatabaseBinding(scope: Construct, provided: ProvidedUse, key: string): void {
  addStoredBinding(scope, provided, {
    key,
    type: 'postgresql',
    fields: databaseBindingKeys.filter((field) => field !== 'uri'),
    uri: `postgresql://${storedField('username')}:${storedField('password')}@${storedField('host')}:${storedField('port')}/${storedField('database')}?sslmode=require`,
  });
}
