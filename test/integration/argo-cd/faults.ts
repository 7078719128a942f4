import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { KubernetesObject } from '../cluster/api';
import { eventually } from '../cluster/check';
import { getReleases } from '../cluster/output';
import type { DeliveredCluster } from './delivery';

/** Seconds in which Argo CD acts on a change in Git or in the cluster. */
const reactionSeconds = 90;

/** Tries what goes wrong in operation, on the first tenant of a delivered cluster. */
export async function testFaults(delivered: DeliveredCluster): Promise<void> {
  const { report, label, output, cluster } = delivered;
  const tenant = getReleases(output, cluster).find(({ folder }) => folder.includes('/tenants/'));
  if (!tenant) throw new Error(`${label} has no tenant`);
  const folder = join(output.folder, 'dist', tenant.folder);
  const [namespace = ''] = tenant.folder.split('/').slice(-1);
  await report.check(`${label}: a commit that cannot be applied is retried with the commit that corrects it`, () =>
    testCorrection(delivered, tenant.name, folder, namespace),
  );
  await report.check(`${label}: a Deployment that was scaled by hand gets its replicas back`, () =>
    testScaling(delivered, namespace),
  );
  await report.check(`${label}: a folder that is missing in Git deletes neither the Application nor its objects`, () =>
    testMissingFolder(delivered, tenant.name, folder, namespace),
  );
}

/** Commits an object of an unknown kind, and corrects it while Argo CD retries. */
async function testCorrection(
  { applications, commit }: DeliveredCluster,
  name: string,
  folder: string,
  namespace: string,
): Promise<void> {
  const file = join(folder, 'kustomization.yaml');
  const kustomization = readFileSync(file, 'utf8');
  const metadata = `metadata:\n  name: probe\n  namespace: ${namespace}\n`;
  writeFileSync(file, kustomization.replace('resources:\n', 'resources:\n  - probe.yaml\n'));
  writeFileSync(join(folder, 'probe.yaml'), `apiVersion: unknown.example/v1\nkind: Unknown\n${metadata}`);
  await commit();
  await applications.refresh(name);
  await eventually(reactionSeconds, async () => {
    const { status: { operationState } = {} } = await applications.get(name);
    const isRetrying = operationState?.phase === 'Running' && (operationState.retryCount ?? 0) > 0;
    return isRetrying ? undefined : `the operation is ${operationState?.phase ?? 'none'}`;
  });
  writeFileSync(join(folder, 'probe.yaml'), `apiVersion: v1\nkind: ConfigMap\n${metadata}`);
  const correction = await commit();
  // The operation that failed must take it: a new one would only start after the last retry.
  await eventually(reactionSeconds, async () => {
    const { status: { operationState } = {} } = await applications.get(name);
    const revision = operationState?.syncResult?.revision ?? 'none';
    return operationState?.phase === 'Succeeded' && revision === correction
      ? undefined
      : `the operation is ${operationState?.phase ?? 'none'} at revision ${revision}`;
  });
  await applications.waitUntilHealthy([name], reactionSeconds);
}

interface Deployment extends KubernetesObject {
  readonly spec: { readonly replicas?: number };
}

interface Autoscaler {
  readonly spec: { readonly scaleTargetRef: { readonly name: string } };
}

async function testScaling({ api }: DeliveredCluster, namespace: string): Promise<void> {
  const collection = `/apis/apps/v1/namespaces/${namespace}/deployments`;
  const list = async () => ((await api.get(collection)) as { items: readonly Deployment[] }).items;
  const autoscalers = (await api.get(`/apis/autoscaling/v2/namespaces/${namespace}/horizontalpodautoscalers`)) as {
    items: readonly Autoscaler[];
  };
  const scaledNames = new Set(autoscalers.items.map(({ spec }) => spec.scaleTargetRef.name));
  const deployment = (await list()).find(({ metadata }) => !scaledNames.has(metadata.name));
  if (!deployment) throw new Error(`${namespace} has no Deployment with a fixed number of replicas`);
  const { name } = deployment.metadata;
  await api.patch(`${collection}/${name}`, { spec: { replicas: 7 } });
  await eventually(reactionSeconds, async () => {
    const replicas = (await list()).find(({ metadata }) => metadata.name === name)?.spec.replicas;
    return replicas === deployment.spec.replicas ? undefined : `${name} has ${replicas ?? 'no'} replicas`;
  });
}

/** Removes the folder of a tenant, waits until Argo CD has seen the commit, and restores the folder. */
async function testMissingFolder(
  { api, applications, commit, output }: DeliveredCluster,
  name: string,
  folder: string,
  namespace: string,
): Promise<void> {
  const listUids = async () =>
    (
      (await api.get(`/apis/apps/v1/namespaces/${namespace}/deployments`)) as { items: readonly Deployment[] }
    ).items.map(({ metadata }) => metadata.uid);
  const before = await listUids();
  if (before.length === 0) throw new Error(`${namespace} has no Deployment`);
  const removed = join(output.folder, '..', 'removed-tenant');
  renameSync(folder, removed);
  await commit();
  await applications.refreshApplicationSet('tenants');
  await applications.refresh(name);
  await eventually(reactionSeconds, async () => {
    const { status: { sync } = {} } = await applications.get(name);
    return sync?.status === 'Unknown' ? undefined : `the sync status is ${sync?.status ?? 'none'}`;
  });
  const after = await listUids();
  renameSync(removed, folder);
  await commit();
  await applications.refresh(name);
  if (after.join() !== before.join()) throw new Error(`the Deployments were ${before.join()}, and are ${after.join()}`);
  await applications.waitUntilHealthy([name], reactionSeconds);
}
