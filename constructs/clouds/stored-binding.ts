import type { Construct } from 'constructs';
import { bindingSecretName } from '../../src/definition/uses';
import type { ProvidedUse } from '../../src/kinds/provided-uses';
import { addObject } from '../kubernetes/object';

/** Properties of the Secret of a use whose endpoint and credentials are in the secret manager of a cloud. */
export interface StoredBindingProps {
  /** Key in the secret store, below the prefix of the environment. */
  readonly key: string;
  /** Type of the service, such as `postgresql`. */
  readonly type: string;
  /** Keys that are in the secret manager and in the Secret. */
  readonly fields: readonly string[];
  /**
   * Templates of keys that the secret manager does not have by their names.
   * @default none
   */
  readonly templates?: Readonly<Record<string, string>>;
  /** Template of the key `uri`. */
  readonly uri: string;
}

/** Returns the template of a field in the secret manager. */
export function storedField(name: string): string {
  return `{{ .${name} }}`;
}

/** Adds the ExternalSecret of a use: the secret manager of the cloud has the credentials, and the endpoint next to them. */
export function addStoredBinding(
  scope: Construct,
  { workload, use }: ProvidedUse,
  { key, type, fields, templates = {}, uri }: StoredBindingProps,
): void {
  const name = bindingSecretName(workload.name, use);
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
          type: `servicebinding.io/${type}`,
          engineVersion: 'v2',
          data: { ...Object.fromEntries(fields.map((field) => [field, storedField(field)])), ...templates, uri },
        },
      },
      dataFrom: [{ extract: { key } }],
    },
  });
}
