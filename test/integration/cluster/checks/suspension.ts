import { restrictionAnnotation } from '../../../../constructs/tenants/admission/restrictions';
import { suspendedLabel, tenantLabel } from '../../../../src/kinds/labels';
import { ApiError, type Api, type KubernetesObject } from '../api';
import { eventually, type Check } from '../check';

/** The first tenant is suspended for the test, by the label and the annotation of its namespace. */
export const check: Check = {
  name: 'users of a suspended tenant can change nothing, and the platform can',
  skip: ({ objects }) => (objects.some(isTenantNamespace) ? undefined : 'no tenant'),
  async run({ api, objects }) {
    const namespace = objects.find(isTenantNamespace)?.metadata.name ?? '';
    const path = `/api/v1/namespaces/${namespace}`;
    const suspend = (groups: string) =>
      api.patch(path, {
        metadata: {
          labels: { [suspendedLabel]: groups === '' ? null : 'true' },
          annotations: { [restrictionAnnotation('suspended-groups')]: groups },
        },
      });
    await suspend('suspended-users');
    try {
      await eventually(20, async () => {
        const refusal = await tryCreate(api, namespace, ['suspended-users', 'system:masters']);
        return refusal?.includes('is suspended') === true ? undefined : 'its users may still write';
      });
      const refusal = await tryCreate(api, namespace, ['system:masters']);
      if (refusal !== undefined) throw new Error(`the platform is refused too: ${refusal}`);
    } finally {
      await suspend('');
    }
  },
};

function isTenantNamespace({ kind, metadata }: KubernetesObject): boolean {
  return kind === 'Namespace' && metadata.labels?.[tenantLabel] !== undefined;
}

/** The groups have all rights here, so that nothing but admission can refuse; returns the refusal. */
async function tryCreate(api: Api, namespace: string, groups: readonly string[]): Promise<string | undefined> {
  const object = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'change' } };
  try {
    await api.create(object, `/api/v1/namespaces/${namespace}/configmaps`, {
      dryRun: true,
      as: { user: 'someone', groups },
    });
    return undefined;
  } catch (error) {
    if (error instanceof ApiError && error.status === 403) return error.message;
    throw error;
  }
}
