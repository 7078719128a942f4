import type { Api, KubernetesObject } from '../cluster/api';

/** Reference to a key of a Secret, in custom resources of Prometheus Operator. */
interface SecretReference {
  readonly name: string;
  readonly key: string;
}

/** Creates the Secrets to which custom resources of Prometheus Operator refer, with example URLs as values. */
export async function createReferencedSecrets(api: Api, objects: readonly KubernetesObject[]): Promise<void> {
  const data = new Map<string, Record<string, string>>();
  for (const { apiVersion, metadata, spec } of objects)
    if (apiVersion.startsWith('monitoring.coreos.com/'))
      for (const { name, key } of findSecretReferences(spec)) {
        const id = `${metadata.namespace ?? ''}/${name}`;
        data.set(id, { ...data.get(id), [key]: `http://receiver.example/${id}/${key}` });
      }
  for (const [id, stringData] of data) {
    const [namespace = '', name = ''] = id.split('/');
    await api.apply(
      { apiVersion: 'v1', kind: 'Secret', metadata: { name, namespace }, stringData },
      { manager: 'lab' },
    );
  }
}

/** Returns all objects within a value that have exactly the fields `name` and `key`. */
function findSecretReferences(value: unknown): readonly SecretReference[] {
  if (typeof value !== 'object' || value === null) return [];
  const { name, key } = value as Partial<Record<string, unknown>>;
  const isReference = typeof name === 'string' && typeof key === 'string' && Object.keys(value).length === 2;
  return isReference ? [{ name, key }] : Object.values(value).flatMap(findSecretReferences);
}
