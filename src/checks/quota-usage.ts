import { isJob, resolveForEnvironment, resolveNamespace, tenantNamespaces } from '../definition/references';
import { listContainers, listMounts } from '../definition/containers';
import { listPorts } from '../definition/ports';
import type { Quota, Tenant, TenantWorkload } from '../definition/tenant';
import { apiGroup } from '../definition/tenant-kinds';
import { defaultResources, resolveResources } from '../definition/workload';
import type { ResolvedCluster } from '../planning/resolved-cluster';
import { divideQuota, otherObjectKinds, quotaResources, type QuotaResource } from '../planning/quota';
import { resolveScale, resolveUpdateStrategy } from '../planning/workload';
import { error, warning, type PathSegment, type Problem } from '../schema/problem';
import { parseQuantity } from '../schema/quantity';
import type { AddedPods } from '../kinds/additions';
import { describeAddedPods, listAddedPods } from './added-pods';
import type { CheckContext } from './context';
import { groupBy } from './duplicates';
import { listDeclaredWorkloads, listWorkloadClusters, type DeclaredWorkload } from './workloads';

type Usage = Readonly<Record<QuotaResource, number>>;

/** What a namespace of a tenant has on a cluster. */
interface NamespaceContent {
  readonly workloads: readonly WorkloadUsage[];
  readonly addedPods: readonly AddedPods[];
  /** Ephemeral storage limit of containers that declare none. */
  readonly diskLimit: string;
  /** Usage by objects that the tenant writes by itself, `otherObjects` left out. */
  readonly objects: Usage;
  /** Their numbers by kind. */
  readonly kinds: KindCounts;
}

/** Numbers of objects of the kinds that `otherObjects` limits, as `group/Kind`. */
type KindCounts = Readonly<Record<string, number>>;

/** What a workload counts towards a quota. */
interface WorkloadUsage {
  readonly isJob: boolean;
  /** Minimum of its pods: 1 for a job. */
  readonly pods: number;
  /** Pods that a rolling update adds. */
  readonly additionalPods: number;
  /** Usage by a single pod, and by what the workload has once, whatever the number of its pods. */
  readonly usage: Usage;
  /** Numbers of its objects by kind. */
  readonly kinds: KindCounts;
}

/**
 * Checks that a tenant's workloads and objects fit into the quotas of its namespaces: all applications with their minimum
 * of replicas, together with one pod of any job, and, as a warning, with the additional pod of a rolling update. The API
 * server refuses objects beyond a quota. Of the tenant's own objects, pods are not counted.
 * @see https://kubernetes.io/docs/concepts/policy/resource-quotas/
 */
export function checkQuotaUsage(context: CheckContext): readonly Problem[] {
  const workloadsByTenant = groupBy(listDeclaredWorkloads(context.platform), ({ tenantName }) => tenantName);
  return Object.entries(context.platform.tenants).flatMap(([tenantName, tenant]) => {
    const declaredWorkloads = workloadsByTenant.get(tenantName) ?? [];
    const namespaces = tenantNamespaces(tenantName, tenant);
    const quotas = divideQuota(
      tenant.quota,
      new Map(namespaces.map((name) => [name, tenant.namespaces?.[name]?.quota])),
    );
    const clusters = context.resolvedClusters.filter(({ name }) => tenant.clusters.includes(name));
    return clusters.flatMap((cluster) =>
      namespaces.flatMap((namespace) => {
        const hasCertificates = 'certificates' in cluster.clusterInfo.capabilities;
        const objects = (tenant.objects ?? []).filter((object) => namespaceOf(object, namespaces) === namespace);
        const content: NamespaceContent = {
          workloads: listNamespaceWorkloads(namespace, declaredWorkloads, cluster, context).map((workload) =>
            resolveUsage(workload, hasCertificates),
          ),
          addedPods: listAddedPods(tenantName, cluster, context).filter((pods) => pods.namespace === namespace),
          diskLimit: tenant.limits?.diskLimit ?? defaultResources.diskLimit,
          objects: objectUsage(objects),
          kinds: countKinds(objects),
        };
        return quotaResources.flatMap((resource) => {
          const hasOwnShare = tenant.namespaces?.[namespace]?.quota?.[resource] !== undefined;
          const path = hasOwnShare
            ? ['tenants', tenantName, 'namespaces', namespace, 'quota', resource]
            : ['tenants', tenantName, 'quota', resource];
          return checkResource(
            resource,
            quotas.get(namespace) ?? {},
            content,
            path,
            `namespace '${namespace}' on cluster '${cluster.name}'`,
          );
        });
      }),
    );
  });
}

function listNamespaceWorkloads(
  namespace: string,
  declaredWorkloads: readonly DeclaredWorkload[],
  cluster: ResolvedCluster,
  context: CheckContext,
): readonly TenantWorkload[] {
  return declaredWorkloads
    .filter((declaredWorkload) => listWorkloadClusters(declaredWorkload, context).includes(cluster))
    .filter(({ workload, tenantName, tenant }) => resolveNamespace(workload, tenantName, tenant) === namespace)
    .map(({ workload }) => resolveForEnvironment(workload, cluster.options.environment));
}

