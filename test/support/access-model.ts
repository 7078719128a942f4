import fc from 'fast-check';
import type { NetworkPolicy } from 'kubernetes-types/networking/v1';
import { tenantRelease } from '../../constructs/tenants';
import { planCluster } from './tenant-definitions';
import type { End, Port } from './network-evaluator';
import { rendered } from './rendered';

/** What a generated workload says of itself; the description and the expected matrix are both made from it. */
export interface Workload {
  readonly tenant: string;
  readonly name: string;
  readonly job: boolean;
  readonly port: number;
  readonly udp: boolean;
  readonly open: boolean;
  readonly metrics: boolean;
  readonly calls: readonly string[];
  readonly allows: readonly string[];
  readonly outside: readonly { readonly cidr: string; readonly ports: readonly number[] }[];
}

const id = ({ tenant, name }: { readonly tenant: string; readonly name: string }) => `${tenant}/${name}`;

const outsides = [
  { cidr: '198.51.100.0/24', ports: [443] },
  { cidr: '0.0.0.0/0', ports: [25] },
  { cidr: '10.0.0.0/8', ports: [5432, 6432] },
] as const;

/** Any workloads of a few tenants, with calls that are all let in. */
export const cast = fc
  .array(
    fc.record({
      tenant: fc.constantFrom('shop', 'bank', 'depot'),
      name: fc.constantFrom('api', 'web', 'worker'),
      job: fc.boolean(),
      port: fc.constantFrom(3000, 8080),
      udp: fc.boolean(),
      open: fc.boolean(),
      metrics: fc.boolean(),
      outside: fc.subarray([...outsides]),
    }),
    { minLength: 2, maxLength: 7 },
  )
  .map((workloads) => [...new Map(workloads.map((workload) => [id(workload), workload])).values()])
  .chain((workloads) => {
    const servers = workloads.filter(({ job }) => !job).map(id);
    return fc
      .tuple(
        ...workloads.map((workload) =>
          fc.record({
            calls: fc.subarray(servers.filter((server) => server !== id(workload))),
            // Leave that nobody makes use of is allowed, and must open nothing by itself.
            invites: fc.subarray(workloads.filter(({ tenant }) => tenant !== workload.tenant).map(id)),
          }),
        ),
      )
      .map((choices) =>
        workloads.map((workload, index): Workload => {
          const callers = workloads.filter(
            (other, at) => other.tenant !== workload.tenant && choices[at]?.calls.includes(id(workload)),
          );
          const invited = [...callers.map(id), ...(choices[index]?.invites ?? [])];
          return { ...workload, calls: choices[index]?.calls ?? [], allows: workload.job ? [] : [...new Set(invited)] };
        }),
      );
  });

function describe(workloads: readonly Workload[]): Record<string, { applications: Record<string, unknown> }> {
  const tenants: Record<string, { applications: Record<string, unknown> }> = {};
  for (const { tenant, name, job, port, udp, open, metrics, calls, allows, outside } of workloads) {
    const own = calls.map((call) => (call.startsWith(`${tenant}/`) ? call.slice(tenant.length + 1) : call));
    const serving = {
      port,
      allows,
      protocol: udp ? 'udp' : 'http',
      ...(open && !udp ? { ingress: `${name}.${tenant}.acme.example` } : {}),
      ...(metrics ? { metrics: { port: 9100 } } : {}),
    };
    tenants[tenant] ??= { ...{ clusters: ['dev1'], owners: `${tenant}-devs` }, applications: {} };
    tenants[tenant].applications[name] = {
      image: 'registry.acme.example/x:1',
      calls: [...own, ...outside],
      ...(job ? { kind: 'job' } : serving),
    };
  }
  return tenants;
}

