import { workloadClusters, clusterEnvironment, resolveForEnvironment, isJob } from '../definition/references';
import { error, type PathSegment, type Problem } from '../schema/problem';
import type { ResolvedCluster } from '../planning/cluster';
import type { TenantWorkload } from '../definition/tenant';
import { hasReadWriteOnceVolume } from '../planning/workload';
import type { Workload } from '../definition/workload';
import { uniqueProblems, type CheckContext } from './context';
import { listSecretVariables } from './secrets';
import { checkWorkloadResources } from './limits';
import { checkVolumes } from './storage';
import { checkUses } from './uses';
import { listWorkloads, type WorkloadEntry } from './workload-entry';

/** What a workload asks for and cannot have, or must not say. */
export function checkWorkloads(known: CheckContext): readonly Problem[] {
  return listWorkloads(known.platform).flatMap((at) => [
    ...listConfigurations(at).flatMap(([configuration, path]) => checkVariables(configuration, path)),
    ...checkClasses(at),
    ...checkNameLengths(at),
    ...uniqueProblems(
      listPlacedWorkloads(at, known).flatMap(({ cluster, workload }) => [
        ...checkTenantRestrictions(at, workload),
        ...checkUses(at, workload, cluster),
        ...checkWorkloadResources(workload, at.path),
        ...checkVolumes(workload, at.path, cluster),
        ...(isJob(workload) ? [] : checkScale(at, workload, cluster)),
      ]),
    ),
  ]);
}

interface PlacedWorkload {
  readonly cluster: ResolvedCluster;
  readonly workload: TenantWorkload;
}

/** A workload on each of its clusters. */
function listPlacedWorkloads(
  { tenant, workload }: WorkloadEntry,
  { platform, resolvedClusters }: CheckContext,
): readonly PlacedWorkload[] {
  const here = resolvedClusters.filter(
    ({ name, hasInvalidComponents }) => !hasInvalidComponents && workloadClusters(tenant, workload).includes(name),
  );
  return here.map((cluster) => ({
    cluster,
    workload: resolveForEnvironment(workload, clusterEnvironment(cluster.name, platform)),
  }));
}

function listConfigurations({
  workload,
  path,
}: WorkloadEntry): readonly (readonly [Partial<Workload>, readonly PathSegment[]])[] {
  const differing = Object.entries(workload.perEnvironment ?? {});
  return [
    [workload, path],
    ...differing.map(
      ([name, configuration]) => [configuration as Partial<Workload>, [...path, 'perEnvironment', name]] as const,
    ),
  ];
}

/** The value itself is never shown: it may be the secret. */
function checkVariables(configuration: Partial<Workload>, path: readonly PathSegment[]): readonly Problem[] {
  return listSecretVariables(configuration).map((name) =>
    error(
      [...path, 'env', name],
      undefined,
      'looks like a secret, and its value would be readable in every output',
      'write a reference to a key of a Secret: { secret, key }',
    ),
  );
}

function checkClasses({ tenant, tenantName, workload, path }: WorkloadEntry): readonly Problem[] {
  const { priorityClass, runtimeClass } = workload;
  const { priorityClasses = [], runtimeClasses = [] } = tenant;
  const classes = [
    { field: 'priorityClass', written: priorityClass, list: 'priorityClasses', allowed: priorityClasses },
    { field: 'runtimeClass', written: runtimeClass, list: 'runtimeClasses', allowed: runtimeClasses },
  ];
  return classes.flatMap(({ field, written, list, allowed }) =>
    written === undefined || allowed.includes(written)
      ? []
      : [
          error(
            [...path, field],
            written,
            `is none that tenant '${tenantName}' may use`,
            `add it to tenants.${tenantName}.${list}, or leave it out`,
          ),
        ],
  );
}

/** Names that Plinth composes of those that a person gave; 52 leaves CronJobs room for the time of each run. */
function checkNameLengths({ name, workload, path }: WorkloadEntry): readonly Problem[] {
  const tooLong = (at: readonly PathSegment[], made: string, most: number) =>
    made.length <= most
      ? []
      : [error(at, made, `grows longer than the ${most} letters that Kubernetes takes`, 'write shorter names')];
  const volumes = Object.entries(workload.files ?? {}).flatMap(([mount, source]) => {
    const [kind, given = ''] = Object.entries(source)[0] ?? [];
    if (kind === 'emptyMiB')
      return tooLong(
        [...path, 'files', mount],
        `folder-${mount.replace(/[^a-z0-9/]/g, '-00x').replaceAll('/', '--')}`,
        63,
      );
    return tooLong([...path, 'files', mount], `${String(kind)}-${String(given)}`, 63);
  });
  if (!isJob(workload)) return volumes;
  return [
    ...volumes,
    ...(workload.schedule === undefined ? [] : tooLong(path, name, 52)),
    ...(workload.run === undefined ? [] : tooLong([...path, 'run'], `${name}-${workload.run}`, 63)),
  ];
}

function checkTenantRestrictions(
  { tenant, tenantName, path }: WorkloadEntry,
  workload: TenantWorkload,
): readonly Problem[] {
  const { registries, storageClasses } = tenant;
  const foreign =
    registries && !registries.some((registry) => workload.image.startsWith(`${registry}/`))
      ? [
          error(
            [...path, 'image'],
            workload.image,
            `comes from no registry of tenant '${tenantName}'`,
            `take it from ${registries.join(' or ')}, or add its registry to tenants.${tenantName}.registries`,
          ),
        ]
      : [];
  const classes = Object.entries(workload.files ?? {}).flatMap(([mount, source]) => {
    if (!('volume' in source) || !storageClasses || storageClasses.includes(source.storageClass ?? '')) return [];
    return [
      error(
        [...path, 'files', mount, 'storageClass'],
        source.storageClass,
        `is none that tenant '${tenantName}' may use`,
        `write one of ${storageClasses.map((name) => `'${name}'`).join(', ')}`,
      ),
    ];
  });
  return [...foreign, ...classes];
}

function checkScale(
  { path }: WorkloadEntry,
  application: Exclude<TenantWorkload, { readonly kind: 'job' }>,
  { name, clusterInfo }: ResolvedCluster,
): readonly Problem[] {
  const { replicas } = application;
  if (replicas === undefined) return [];
  const at = [...path, 'replicas'];
  const most = typeof replicas === 'number' ? replicas : replicas.max;
  const alone =
    most > 1 && hasReadWriteOnceVolume(application)
      ? [
          error(
            at,
            most,
            'its volume can be written to by one pod only',
            'write 1, or say `shared: true` of the volume',
          ),
        ]
      : [];
  if (typeof replicas === 'number') return alone;
  const order =
    replicas.min > replicas.max
      ? [error([...at, 'min'], replicas.min, `is more than max, ${replicas.max}`, `write ${replicas.max} or less`)]
      : [];
  const metric =
    replicas.metric && !('custom-metrics' in clusterInfo.capabilities)
      ? [
          error(
            [...at, 'metric'],
            replicas.metric.name,
            `nothing on cluster '${name}' provides 'custom-metrics' for autoscaling`,
            'scale by cpuPercent or memoryPercent, or add a component that provides it',
          ),
        ]
      : [];
  return [...alone, ...order, ...metric];
}
