import { basename, dirname } from 'node:path';
import { loadAll } from 'js-yaml';
import type { NetworkPolicy } from 'kubernetes-types/networking/v1';
import { reaches, type End } from '../support/network-evaluator';
import { buildKustomization } from '../support/kustomize-build';
import { loadExample, synthesizeRequest } from '../support/examples';

interface KubernetesObject {
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly labels?: Readonly<Record<string, string>> };
}

/** Synthesizes an example and returns the objects of one of its clusters, without those of charts. */
async function synthesizeObjects(example: string, cluster: string): Promise<readonly KubernetesObject[]> {
  const files = synthesizeRequest(await loadExample(example));
  const paths = Object.keys(files).filter((path) => path.startsWith(`dist/${cluster}/`) && path.endsWith('.yaml'));
  const overlays = paths.filter((path) => basename(path) === 'kustomization.yaml').map((path) => dirname(path));
  const manifests = paths.filter((path) => !path.endsWith('values.yaml') && !overlays.includes(dirname(path)));
  return [
    ...manifests.flatMap((path) => loadAll(files[path] ?? '').filter(Boolean) as readonly KubernetesObject[]),
    ...overlays.flatMap((overlay) => buildKustomization(files, overlay)),
  ];
}

test("the platform team's application can call the APIs of delivery and observability, and customers' cannot", async () => {
  const objects = await synthesizeObjects('dsenv', 'dev');
  const policies = objects.filter(({ kind }) => kind === 'NetworkPolicy') as unknown as readonly NetworkPolicy[];
  const pod = (namespaceName: string, application: string): End => {
    const namespace = objects.find(({ kind, metadata }) => kind === 'Namespace' && metadata.name === namespaceName);
    if (!namespace) throw new Error(`namespace ${namespaceName} does not exist`);
    const namespaceLabels = { ...namespace.metadata.labels, 'kubernetes.io/metadata.name': namespaceName };
    const labels = { 'app.kubernetes.io/name': application };
    return { ip: '10.244.0.1', pod: { namespace: namespaceName, namespaceLabels, labels } };
  };
  const apis = [
    { to: pod('argo-cd', 'argocd-server'), port: 8080 },
    { to: pod('loki', 'loki'), port: 3100 },
    { to: pod('monitoring', 'prometheus'), port: 9090 },
    { to: pod('grafana', 'grafana'), port: 3000 },
  ];
  const reachableApis = (from: End) =>
    apis.map(({ to, port }) => reaches(policies, from, to, { port, protocol: 'TCP' }));
  expect(reachableApis(pod('dssys', 'blueprinter'))).toEqual([true, true, true, true]);
  const otherPods = [
    pod('dssys', 'portal'),
    ...['customer-a', 'customer-b'].flatMap((customer) => [pod(customer, 'webapp-1'), pod(customer, 'webapp-2')]),
    // Same name as the platform team's application, in another namespace.
    pod('customer-a', 'blueprinter'),
  ];
  for (const otherPod of otherPods) expect(reachableApis(otherPod)).toEqual([false, false, false, false]);
});