/** Who may reach whom, said once more from the description alone. */
export function expected(from: Actor, to: Actor, { port, protocol }: Port): boolean {
  if (to.is === 'dns') return port === 53 && from.is !== 'dns';
  if (from.is === 'workload' && to.is === 'outside')
    return (
      protocol === 'TCP' &&
      from.workload.outside.some(({ cidr, ports }) => to.in.includes(cidr) && ports.includes(port))
    );
  if (to.is !== 'workload' || to.workload.job) return false;
  const serves = port === to.workload.port && protocol === (to.workload.udp ? 'UDP' : 'TCP');
  switch (from.is) {
    case 'workload':
      return serves && from.workload.calls.includes(id(to.workload)) && from !== to;
    case 'ingress':
      return serves && to.workload.open && !to.workload.udp;
    case 'metrics':
      return to.workload.metrics && port === 9100 && protocol === 'TCP';
    default:
      return false;
  }
}

/** Somebody at one end of a connection. */
export type Actor = { readonly end: End } & (
  | { readonly is: 'workload'; readonly workload: Workload }
  | { readonly is: 'dns' | 'ingress' | 'metrics' | 'stranger' | 'bystander' }
  | { readonly is: 'outside'; readonly in: readonly string[] }
);

let address = 0;
function pod(namespace: string, labels: Record<string, string>): End {
  address += 1;
  const namespaceLabels = { 'kubernetes.io/metadata.name': namespace };
  return { ip: `10.244.${(address >> 8) % 256}.${address % 256}`, pod: { namespace, namespaceLabels, labels } };
}

/** Everybody whose connections are looked at. */
export function actorsOf(workloads: readonly Workload[]): readonly Actor[] {
  const tenants = [...new Set(workloads.map(({ tenant }) => tenant))];
  return [
    ...workloads.map((workload): Actor => ({
      is: 'workload',
      workload,
      end: pod(workload.tenant, { 'app.kubernetes.io/name': workload.name }),
    })),
    // Somebody's pod in a tenant's namespace that is no workload of the description.
    ...tenants.map((tenant): Actor => ({ is: 'bystander', end: pod(tenant, { app: 'debug' }) })),
    { is: 'dns', end: pod('kube-system', { 'k8s-app': 'kube-dns' }) },
    { is: 'ingress', end: pod('ingress', { app: 'traefik' }) },
    { is: 'metrics', end: pod('monitoring', { app: 'prometheus' }) },
    { is: 'stranger', end: pod('default', { 'app.kubernetes.io/name': 'api', 'k8s-app': 'kube-dns' }) },
    { is: 'outside', in: ['198.51.100.0/24', '0.0.0.0/0'], end: { ip: '198.51.100.7' } },
    { is: 'outside', in: ['0.0.0.0/0'], end: { ip: '203.0.113.7' } },
    { is: 'outside', in: ['10.0.0.0/8', '0.0.0.0/0'], end: { ip: '10.20.0.7' } },
  ];
}

/** Ports that are looked at. */
export const ports: readonly Port[] = [
  ...[3000, 8080, 9100, 443, 25, 5432, 22].map((port) => ({ port, protocol: 'TCP' as const })),
  ...[53, 3000, 8080].map((port) => ({ port, protocol: 'UDP' as const })),
];

/** The NetworkPolicies that Plinth makes of them. */
export function policiesOf(workloads: readonly Workload[]): readonly NetworkPolicy[] {
  const { tenants, clusterInfo } = planCluster(describe(workloads));
  return tenants.flatMap((tenant) =>
    Object.values(tenantRelease(tenant, clusterInfo).objects).flatMap((draw) =>
      rendered(draw).filter(({ kind }) => kind === 'NetworkPolicy'),
    ),
  ) as unknown as readonly NetworkPolicy[];
}

/** Whom a person would say it is. */
export function told(actor: Actor): string {
  return actor.is === 'workload' ? id(actor.workload) : `${actor.is} ${actor.end.ip}`;
}

/** Pairs of those of whom at least one is a tenant's: what happens elsewhere is not theirs to decide. */
export function pairsOf(actors: readonly Actor[]): readonly (readonly [Actor, Actor])[] {
  const tenants = (actor: Actor) => actor.is === 'workload' || actor.is === 'bystander';
  return actors.flatMap((from) =>
    actors.flatMap((to) => (from !== to && (tenants(from) || tenants(to)) ? [[from, to] as const] : [])),
  );
}
