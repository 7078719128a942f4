import type { Api, KubernetesObject } from '../cluster/api';
import { identity, hasSameContent } from '../cluster/apply';

/**
 * Checks that the objects on the cluster equal those in `dist`: a dry run that applies them with strict validation
 * changes nothing. Helm itself ignores unknown fields. @throws with all missing, invalid or different objects
 */
export async function assertDelivered(api: Api, objects: readonly KubernetesObject[]): Promise<void> {
  const problems: string[] = [];
  for (const object of objects) {
    // The CRD comes from a chart that is not available here, so the stack was applied without the custom resource, too.
    if (!(await api.serves(object))) continue;
    const difference = await findDifference(api, object).catch(String);
    if (difference !== undefined) problems.push(`${identity(object)}: ${difference}`);
  }
  if (problems.length > 0) throw new Error(problems.join('\n'));
}

async function findDifference(api: Api, object: KubernetesObject): Promise<string | undefined> {
  const current = await api.tryGet(object);
  if (!current) return 'is not on the cluster';
  const { object: applied } = await api.apply(object, { dryRun: true });
  return hasSameContent(current, applied) ? undefined : 'differs';
}
