import type { Api, KubernetesObject } from '../cluster/api';

/** A key of a Secret, as custom resources name it. */
interface Reference {
  readonly name: string;
  readonly key: string;
}

/** Makes the Secrets that monitors, alert routes and Prometheus name, as people would, with addresses in them. */
export async function laySecrets(api: Api, objects: readonly KubernetesObject[]): Promise<void> {
  const data = new Map<string, Record<string, string>>();
  for (const { apiVersion, metadata, spec } of objects)
    if (apiVersion.startsWith('monitoring.coreos.com/'))
      for (const { name, key } of referencesIn(spec)) {
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

function referencesIn(value: unknown): readonly Reference[] {
  if (typeof value !== 'object' || value === null) return [];
  const { name, key } = value as Partial<Record<string, unknown>>;
  const isOne = typeof name === 'string' && typeof key === 'string' && Object.keys(value).length === 2;
  return isOne ? [{ name, key }] : Object.values(value).flatMap(referencesIn);
}
