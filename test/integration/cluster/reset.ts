import type { KubernetesObject } from './api';
import { identity, hasSameContent } from './apply';
import { eventuallyPasses } from './check';
import type { ControlPlane } from './control-plane';

/** Changes an object, resets the control plane, and compares all objects with those that existed after its start. */
export async function testReset(
  controlPlane: ControlPlane,
  initialObjects: readonly KubernetesObject[],
): Promise<void> {
  await controlPlane.api.patch('/api/v1/namespaces/kube-system', { metadata: { labels: { test: 'reset' } } });
  await controlPlane.reset();
  const before = byIdentity(initialObjects);
  // Controllers create some objects a moment after the start.
  await eventuallyPasses(10, async () => {
    assertSameObjects(before, byIdentity(await controlPlane.api.listAllObjects()));
  });
}

function assertSameObjects(
  before: ReadonlyMap<string, KubernetesObject>,
  after: ReadonlyMap<string, KubernetesObject>,
): void {
  const differences = [
    ...[...after.keys()].filter((name) => !before.has(name)).map((name) => `${name} still exists`),
    ...[...before.keys()].filter((name) => !after.has(name)).map((name) => `${name} does not exist any more`),
    ...[...after].flatMap(([name, object]) => {
      const initialObject = before.get(name);
      return initialObject && !hasSameContent(initialObject, object) ? [`${name} is changed`] : [];
    }),
  ];
  if (differences.length > 0) throw new Error(differences.join('\n'));
}

/** Leases and Events are left out: the API server renews the first all the time, and controllers write the others later. */
function byIdentity(objects: readonly KubernetesObject[]): ReadonlyMap<string, KubernetesObject> {
  return new Map(
    objects.filter(({ kind }) => !['Lease', 'Event'].includes(kind)).map((object) => [identity(object), object]),
  );
}