/** Resources that a workload needs once, whatever the number of its pods. */
const perWorkload: ReadonlySet<QuotaResource> = new Set([
  'storageGiB',
  'services',
  'configMaps',
  'secrets',
  'volumeClaims',
]);

function checkResource(
  resource: QuotaResource,
  quota: Quota,
  content: NamespaceContent,
  path: readonly PathSegment[],
  place: string,
): readonly Problem[] {
  const limit = quota[resource];
  if (limit === undefined) return [];
  if (resource === 'otherObjects') return checkOtherObjects(limit, content, path, place);
  const { workloads, addedPods, diskLimit, objects } = content;
  const isPerWorkload = perWorkload.has(resource);
  const usageOf = ({ usage }: WorkloadUsage, pods: number) => usage[resource] * (isPerWorkload ? 1 : pods);
  const applications = workloads.filter((workload) => !workload.isJob);
  const addedUsage = sum(addedPods.map((pods) => addedPodsUsage(pods, diskLimit)[resource]));
  const applicationUsage =
    objects[resource] + addedUsage + sum(applications.map((application) => usageOf(application, application.pods)));
  const jobUsages = workloads.filter((workload) => workload.isJob).map((job) => usageOf(job, job.pods));
  const usage = applicationUsage + (isPerWorkload ? sum(jobUsages) : Math.max(0, ...jobUsages));
  const fix = 'raise the quota, or lower requests, limits, replicas or sizes of volumes';
  if (exceeds(usage, limit))
    return [
      error(
        path,
        limit,
        `the workloads in ${place} need at least ${formatAmount(usage)}, ${basis[resource]}${describeAddedUsage(addedPods, addedUsage)}`,
        fix,
      ),
    ];
  if (isPerWorkload) return [];
  const rollouts = applications.map((application) => usageOf(application, application.additionalPods));
  const rolloutUsage = applicationUsage + Math.max(0, ...rollouts);
  if (!exceeds(rolloutUsage, limit)) return [];
  return [
    warning(
      path,
      limit,
      `the workloads in ${place} fit, but a rolling update needs ${formatAmount(rolloutUsage)} while old and new pods run, and stops`,
      fix,
    ),
  ];
}

/** Checks the number of objects of each kind: the quota limits each of them to the same number. */
function checkOtherObjects(
  limit: number,
  { workloads, addedPods, kinds }: NamespaceContent,
  path: readonly PathSegment[],
  place: string,
): readonly Problem[] {
  // Every namespace has the ServiceAccount `default`, and added pods have one of their own.
  const serviceAccounts = { [serviceAccount]: 1 + addedPods.length };
  const counts: readonly KindCounts[] = [serviceAccounts, kinds, ...workloads.map((workload) => workload.kinds)];
  const totals = [...otherObjectKinds.keys()].map((kind) => ({
    kind,
    count: sum(counts.map((ofKind) => ofKind[kind] ?? 0)),
  }));
  const count = Math.max(...totals.map((total) => total.count));
  if (count <= limit) return [];
  const kind = totals.find((total) => total.count === count)?.kind ?? '';
  const name = kind.slice(kind.indexOf('/') + 1);
  return [
    error(
      path,
      limit,
      `the workloads in ${place} need at least ${count}, ${basis.otherObjects}: ${name}`,
      name === 'Job' ? 'raise the quota, or lower `history` of jobs' : 'raise the quota',
    ),
  ];
}

const serviceAccount = '/ServiceAccount';

const basis: Readonly<Record<QuotaResource, string>> = {
  cpu: 'the sum of their CPU requests',
  memoryGiB: 'the sum of their memory limits in GiB',
  storageGiB: 'the sum of their volumes in GiB',
  ephemeralStorageGiB: 'the sum of their limits of ephemeral storage in GiB',
  pods: 'the sum of their pods',
  services: 'one for each application with a port',
  configMaps: 'with the one that Kubernetes creates in every namespace',
  secrets: 'of certificates and of the secret store',
  volumeClaims: 'one for each volume',
  otherObjects: 'the largest number of objects of one kind',
};

