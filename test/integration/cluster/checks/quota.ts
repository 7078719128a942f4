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
      const pods = `/api/v1/namespaces/${namespace}/pods`;
      const tryCreatePod = async (image: string) => {
        try {
          await api.create(oversizedPod(image), pods, { dryRun: true });
          return '';
        } catch (error) {
          if (error instanceof ApiError) return error.message;
          throw error;
        }
      };
      const firstError = await tryCreatePod(allowedImage(namespace, objects));
      // A tenant without workloads may be restricted to registries, which the message of the admission policy names.
      const [, registry] = / come from ([^\s,]+)/.exec(firstError) ?? [];
      const error = registry === undefined ? firstError : await tryCreatePod(`${registry}/oversized:1`);
      if (error.includes('exceeded quota')) continue;
      if (error !== '') throw new Error(error);
      throw new Error(`namespace ${namespace} admits a pod that requests a million CPUs, in spite of quota ${name}`);
    }
  },
};

function limitsCpuRequests({ kind, spec }: KubernetesObject): boolean {
  const hard = (spec as { hard?: Readonly<Record<string, unknown>> } | undefined)?.hard ?? {};
  return kind === 'ResourceQuota' && 'requests.cpu' in hard;
}

/** Returns the image of a workload in the namespace, since tenants may be restricted to registries. */
function allowedImage(namespace: string, objects: readonly KubernetesObject[]): string {
  const deployment = objects.find(({ kind, metadata }) => kind === 'Deployment' && metadata.namespace === namespace);
  const spec = deployment?.spec as { template: { spec: { containers: { image: string }[] } } } | undefined;
  return spec?.template.spec.containers[0]?.image ?? 'oversized';
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
