import fc from 'fast-check';
import type { NetworkPolicy } from 'kubernetes-types/networking/v1';
import { tenantRelease } from '../../constructs/tenants';
import { checkTenants, planCluster } from './tenant-definitions';
import type { End, Port } from './network-evaluator';
import { synthesizeObjects } from './rendered';

/** A generated workload, from which both the platform definition and the expected connections follow. */
export interface Workload {
  readonly tenant: string;
  readonly name: string;
  readonly isJob: boolean;
  readonly port: number;
  readonly usesUdp: boolean;
  readonly hasIngress: boolean;
  readonly hasMetrics: boolean;
  /** Callees as `tenant/name`. */
  readonly calls: readonly string[];
  /** Allowed callers of other tenants as `tenant/name`. */
  readonly allows: readonly string[];
  readonly egressTargets: readonly { readonly cidr: string; readonly ports: readonly number[] }[];
  /** How it accesses the metrics of the platform, which requires a permission of the tenant. */
  readonly metricsAccess: 'none' | 'calls' | 'uses';
}

const workloadId = ({ tenant, name }: { readonly tenant: string; readonly name: string }) => `${tenant}/${name}`;

const egressTargets = [
  { cidr: '198.51.100.0/24', ports: [443] },
  { cidr: '0.0.0.0/0', ports: [25] },
  { cidr: '10.0.0.0/8', ports: [5432, 6432] },
] as const;

/** Generates workloads of a few tenants, whose calls are all allowed by their callees. */
export const workloadsArbitrary = fc
  .array(
    fc.record({
      tenant: fc.constantFrom('shop', 'bank', 'depot'),
      name: fc.constantFrom('api', 'web', 'worker'),
      isJob: fc.boolean(),
      port: fc.constantFrom(3000, 8080),
      usesUdp: fc.boolean(),
      hasIngress: fc.boolean(),
      hasMetrics: fc.boolean(),
      egressTargets: fc.subarray([...egressTargets]),
      metricsAccess: fc.constantFrom('none', 'none', 'calls', 'uses'),
    }),
    { minLength: 2, maxLength: 7 },
  )
  .map((workloads) => [...new Map(workloads.map((workload) => [workloadId(workload), workload])).values()])
  .chain((workloads) => {
    const applicationIds = workloads.filter(({ isJob }) => !isJob).map(workloadId);
    return fc
      .tuple(
        ...workloads.map((workload) =>
          fc.record({
            calls: fc.subarray(applicationIds.filter((id) => id !== workloadId(workload))),
            // An `allows` without the corresponding `calls` is valid, and must not allow any connection.
            unusedAllows: fc.subarray(workloads.filter(({ tenant }) => tenant !== workload.tenant).map(workloadId)),
          }),
        ),
      )
      .map((choices) =>
        workloads.map((workload, index): Workload => {
          const callers = workloads.filter(
            (caller, callerIndex) =>
              caller.tenant !== workload.tenant && choices[callerIndex]?.calls.includes(workloadId(workload)),
          );
          const allows = [...callers.map(workloadId), ...(choices[index]?.unusedAllows ?? [])];
          return {
            ...workload,
            calls: choices[index]?.calls ?? [],
            allows: workload.isJob ? [] : [...new Set(allows)],
          };
        }),
      );
  });

type TenantDefinitions = Record<string, { capabilities: readonly string[]; applications: Record<string, unknown> }>;

const metricsPort = 9090;

/** Capabilities that the clusters of the model provide, in addition to those of all tests. */
const provides = { metrics: { namespace: 'monitoring', url: `http://prometheus.monitoring:${metricsPort}` } };

/** Renders the definitions of tenants that have the capabilities, all of them or none. */
function renderTenantDefinitions(workloads: readonly Workload[], capabilities = ['metrics']): TenantDefinitions {
  const tenants: TenantDefinitions = {};
  for (const workload of workloads) {
    const { tenant, name } = workload;
    const calls = workload.calls.map((id) => (id.startsWith(`${tenant}/`) ? id.slice(tenant.length + 1) : id));
    const applicationOptions = {
      port: workload.port,
      allows: workload.allows,
      protocol: workload.usesUdp ? 'udp' : 'http',
      ...(workload.hasIngress && !workload.usesUdp ? { ingress: `${name}.${tenant}.acme.example` } : {}),
      ...(workload.hasMetrics ? { metrics: { port: 9100 } } : {}),
    };
    tenants[tenant] ??= { ...{ clusters: ['dev1'], owners: `${tenant}-devs` }, capabilities, applications: {} };
    tenants[tenant].applications[name] = {
      image: 'registry.acme.example/x:1',
      calls: [
        ...calls,
        ...workload.egressTargets,
        ...(workload.metricsAccess === 'calls' ? [{ capability: 'metrics', ports: [metricsPort] }] : []),
      ],
      ...(workload.metricsAccess === 'uses' ? { uses: { metrics: {} } } : {}),
      ...(workload.isJob ? { kind: 'job' } : applicationOptions),
    };
  }
  return tenants;
}

