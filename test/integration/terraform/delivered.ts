import type { Api, KubernetesObject } from '../cluster/api';
import { identity, isSame } from '../cluster/apply';

/**
 * That Terraform left these objects on the cluster as `dist` has them: applying them, strictly, would change nothing.
 * Helm itself lets unknown fields pass in silence. Throws the names of objects that are missing, wrong or different.
 */
export async function assertDelivered(api: Api, objects: readonly KubernetesObject[]): Promise<void> {
  const wrong: string[] = [];
  for (const object of objects) {
    // A custom resource whose chart is not at hand was left out of the stack, too.
    if (!(await api.serves(object))) continue;
    const difference = await differenceOf(api, object).catch(String);
    if (difference !== undefined) wrong.push(`${identity(object)}: ${difference}`);
  }
  if (wrong.length > 0) throw new Error(wrong.join('\n'));
}

async function differenceOf(api: Api, object: KubernetesObject): Promise<string | undefined> {
  const now = await api.tryGet(object);
  if (!now) return 'is missing';
  const { object: then } = await api.apply(object, { dryRun: true });
  return isSame(now, then) ? undefined : 'differs';
}
