import { restrictionAnnotation } from '../../../../constructs/tenants/admission/restrictions';
import { ApiError, type KubernetesObject } from '../api';
import { eventually, type Check } from '../check';

/** Every CPU quota is in force: a pod that exceeds it is rejected. */
export const check: Check = {
  name: 'a pod that requests more than the quota is rejected',
  skip: ({ objects }) => (objects.some(limitsCpuRequests) ? undefined : 'no quota for CPU'),
  async run({ api, objects }) {
    for (const quota of objects.filter(limitsCpuRequests)) {
      const { namespace = '', name } = quota.metadata;
      // The quota is enforced after the controller has calculated its status.
      await eventually(20, async () => {
        const { status } = (await api.tryGet(quota)) as { status?: { hard?: object } };
        return status?.hard ? undefined : `quota ${namespace}/${name} has no status`;
      });
      try {
        await api.create(oversizedPod(allowedImage(namespace, objects)), `/api/v1/namespaces/${namespace}/pods`, {
          dryRun: true,
        });
      } catch (error) {
        if (error instanceof ApiError && error.message.includes('exceeded quota')) continue;
        throw error;
      }
      throw new Error(`namespace ${namespace} admits a pod that requests a million CPUs, in spite of quota ${name}`);
    }
  },
};

function limitsCpuRequests({ kind, spec }: KubernetesObject): boolean {
  const hard = (spec as { hard?: Readonly<Record<string, unknown>> } | undefined)?.hard ?? {};
  return kind === 'ResourceQuota' && 'requests.cpu' in hard;
}

/** Returns an image from a registry that the tenant of the namespace is restricted to. */
function allowedImage(namespace: string, objects: readonly KubernetesObject[]): string {
  const { metadata } = objects.find(({ kind, metadata: { name } }) => kind === 'Namespace' && name === namespace) ?? {};
  const [registry] = (metadata?.annotations?.[restrictionAnnotation('registries')] ?? '*').split('\n');
  return registry === '*' ? 'oversized:1' : `${registry}/oversized:1`;
}

const excessiveResources = { cpu: '1M', memory: '1Mi', 'ephemeral-storage': '1Mi' };

const oversizedPod = (image: string) => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'oversized' },
  spec: {
    securityContext: { runAsNonRoot: true, runAsUser: 1000, seccompProfile: { type: 'RuntimeDefault' } },
    containers: [
      {
        name: 'oversized',
        image,
        resources: { requests: excessiveResources, limits: excessiveResources },
        securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] } },
      },
    ],
  },
});
