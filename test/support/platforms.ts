import fc from 'fast-check';
import type { ApplicationInput } from '../../src/definition/application';
import type { AnyComponent } from '../../src/definition/component';
import type { TenantInput } from '../../src/definition/tenant';
import { courier, disk, gate, names, net, rack, rented, watch } from './kinds';

/** A tenant of a generated platform. */
export type DescribedTenant = TenantInput<string, Readonly<Record<string, ApplicationInput>>>;

/** A generated platform, as a person would have written it in the language `testing` of `kinds.ts`. */
export interface Described {
  readonly name: string;
  readonly domain: string;
  readonly environments: readonly string[];
  readonly clusters: Readonly<Record<string, DescribedCluster>>;
  readonly tenants: Readonly<Record<string, DescribedTenant>>;
}

interface DescribedCluster {
  readonly kind: string;
  readonly environment: string;
  readonly components?: readonly AnyComponent[];
}

const domain = 'generated.example';

/** Names of things: DNS labels that begin with a letter, some of them with words that Plinth uses itself. */
const label = fc.oneof(
  fc.stringMatching(/^[a-z][a-z0-9]{0,8}(-[a-z0-9]{1,4})?$/),
  fc.constantFrom('helm', 'backend', 'platform', 'platform-ready', 'components', 'tenants', 'default-deny'),
);

/** The component stack of a cluster, complete, in any order. */
function componentsOn(own: boolean): fc.Arbitrary<{ components: AnyComponent[]; argoCd: boolean; ingress: boolean }> {
  const flags = fc.record({ ingress: fc.boolean(), metrics: fc.boolean(), argoCd: fc.boolean() });
  return flags.chain(({ ingress, metrics, argoCd }) =>
    fc.record({
      components: fc
        .record({
          gate: label.map((name) => gate({ name: `gate-${name}` })),
          replicas: fc.integer({ min: 1, max: 9 }),
        })
        .chain((made) =>
          shuffled<AnyComponent>([
            ...(own ? [net(), names()] : []),
            ...(ingress ? [{ ...made.gate, replicas: made.replicas } as AnyComponent] : []),
            ...(metrics ? [watch(), disk()] : []),
            ...(argoCd ? [courier()] : []),
          ]),
        ),
      argoCd: fc.constant(argoCd),
      ingress: fc.constant(ingress),
    }),
  );
}

function shuffled<T>(items: readonly T[]): fc.Arbitrary<T[]> {
  return fc.shuffledSubarray([...items], { minLength: items.length });
}

function clusterIn(environments: readonly string[], position: number) {
  const addresses = (first: number, count: number) =>
    Object.fromEntries(
      Array.from({ length: count }, (_, i) => [`h${position}-${first + i}`, `10.${position}.0.${first + i}`]),
    );
  return fc.boolean().chain((own) =>
    fc
      .record({
        environment: fc.constantFrom(...environments),
        kubernetes: fc.constantFrom('1.34' as const, '1.35' as const, '1.36' as const),
        stack: componentsOn(own),
        members: fc.constantFrom(1, 3, 5),
        workers: fc.nat(4),
      })
      .map(({ environment, kubernetes, stack: { components, argoCd, ingress }, members, workers }) => {
        const common = { environment, kubernetes, components, ...(argoCd ? { delivery: 'argo-cd' as const } : {}) };
        const cluster = own
          ? rack({
              ...common,
              ssh: { user: 'ops' },
              controlPlanes: addresses(10, members),
              workers: addresses(100, workers),
            })
          : rented(common);
        return { cluster: cluster, ingress };
      }),
  );
}

interface Placed {
  readonly name: string;
  readonly tenant: DescribedTenant;
}

