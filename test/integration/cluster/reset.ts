import type { KubernetesObject } from './api';
import { identity, isSame } from './apply';
import type { ControlPlane } from './control-plane';

/** Writes into what the control plane itself made, resets, and compares all that the API server has with what it had. */
export async function testReset(plane: ControlPlane, asNew: readonly KubernetesObject[]): Promise<void> {
  await plane.api.patch('/api/v1/namespaces/kube-system', { metadata: { labels: { left: 'behind' } } });
  await plane.reset();
  const before = byIdentity(asNew);
  const after = byIdentity(await plane.api.everything());
  const wrong = [
    ...[...after.keys()].filter((name) => !before.has(name)).map((name) => `${name} is left`),
    ...[...before.keys()].filter((name) => !after.has(name)).map((name) => `${name} is gone`),
    ...[...after].flatMap(([name, object]) => {
      const old = before.get(name);
      return old && !isSame(old, object) ? [`${name} is changed`] : [];
    }),
  ];
  if (wrong.length > 0) throw new Error(wrong.join('\n'));
}

/** The API server renews its leases as time goes by. */
function byIdentity(objects: readonly KubernetesObject[]): ReadonlyMap<string, KubernetesObject> {
  return new Map(objects.filter(({ kind }) => kind !== 'Lease').map((object) => [identity(object), object]));
}
