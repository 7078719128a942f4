import { ApiError, type Api, type KubernetesObject } from '../cluster/api';

interface ObjectWithStatus extends KubernetesObject {
  readonly status?: { readonly conditions?: readonly object[]; readonly loadBalancer?: { readonly ingress?: unknown } };
}

/** API paths of kinds whose operator would report that an object is ready. */
const operatedKinds = [
  'cert-manager.io/v1/clusterissuers',
  'cert-manager.io/v1/issuers',
  'cert-manager.io/v1/certificates',
  'external-secrets.io/v1/clustersecretstores',
  'external-secrets.io/v1/secretstores',
  'external-secrets.io/v1/externalsecrets',
];

/**
 * Writes the status of objects whose controller is an operator or ingress controller: Argo CD derives their health from
 * it, and here these controllers do not run.
 */
export async function simulateOperators(api: Api): Promise<void> {
  for (const { metadata, status } of await listObjects(api, 'networking.k8s.io/v1/ingresses'))
    if (status?.loadBalancer?.ingress === undefined)
      // Documentation range (RFC 5737): no machine has this address.
      await writeStatus(api, 'networking.k8s.io/v1/ingresses', metadata, {
        loadBalancer: { ingress: [{ ip: '203.0.113.1' }] },
      });
  for (const kind of operatedKinds)
    for (const { metadata, status } of await listObjects(api, kind))
      if (status?.conditions === undefined) await writeStatus(api, kind, metadata, { conditions: [ready()] });
}

function ready(): object {
  const lastTransitionTime = new Date().toISOString();
  return { type: 'Ready', status: 'True', reason: 'Simulated', message: 'no operator runs', lastTransitionTime };
}

/** Returns all objects of a kind; none if its CRD is not installed. */
async function listObjects(api: Api, kind: string): Promise<readonly ObjectWithStatus[]> {
  try {
    return ((await api.get(`/apis/${kind}`)) as { items: readonly ObjectWithStatus[] }).items;
  } catch (error) {
    if (error instanceof ApiError && error.status === 404) return [];
    throw error;
  }
}

async function writeStatus(
  api: Api,
  kind: string,
  { namespace, name }: KubernetesObject['metadata'],
  status: object,
): Promise<void> {
  const [group = '', version = '', plural = ''] = kind.split('/');
  const scope = namespace === undefined ? '' : `/namespaces/${namespace}`;
  await api.patch(`/apis/${group}/${version}${scope}/${plural}/${name}/status`, { status });
}
