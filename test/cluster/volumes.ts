import type { Api } from './api';

interface Claim {
  readonly metadata: { readonly name: string; readonly namespace: string };
  readonly spec: {
    readonly storageClassName?: string;
    readonly volumeName?: string;
    readonly accessModes: readonly string[];
    readonly resources: { readonly requests: { readonly storage: string } };
  };
}

/** Gives each claim that has no volume one of its own, as the storage of a real cluster would. */
export async function provideVolumes(api: Api): Promise<void> {
  const { items } = (await api.get('/api/v1/persistentvolumeclaims')) as { items: readonly Claim[] };
  for (const { metadata, spec } of items.filter((claim) => claim.spec.volumeName === undefined)) {
    const volume = {
      apiVersion: 'v1',
      kind: 'PersistentVolume',
      metadata: { name: `${metadata.namespace}-${metadata.name}` },
      spec: {
        accessModes: spec.accessModes,
        capacity: { storage: spec.resources.requests.storage },
        claimRef: { namespace: metadata.namespace, name: metadata.name },
        hostPath: { path: '/volume' },
        ...(spec.storageClassName !== undefined && { storageClassName: spec.storageClassName }),
      },
    };
    await api.apply(volume, { manager: 'lab' });
  }
}
