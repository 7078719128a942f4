import { listContainers } from '../definition/containers';
import { isJob, resolveForEnvironment, tryGetClusterEnvironment, workloadClusters } from '../definition/references';
import type { TenantWorkload } from '../definition/tenant';
import { checkFields } from '../schema/kubernetes-api';
import { isPlainObject } from '../schema/plain-object';
import { error, type PathSegment, type Problem } from '../schema/problem';
import { resolveScale } from '../planning/workload';
import type { CheckContext } from './context';
import { checkPatchedContainers } from './patched-containers';
import { checkProtectedFields } from './patched-fields';
import { listDeclaredWorkloads, type DeclaredWorkload } from './workloads';

/**
 * Checks `patch` of workloads: each kind must be one that Plinth creates for the workload, each field one of the
 * Kubernetes API, and no patch may change what options of the workload determine.
 * @see https://kubernetes.io/docs/reference/kubernetes-api/
 */
export function checkPatches(context: CheckContext): readonly Problem[] {
  return listDeclaredWorkloads(context.platform).flatMap((declared) =>
    Object.entries(declared.workload.patch ?? {}).flatMap(([kind, patch]) => {
      if (patch === undefined) return [];
      const path = [...declared.path, 'patch', kind];
      return [
        ...checkKind(kind, path, declared, context),
        ...checkFields(kind, patch, path),
        ...checkRemovedFields(patch, path),
        ...checkProtectedFields(kind, patch, path, declared),
        ...checkPatchedContainers(kind, patch, path, declared),
      ];
    }),
  );
}

/** Checks that Plinth creates an object of the kind, in at least one environment. */
function checkKind(
  kind: string,
  path: readonly PathSegment[],
  { tenant, workload }: DeclaredWorkload,
  { platform }: CheckContext,
): readonly Problem[] {
  const environments = workloadClusters(tenant, workload).flatMap(
    (cluster) => tryGetClusterEnvironment(cluster, platform) ?? [],
  );
  const variants = [...new Set(environments)].map((environment) => resolveForEnvironment(workload, environment));
  const kinds = [...new Set((variants.length > 0 ? variants : [workload]).flatMap(listKinds))];
  if (kinds.includes(kind)) return [];
  const list = kinds.map((created) => `'${created}'`).join(', ');
  return [error(path, undefined, `the workload has no ${kind}`, `remove it, or patch one of ${list}`)];
}

/** Lists the kinds of the objects that a workload has. */
function listKinds(workload: TenantWorkload): readonly string[] {
  const hasVolumes = listContainers('', workload).some(({ options }) =>
    Object.values(options.files ?? {}).some((source) => 'volume' in source),
  );
  const claims = hasVolumes ? ['PersistentVolumeClaim'] : [];
  if (isJob(workload)) return [workload.schedule === undefined ? 'Job' : 'CronJob', 'ServiceAccount', ...claims];
  const { min, max } = resolveScale(workload);
  return [
    'Deployment',
    'ServiceAccount',
    ...(workload.port === 'none' ? [] : ['Service']),
    ...(workload.ingress === undefined || workload.ingress.length === 0 ? [] : ['Ingress']),
    ...(min === max ? [] : ['HorizontalPodAutoscaler']),
    ...(min > 1 ? ['PodDisruptionBudget'] : []),
    ...claims,
  ];
}

/** Fields whose removal would remove what Plinth needs: objects, and lists with its items. */
const requiredFields = new Set([
  'metadata',
  'labels',
  'spec',
  'template',
  'jobTemplate',
  'containers',
  'image',
  'volumes',
  'volumeMounts',
  'securityContext',
  'ports',
]);

function checkRemovedFields(value: unknown, path: readonly PathSegment[]): readonly Problem[] {
  if (Array.isArray(value)) return value.flatMap((item: unknown, index) => checkRemovedFields(item, [...path, index]));
  if (!isPlainObject(value)) return [];
  return Object.entries(value).flatMap(([key, field]) =>
    field === null && requiredFields.has(key)
      ? [error([...path, key], null, 'would remove what Plinth sets there', 'write only the fields that you change')]
      : checkRemovedFields(field, [...path, key]),
  );
}
