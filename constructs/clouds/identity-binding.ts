import type { Secret } from 'kubernetes-types/core/v1';
import type { Construct } from 'constructs';
import { bindingSecretName } from '../../src/definition/uses';
import type { ProvidedUse } from '../../src/kinds/provided-uses';
import { addObject } from '../kubernetes/object';

/** Properties of the Secret of a use that pods reach with their identity in the cloud. */
export interface IdentityBindingProps {
  /** Type of the service, and protocol, such as `sqs`. */
  readonly type: string;
  readonly provider: 'aws' | 'azure' | 'google';
  readonly host: string;
  readonly port: number;
  /** Keys of this type of service, such as `bucket`. */
  readonly fields: Readonly<Record<string, string>>;
  readonly uri: string;
}

/** Returns the keys of the Secret of a use, with those of the type of service. */
export function identityBindingKeys(...fields: readonly string[]): string[] {
  return ['type', 'provider', 'host', 'port', ...fields, 'username', 'password', 'uri'];
}

/** Adds the Secret of a use. `username` and `password` are empty: SDKs then take the identity of the pod. */
export function addIdentityBinding(
  scope: Construct,
  { workload, use }: ProvidedUse,
  { type, provider, host, port, fields, uri }: IdentityBindingProps,
): void {
  const name = bindingSecretName(workload.name, use);
  addObject<Secret>(scope, `Binding-${name}`, {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name, namespace: workload.namespace },
    type: `servicebinding.io/${type}`,
    stringData: { type, provider, host, port: String(port), ...fields, username: '', password: '', uri },
  });
}
