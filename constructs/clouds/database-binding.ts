import type { Construct } from 'constructs';
import { bindingSecretName } from '../../src/definition/uses';
import type { ProvidedUse } from '../../src/kinds/provided-uses';
import { addObject } from '../kubernetes/object';

/** Keys of the Secret of a database in a cloud. */
export const databaseBindingKeys = ['type', 'provider', 'host', 'port', 'database', 'username', 'password', 'uri'];

/**
 * Adds the ExternalSecret of the use of a database: the secret manager of the cloud has the credentials, and the endpoint
 * next to them.
 * @param key key in the secret store of the tenant
 */
export function addDatabaseBinding(scope: Construct, { workload, use }: ProvidedUse, key: string): void {
  const name = bindingSecretName(workload.name, use);
  const field = (property: string) => `{{ .${property} }}`;
  addObject(scope, `Binding-${name}`, {
    apiVersion: 'external-secrets.io/v1',
    kind: 'ExternalSecret',
    metadata: { name, namespace: workload.namespace },
    spec: {
      refreshInterval: '10m',
      secretStoreRef: { kind: 'ClusterSecretStore', name: workload.secretStore ?? 'default' },
      target: {
        name,
        creationPolicy: 'Owner',
        template: {
          type: 'servicebinding.io/postgresql',
          engineVersion: 'v2',
          data: {
            ...Object.fromEntries(
              databaseBindingKeys
                .filter((property) => property !== 'uri')
                .map((property) => [property, field(property)]),
            ),
            uri: `postgresql://${field('username')}:${field('password')}@${field('host')}:${field('port')}/${field('database')}?sslmode=require`,
          },
        },
      },
      dataFrom: [{ extract: { key } }],
    },
  });
}
