import { ApiError, type KubernetesObject } from '../api';
import { eventually, type Check } from '../check';

/** A quota that Plinth writes is in force: the pod that would break it is refused. */
export const check: Check = {
  name: 'a pod that asks for more than the quota is refused',
  skip: ({ objects }) => (objects.some(limitsCpu) ? undefined : 'no quota for CPU'),
  async run({ api, objects }) {
    for (const quota of objects.filter(limitsCpu)) {
      const { namespace = '', name } = quota.metadata;
      // The controller has to count once before the quota holds.
      await eventually(20, async () => {
        const { status } = (await api.tryGet(quota)) as { status?: { hard?: object } };
        return status?.hard ? undefined : `quota ${namespace}/${name} was never counted`;
      });
      const pods = `/api/v1/namespaces/${namespace}/pods`;
      const refusal = async (image: string) => {
        try {
          await api.create(hugePod(image), pods, { dryRun: true });
          return '';
        } catch (error) {
          if (error instanceof ApiError) return error.message;
          throw error;
        }
      };
      const first = await refusal(imageIn(namespace, objects));
      // A tenant that runs nothing yet may be held to its registries: the refusal names them.
      const [, registry] = / come from ([^\s,]+)/.exec(first) ?? [];
      const told = registry === undefined ? first : await refusal(`${registry}/glutton:1`);
      if (told.includes('exceeded quota')) continue;
      if (told !== '') throw new Error(told);
      throw new Error(`namespace ${namespace} takes a pod that asks for a million CPUs, in spite of quota ${name}`);
    }
  },
};

function limitsCpu({ kind, spec }: KubernetesObject): boolean {
  const hard = (spec as { hard?: Readonly<Record<string, unknown>> } | undefined)?.hard ?? {};
  return kind === 'ResourceQuota' && 'requests.cpu' in hard;
}

/** One of its own, since a tenant may be held to its registries. */
function imageIn(namespace: string, objects: readonly KubernetesObject[]): string {
  const own = objects.find(({ kind, metadata }) => kind === 'Deployment' && metadata.namespace === namespace);
  const spec = own?.spec as { template: { spec: { containers: { image: string }[] } } } | undefined;
  return spec?.template.spec.containers[0]?.image ?? 'glutton';
}

const aMillion = { cpu: '1M', memory: '1Mi', 'ephemeral-storage': '1Mi' };

const hugePod = (image: string) => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'glutton' },
  spec: {
    securityContext: { runAsNonRoot: true, runAsUser: 1000, seccompProfile: { type: 'RuntimeDefault' } },
    containers: [
      {
        name: 'glutton',
        image,
        resources: { requests: aMillion, limits: aMillion },
        securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] } },
      },
    ],
  },
});