/** Returns what a workload counts towards a quota. Pods share the volumes of their workload. */
function resolveUsage(workload: TenantWorkload, hasCertificates: boolean): WorkloadUsage {
  const containers = listContainers('', workload).map(({ options }) => resolveResources(options));
  const sumOf = (amount: (resources: (typeof containers)[number]) => number) => sum(containers.map(amount));
  const volumes = new Map(
    listMounts('', workload).flatMap(({ source }) =>
      'volume' in source ? [[source.volume, source.storageGiB] as const] : [],
    ),
  );
  const usage = {
    cpu: sumOf(({ cpu }) => parseQuantity(cpu)),
    memoryGiB:
      sumOf(({ memory, memoryLimit }) => Math.max(parseQuantity(memory), parseQuantity(memoryLimit))) / 2 ** 30,
    storageGiB: sum([...volumes.values()]),
    ephemeralStorageGiB:
      sumOf(({ disk, diskLimit }) => Math.max(parseQuantity(disk), parseQuantity(diskLimit))) / 2 ** 30,
    pods: 1,
    services: 0,
    configMaps: 0,
    secrets: workload.uses?.secret === undefined ? 0 : 1,
    volumeClaims: volumes.size,
    otherObjects: 0,
  };
  if (isJob(workload)) {
    const { schedule, history } = workload;
    // The runs that are retained, successful and failed ones, and the current one.
    const kinds: KindCounts =
      schedule === undefined ? { 'batch/Job': 1 } : { 'batch/CronJob': 1, 'batch/Job': 2 * history + 1 };
    return { isJob: true, pods: 1, additionalPods: 0, usage, kinds: { [serviceAccount]: 1, ...kinds } };
  }
  const { min } = resolveScale(workload);
  const ingresses = (workload.ingress === undefined ? 0 : 1) + (workload.redirects?.length ?? 0);
  return {
    isJob: false,
    pods: min,
    additionalPods: resolveUpdateStrategy(workload) === 'rolling' ? Math.ceil(min / 4) : 0,
    usage: {
      ...usage,
      services: listPorts(workload).length === 0 ? 0 : 1,
      secrets: usage.secrets + (hasCertificates ? ingresses : 0),
    },
    kinds: { [serviceAccount]: 1, 'apps/Deployment': 1, 'networking.k8s.io/Ingress': ingresses },
  };
}

type TenantObject = NonNullable<Tenant['objects']>[number];

/** Kinds of objects, as `group/Kind`, that count towards a quota: themselves, or by the Secret that an operator creates of them. */
const countedKinds: Readonly<Record<string, QuotaResource>> = {
  '/Service': 'services',
  '/ConfigMap': 'configMaps',
  '/Secret': 'secrets',
  'external-secrets.io/ExternalSecret': 'secrets',
  'bitnami.com/SealedSecret': 'secrets',
  'cert-manager.io/Certificate': 'secrets',
  '/PersistentVolumeClaim': 'volumeClaims',
};

/** Returns what a tenant's own objects in a namespace count, with the ConfigMap `kube-root-ca.crt` of every namespace. */
function objectUsage(objects: readonly TenantObject[]): Usage {
  const count = (resource: QuotaResource) =>
    objects.filter((object) => countedKinds[groupKindOf(object)] === resource).length;
  return {
    ...{ cpu: 0, memoryGiB: 0, storageGiB: 0, ephemeralStorageGiB: 0, pods: 0, otherObjects: 0 },
    services: count('services'),
    configMaps: count('configMaps') + 1,
    secrets: count('secrets'),
    volumeClaims: count('volumeClaims'),
  };
}

function countKinds(objects: readonly TenantObject[]): KindCounts {
  const counts = [...groupBy(objects, groupKindOf)].map(([kind, ofKind]) => [kind, ofKind.length] as const);
  return Object.fromEntries(counts);
}

function groupKindOf({ apiVersion, kind }: TenantObject): string {
  return `${apiGroup(apiVersion)}/${kind}`;
}

/** Returns the namespace of an object: the tenant's first namespace unless it names one. */
function namespaceOf({ metadata }: TenantObject, namespaces: readonly string[]): string | undefined {
  return metadata.namespace ?? namespaces[0];
}

function addedPodsUsage(pods: AddedPods, diskLimit: string): Usage {
  const { count, storageGiB = 0, objects = {} } = pods;
  const containers = [pods, ...(pods.sidecars ?? [])];
  return {
    cpu: count * sum(containers.map(({ cpu }) => parseQuantity(cpu))),
    memoryGiB: (count * sum(containers.map(({ memory }) => parseQuantity(memory)))) / 2 ** 30,
    storageGiB: count * storageGiB,
    // They have the default of the LimitRange.
    ephemeralStorageGiB: (count * containers.length * parseQuantity(diskLimit)) / 2 ** 30,
    pods: count,
    services: objects.services ?? 0,
    configMaps: objects.configMaps ?? 0,
    secrets: objects.secrets ?? 0,
    volumeClaims: storageGiB > 0 ? count : 0,
    otherObjects: 0,
  };
}

function describeAddedUsage(addedPods: readonly AddedPods[], usage: number): string {
  if (usage === 0) return '';
  return `, with ${formatAmount(usage)} of ${addedPods.map(describeAddedPods).join(', ')}`;
}

function sum(amounts: readonly number[]): number {
  return amounts.reduce((total, amount) => total + amount, 0);
}

/** Ignores floating-point errors: the precision of quantities is 1/1000. */
function exceeds(usage: number, limit: number): boolean {
  return usage > limit + 1e-6;
}

function formatAmount(amount: number): string {
  return String(Math.round(amount * 1000) / 1000);
}
