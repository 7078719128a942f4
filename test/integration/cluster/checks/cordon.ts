import { tenantLabel } from '../../../../src/kinds/labels';
import { Chart, Testing } from 'cdk8s';
import { TenantAdmissionPolicies } from '../../../../constructs/tenants';
import { ApiError, type Api, type KubernetesObject } from '../api';
import { eventually, type Check } from '../check';

/** The rule that the API server holds people to while their tenant is cordoned, tried on the first tenant and taken away again. */
export const check: Check = {
  name: 'people of a tenant that is cordoned can change nothing, and the platform can',
  skip: ({ objects }) => (objects.some(isTenants) ? undefined : 'no tenant'),
  async run({ api, objects }) {
    const namespace = objects.find(isTenants)?.metadata.name ?? '';
    const tenant = objects.find(isTenants)?.metadata.labels?.[tenantLabel] ?? '';
    const rules = cordonOf(tenant);
    for (const rule of rules) await api.apply(rule, { manager: 'lab' });
    try {
      await eventually(20, async () => {
        const refusal = await refused(api, namespace, ['cordoned-people', 'system:masters']);
        return refusal?.includes('is suspended') === true ? undefined : 'they may still write';
      });
      const platform = await refused(api, namespace, ['system:masters']);
      if (platform !== undefined) throw new Error(`the platform is refused too: ${platform}`);
    } finally {
      for (const rule of rules) await api.delete(rule);
    }
  },
};

function isTenants({ kind, metadata }: KubernetesObject): boolean {
  return kind === 'Namespace' && metadata.labels?.[tenantLabel] !== undefined;
}

function cordonOf(tenant: string): readonly KubernetesObject[] {
  const chart = new Chart(Testing.app(), 'cordon');
  new TenantAdmissionPolicies(chart, 'admission', {
    ...{ tenant, hosts: [], priorityClasses: [], suspendedGroups: ['cordoned-people'] },
  });
  const drawn = Testing.synth(chart) as readonly KubernetesObject[];
  return drawn.filter(({ metadata }) => metadata.name === `tenant-${tenant}-cordon`);
}

/** Their group has all rights here, so that nothing but the rule can refuse. */
async function refused(api: Api, namespace: string, groups: readonly string[]): Promise<string | undefined> {
  const object = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'change' } };
  const as = { user: 'somebody', groups };
  try {
    await api.create(object, `/api/v1/namespaces/${namespace}/configmaps`, { dryRun: true, as });
    return undefined;
  } catch (error) {
    if (error instanceof ApiError && error.status === 403) return error.message;
    throw error;
  }
}
