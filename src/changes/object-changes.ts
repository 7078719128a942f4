import type { ClusterPlan } from '../kinds/cluster-plan';
import type { TenantObject } from '../kinds/tenant-plan';
import { error, formatPath, valueAtPath } from '../schema/problem';
import { parseQuantity } from '../schema/quantity';
import type { Change, Comparison } from './change';
import { findImmutableChange } from './immutable-fields';

/** Compares the immutable fields of the tenants' own objects. Other fields are part of the change of the tenant. */
export function compareTenantObjects(previous: ClusterPlan, current: ClusterPlan): Comparison {
  const previousObjects = new Map(
    previous.tenants.flatMap(({ objects }) => objects.map((object) => [objectKey(object), object])),
  );
  const comparisons = current.tenants.flatMap(({ name, objects }) =>
    objects.map((object, index) => compareObject(name, index, previousObjects.get(objectKey(object)), object)),
  );
  return {
    changes: comparisons.flatMap(({ changes }) => changes),
    problems: comparisons.flatMap(({ problems }) => problems),
  };
}

function objectKey({ apiVersion, kind, metadata: { name, namespace } }: TenantObject): string {
  return [apiVersion.split('/').slice(0, -1).join('/'), kind, namespace, name].join('|');
}

function compareObject(
  tenant: string,
  index: number,
  previous: TenantObject | undefined,
  current: TenantObject,
): Comparison {
  const { kind, metadata } = current;
  const path = ['tenants', tenant, 'objects', index];
  if (!previous) return { changes: [], problems: [] };
  const storagePath = ['spec', 'resources', 'requests', 'storage'];
  const [previousSize, size] = [previous, current].map((object) => valueAtPath(object, storagePath));
  const shrinks =
    kind === 'PersistentVolumeClaim' &&
    typeof previousSize === 'string' &&
    typeof size === 'string' &&
    parseQuantity(size) < parseQuantity(previousSize);
  const change = shrinks ? { path: storagePath, certain: true } : findImmutableChange(kind, previous, current);
  if (!change) return { changes: [], problems: [] };
  const field = formatPath(change.path);
  if (!change.certain) {
    const risk = `the API server refuses another ${field} of the ${kind} '${metadata.name}', unless it is the default`;
    return { changes: [{ action: 'change', path, risk } satisfies Change], problems: [] };
  }
  const message = shrinks
    ? `is less than ${previousSize}, and a volume cannot shrink`
    : `cannot be changed on a ${kind} that exists`;
  const fix =
    'undo the change, or write another metadata.name, which deletes the previous object and creates a new one';
  return {
    changes: [],
    problems: [error([...path, ...change.path], valueAtPath(current, change.path), message, fix)],
  };
}
