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

interface Service {
  readonly metadata: { readonly name: string; readonly namespace: string };
  readonly spec: { readonly type: string };
  readonly status: { readonly loadBalancer: { readonly ingress?: unknown } };
}

/** Creates a volume for each unbound PersistentVolumeClaim, and sets an address in each LoadBalancer Service. */
export async function simulateInfrastructure(api: Api): Promise<void> {
  const claims = (await api.get('/api/v1/persistentvolumeclaims')) as { items: readonly Claim[] };
  for (const claim of claims.items.filter(({ spec }) => spec.volumeName === undefined)) await createVolume(api, claim);
  const services = (await api.get('/api/v1/services')) as { items: readonly Service[] };
  for (const { metadata, spec, status } of services.items) {
    if (spec.type !== 'LoadBalancer' || status.loadBalancer.ingress !== undefined) continue;
    const path = `/api/v1/namespaces/${metadata.namespace}/services/${metadata.name}/status`;
    // Documentation range (RFC 5737): no machine has this address.
    await api.patch(path, { status: { loadBalancer: { ingress: [{ ip: '203.0.113.1' }] } } });
  }
}

async function createVolume(api: Api, { metadata, spec }: Claim): Promise<void> {
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