function tenantOn(name: string, clusters: readonly string[], served: readonly string[]): fc.Arbitrary<Placed> {
  const text = fc.constantFrom('plain', '${HOME}', '%{ if }', '{{ .Values }}', 'yes', '0x1F', '~', 'a: b', '- "\'\n#');
  return fc
    .record({
      clusters: fc.shuffledSubarray([...clusters], { minLength: 1 }),
      applications: fc.uniqueArray(
        label.filter((one) => one !== 'default-deny'),
        { maxLength: 3 },
      ),
      namespaces: fc.nat(2),
      quota: fc.option(fc.record({ cpu: fc.integer({ min: 1, max: 99 }), memoryGiB: fc.integer({ min: 1, max: 99 }) })),
      replicas: fc.integer({ min: 0, max: 9 }),
      metrics: fc.boolean(),
      text,
    })
    .map(({ clusters: on, applications, namespaces, quota, replicas, metrics, text: value }) => ({
      name,
      tenant: {
        clusters: on,
        owners: `${name}-devs`,
        ...(quota ? { quota } : {}),
        ...(namespaces > 0
          ? { namespaces: Object.fromEntries(Array.from({ length: namespaces }, (_, i) => [`${name}-n${i}`, {}])) }
          : {}),
        applications: Object.fromEntries(
          applications.map((application, index) => [
            application,
            {
              image: `registry.test.example/${name}/app:${index}`,
              replicas,
              env: { TEXT: value },
              ...(metrics ? { metrics: '/metrics' } : {}),
              ...(on.every((cluster) => served.includes(cluster)) ? { ingress: `a${index}.${name}.${domain}` } : {}),
              ...(index > 0 ? { calls: applications.slice(0, index) } : {}),
            },
          ]),
        ),
      },
    }));
}

/** Lets the first application of each tenant call one of the tenant before, where both run on the same clusters. */
function withCallsAcross(placed: readonly Placed[]): Readonly<Record<string, DescribedTenant>> {
  const tenants: Record<string, DescribedTenant> = Object.fromEntries(placed.map(({ name, tenant }) => [name, tenant]));
  for (const [index, { name, tenant }] of placed.entries()) {
    const other = placed[index - 1];
    if (!other || !tenant.clusters.every((cluster) => other.tenant.clusters.includes(cluster))) continue;
    const [caller] = Object.keys(tenant.applications ?? {});
    const [callee] = Object.keys(other.tenant.applications ?? {});
    if (caller === undefined || callee === undefined) continue;
    change(tenants, name, caller, { calls: [`${other.name}/${callee}`] });
    change(tenants, other.name, callee, { allows: [`${name}/${caller}`] });
  }
  return tenants;
}

function change(
  tenants: Record<string, DescribedTenant>,
  tenant: string,
  application: string,
  more: Partial<ApplicationInput>,
): void {
  const before = tenants[tenant];
  const options = before?.applications?.[application];
  if (!before || !options) return;
  tenants[tenant] = { ...before, applications: { ...before.applications, [application]: { ...options, ...more } } };
}

/** Platforms that are accepted: some clusters with complete stacks in any order, tenants on them, calls that are allowed. */
export function platforms({ maxTenants = 4 } = {}): fc.Arbitrary<Described> {
  return fc
    .record({
      name: label,
      environments: fc.shuffledSubarray(['dev', 'test', 'prod'], { minLength: 1 }),
      clusters: fc.uniqueArray(label, { minLength: 1, maxLength: 3 }),
      tenants: fc.uniqueArray(label, { maxLength: maxTenants }),
    })
    .chain(({ name, environments, clusters: clusterNames, tenants: tenantNames }) =>
      fc.tuple(...clusterNames.map((_, position) => clusterIn(environments, position + 1))).chain((made) => {
        const served = clusterNames.filter((_, index) => made[index]?.ingress);
        return fc
          .tuple(...tenantNames.map((tenant) => tenantOn(`t-${tenant}`, clusterNames, served)))
          .map((placed) => ({
            name,
            domain,
            environments,
            clusters: Object.fromEntries(made.map(({ cluster }, index) => [clusterNames[index] ?? '', cluster])),
            tenants: withCallsAcross(placed),
          }));
      }),
    );
}

/** A tenant that no generated platform has, on the first cluster, calling nobody. */
export function newcomer({ clusters }: Described): { readonly name: string; readonly tenant: DescribedTenant } {
  const [first = ''] = Object.keys(clusters);
  const applications = { web: { image: 'registry.test.example/newcomer:1' } };
  return { name: 'z-newcomer', tenant: { clusters: [first], owners: 'newcomers', applications } };
}
