import { platformPriority, tenantPriority } from '../../../../constructs/tenants/request-priorities';
import type { Report } from '../../../../tools/report';
import type { Api, ImpersonatedUser, KubernetesObject } from '../api';
import { eventuallyPasses } from '../check';

const account = (namespace: string): ImpersonatedUser => ({
  user: `system:serviceaccount:${namespace}:default`,
  groups: ['system:serviceaccounts', `system:serviceaccounts:${namespace}`, 'system:authenticated'],
});

/** A request, who makes it, and the FlowSchema that must classify it. */
const requests: readonly (readonly [title: string, user: ImpersonatedUser, path: string, schema: string])[] = [
  [
    'a user of a tenant',
    { user: 'ann', groups: ['system:authenticated'] },
    '/api/v1/namespaces/shop/pods',
    tenantPriority,
  ],
  ['a pod of a tenant', account('shop'), '/api/v1/namespaces/shop/pods', tenantPriority],
  ['a pod of a tenant, in another namespace', account('shop'), '/api/v1/namespaces/bank/pods', tenantPriority],
  ['a component of the platform', account('kyverno'), '/api/v1/namespaces/shop/pods', platformPriority],
  ['a component of the platform, of the cluster', account('kyverno'), '/api/v1/nodes', platformPriority],
  [
    'a controller of Kubernetes',
    account('kube-system'),
    '/api/v1/namespaces/shop/pods',
    'kube-system-service-accounts',
  ],
];

/** Sends requests, and compares the FlowSchema by which the API server classifies each with the expected one. */
export async function testRequestPriorities(report: Report, api: Api): Promise<void> {
  await report.check(
    'attacks: requests of tenants have a priority level of their own, and a flow for each namespace',
    () =>
      eventuallyPasses(30, async () => {
        const uids = new Map<string, string>();
        for (const name of new Set(requests.map(([, , , schema]) => schema))) {
          const schema = await api.tryGet({
            apiVersion: 'flowcontrol.apiserver.k8s.io/v1',
            kind: 'FlowSchema',
            metadata: { name },
          });
          uids.set(name, (schema?.metadata as { uid?: string } | undefined)?.uid ?? '');
        }
        const differences: string[] = [];
        for (const [title, user, path, schema] of requests) {
          const uid = await api.getFlowSchemaUid(path, user);
          if (uid !== uids.get(schema)) {
            const found = [...uids].find(([, known]) => known === uid)?.[0] ?? 'another one';
            differences.push(`${title}: FlowSchema ${found} instead of ${schema}`);
          }
        }
        const tenants = (await api.tryGet(tenantSchema)) as
          { spec?: { distinguisherMethod?: { type?: string } } } | undefined;
        if (tenants?.spec?.distinguisherMethod?.type !== 'ByNamespace') differences.push('no flow for each namespace');
        if (differences.length > 0) throw new Error(differences.join('\n'));
      }),
  );
}

const tenantSchema: KubernetesObject = {
  apiVersion: 'flowcontrol.apiserver.k8s.io/v1',
  kind: 'FlowSchema',
  metadata: { name: tenantPriority },
};
