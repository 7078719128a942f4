import type { Construct } from 'constructs';
import { addObject } from '../kubernetes/object';

/** Properties of the Secret with the credentials of uses, for the jobs of a tenant. */
export interface JobCredentialsProps {
  /** Name of the Secret. */
  readonly name: string;
  /** Namespace of the jobs. */
  readonly namespace: string;
  /** ClusterSecretStore of the tenant. */
  readonly store: string;
  /** Names of the credentials of uses in the secret manager. */
  readonly secrets: readonly string[];
}

/** Adds the ExternalSecret with the credentials of uses: one key for each, `use-<index>.json`. */
export function addJobCredentials(scope: Construct, { name, namespace, store, secrets }: JobCredentialsProps): void {
  addObject(scope, 'credentials', {
    apiVersion: 'external-secrets.io/v1',
    kind: 'ExternalSecret',
    metadata: { name, namespace },
    spec: {
      refreshInterval: '10m',
      secretStoreRef: { kind: 'ClusterSecretStore', name: store },
      target: { name, creationPolicy: 'Owner' },
      data: secrets.map((key, index) => ({ secretKey: `use-${index}.json`, remoteRef: { key } })),
    },
  });
}