/** Returns whether a connection is allowed, derived from the workloads alone and not from generated policies. */
export function isConnectionAllowed(from: Actor, to: Actor, { port, protocol }: Port): boolean {
  if (to.type === 'dns') return port === 53 && from.type !== 'dns';
  if (from.type === 'workload' && to.type === 'outside')
    return (
      protocol === 'TCP' &&
      from.workload.egressTargets.some(({ cidr, ports }) => to.cidrs.includes(cidr) && ports.includes(port))
    );
  if (from.type === 'workload' && to.type === 'metrics')
    return from.workload.metricsAccess !== 'none' && port === metricsPort && protocol === 'TCP';
  if (to.type !== 'workload' || to.workload.isJob) return false;
  const isServicePort = port === to.workload.port && protocol === (to.workload.usesUdp ? 'UDP' : 'TCP');
  switch (from.type) {
    case 'workload':
      return isServicePort && from.workload.calls.includes(workloadId(to.workload)) && from !== to;
    case 'ingress':
      return isServicePort && to.workload.hasIngress && !to.workload.usesUdp;
    case 'metrics':
      return to.workload.hasMetrics && port === 9100 && protocol === 'TCP';
    default:
      return false;
  }
}

/** A source or destination of connections. */
export type Actor = { readonly end: End } & (
  | { readonly type: 'workload'; readonly workload: Workload }
  /** `tenant-pod`: a pod in a tenant's namespace that belongs to no workload; `other-pod`: a pod of no tenant. */
  | { readonly type: 'dns' | 'ingress' | 'metrics' | 'tenant-pod' | 'other-pod' }
  /** An address outside of the cluster, and the generated ranges that contain it. */
  | { readonly type: 'outside'; readonly cidrs: readonly string[] }
);

let podCount = 0;
function createPodEnd(namespace: string, labels: Record<string, string>): End {
  podCount += 1;
  const namespaceLabels = { 'kubernetes.io/metadata.name': namespace };
  return { ip: `10.244.${(podCount >> 8) % 256}.${podCount % 256}`, pod: { namespace, namespaceLabels, labels } };
}

/** Returns all actors of a cluster with these workloads. */
export function listActors(workloads: readonly Workload[]): readonly Actor[] {
  const tenants = [...new Set(workloads.map(({ tenant }) => tenant))];
  return [
    ...workloads.map((workload): Actor => ({
      type: 'workload',
      workload,
      end: createPodEnd(workload.tenant, { 'app.kubernetes.io/name': workload.name }),
    })),
    ...tenants.map((tenant): Actor => ({ type: 'tenant-pod', end: createPodEnd(tenant, { app: 'debug' }) })),
    { type: 'dns', end: createPodEnd('kube-system', { 'k8s-app': 'kube-dns' }) },
    { type: 'ingress', end: createPodEnd('ingress', { app: 'traefik' }) },
    { type: 'metrics', end: createPodEnd('monitoring', { app: 'prometheus' }) },
    {
      type: 'other-pod',
      end: createPodEnd('default', { 'app.kubernetes.io/name': 'api', 'k8s-app': 'kube-dns' }),
    },
    { type: 'outside', cidrs: ['198.51.100.0/24', '0.0.0.0/0'], end: { ip: '198.51.100.7' } },
    { type: 'outside', cidrs: ['0.0.0.0/0'], end: { ip: '203.0.113.7' } },
    { type: 'outside', cidrs: ['10.0.0.0/8', '0.0.0.0/0'], end: { ip: '10.20.0.7' } },
  ];
}

/** Ports on which connections are evaluated. */
export const ports: readonly Port[] = [
  ...[3000, 8080, 9090, 9100, 443, 25, 5432, 22].map((port) => ({ port, protocol: 'TCP' as const })),
  ...[53, 3000, 8080].map((port) => ({ port, protocol: 'UDP' as const })),
];

/** Returns the NetworkPolicies that Plinth generates for workloads. */
export function renderPolicies(workloads: readonly Workload[]): readonly NetworkPolicy[] {
  const { tenants, clusterInfo } = planCluster(renderTenantDefinitions(workloads), 'dev1', provides);
  return tenants.flatMap((tenant) =>
    Object.values(tenantRelease(tenant, clusterInfo).objects).flatMap((addObjects) =>
      synthesizeObjects(addObjects).filter(({ kind }) => kind === 'NetworkPolicy'),
    ),
  ) as unknown as readonly NetworkPolicy[];
}

/** Lists the errors of the definitions of workloads whose tenants may access no capability of the platform. */
export function listErrorsWithoutCapabilities(workloads: readonly Workload[]): readonly string[] {
  return checkTenants(renderTenantDefinitions(workloads, []), provides);
}

/** Formats an actor for messages. */
export function formatActor(actor: Actor): string {
  return actor.type === 'workload' ? workloadId(actor.workload) : `${actor.type} ${actor.end.ip}`;
}

/** Returns all pairs of actors with at least one pod of a tenant: Plinth's policies decide about no other connections. */
export function listActorPairs(actors: readonly Actor[]): readonly (readonly [Actor, Actor])[] {
  const isTenantPod = ({ type }: Actor) => type === 'workload' || type === 'tenant-pod';
  return actors.flatMap((from) =>
    actors.flatMap((to) => (from !== to && (isTenantPod(from) || isTenantPod(to)) ? [[from, to] as const] : [])),
  );
}
