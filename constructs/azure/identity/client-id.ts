import { KeyVaultSecret } from '@cdktf/provider-azurerm/lib/key-vault-secret';
import type { Construct } from 'constructs';
import type { TerraformDependable } from '../../../src/kinds/bound-cluster';
import { addObject } from '../../kubernetes/object';

/** Key of the Secret with the client ID of an identity. */
export const clientIdKey = 'client-id';

/** Properties of the client ID of an identity in the key vault. */
export interface ClientIdSecretProps {
  /** Name in the key vault. */
  readonly name: string;
  readonly vaultId: string;
  /** Identity in the same stack. */
  readonly identity: TerraformDependable;
}

/**
 * Adds the client ID of an identity to the key vault, from which External Secrets brings it into the cluster: Azure
 * assigns it, so that no manifest can contain it. It is an identifier, and no credential.
 */
export function addClientIdSecret(
  scope: Construct,
  id: string,
  { name, vaultId, identity }: ClientIdSecretProps,
): void {
  const expression = `${identity.fqn}.client_id`;
  new KeyVaultSecret(scope, id, {
    name,
    keyVaultId: vaultId,
    contentType: 'application/json',
    valueWo: `\${jsonencode({ "${clientIdKey}" = ${expression} })}`,
  }).addOverride('value_wo_version', `\${parseint(substr(sha256(${expression}), 0, 7), 16)}`);
}

/** Properties of the Secret with the client ID of an identity. */
export interface ClientIdProps {
  readonly name: string;
  readonly namespace: string;
  /** ClusterSecretStore. */
  readonly store: string;
  /** Name in the key vault. */
  readonly key: string;
}

/** Adds the ExternalSecret that copies the client ID of an identity from the key vault. */
export function addClientId(scope: Construct, { name, namespace, store, key }: ClientIdProps): void {
  addObject(scope, `ClientId-${name}`, {
    apiVersion: 'external-secrets.io/v1',
    kind: 'ExternalSecret',
    metadata: { name, namespace },
    spec: {
      refreshInterval: '10m',
      secretStoreRef: { kind: 'ClusterSecretStore', name: store },
      target: { name, creationPolicy: 'Owner' },
      dataFrom: [{ extract: { key } }],
    },
  });
}
