import fc from 'fast-check';
import type { ApplicationInput } from '../../src/definition/application';
import type { AnyComponent } from '../../src/definition/component';
import type { TenantInput } from '../../src/definition/tenant';
import { courier, disk, gate, names, net, rack, rented, watch } from './kinds';

/** Definition of a tenant of a generated platform. */
export type GeneratedTenant = TenantInput<string, Readonly<Record<string, ApplicationInput>>>;

/** Generated platform definition in the language `testing` of `kinds.ts`. */
export interface GeneratedPlatform {
  readonly name: string;
  readonly domain: string;
  readonly environments: readonly string[];
  readonly clusters: Readonly<Record<string, GeneratedCluster>>;
  readonly tenants: Readonly<Record<string, GeneratedTenant>>;
}

interface GeneratedCluster {
  readonly kind: string;
  readonly environment: string;
  readonly components?: readonly AnyComponent[];
}

const domain = 'generated.example';

/** DNS labels that begin with a letter, including names that Plinth itself uses. */
const label = fc.oneof(
  fc.stringMatching(/^[a-z][a-z0-9]{0,8}(-[a-z0-9]{1,4})?$/),
  fc.constantFrom('helm', 'backend', 'platform', 'platform-ready', 'components', 'tenants', 'default-deny'),
);

/** Generates the components of a cluster, with all their dependencies, in random order. */
function componentStack(
  includesNetwork: boolean,
): fc.Arbitrary<{ components: AnyComponent[]; argoCd: boolean; ingress: boolean; metrics: boolean }> {
  const flags = fc.record({ ingress: fc.boolean(), metrics: fc.boolean(), argoCd: fc.boolean() });
  return flags.chain(({ ingress, metrics, argoCd }) =>
    fc.record({
      components: fc
        .record({
          gate: label.map((name) => gate({ name: `gate-${name}` })),
          replicas: fc.integer({ min: 1, max: 9 }),
        })
        .chain((gateOptions) =>
          shuffled<AnyComponent>([
            ...(includesNetwork ? [net(), names()] : []),
            ...(ingress ? [{ ...gateOptions.gate, replicas: gateOptions.replicas } as AnyComponent] : []),
            ...(metrics ? [watch(), disk()] : []),
            ...(argoCd ? [courier()] : []),
          ]),
        ),
      argoCd: fc.constant(argoCd),
      ingress: fc.constant(ingress),
      metrics: fc.constant(metrics),
    }),
  );
}

function shuffled<T>(items: readonly T[]): fc.Arbitrary<T[]> {
  return fc.shuffledSubarray([...items], { minLength: items.length });
}

function clusterArbitrary(environments: readonly string[], position: number) {
  const addresses = (first: number, count: number) =>
    Object.fromEntries(
      Array.from({ length: count }, (_, i) => [`h${position}-${first + i}`, `10.${position}.0.${first + i}`]),
    );
  return fc.boolean().chain((isOnPrem) =>
    fc
      .record({
        environment: fc.constantFrom(...environments),
        kubernetes: fc.constantFrom('1.34' as const, '1.35' as const, '1.36' as const),
        stack: componentStack(isOnPrem),
        controlPlanes: fc.constantFrom(1, 3, 5),
        workers: fc.nat(4),
      })
      .map(({ environment, kubernetes, stack: { components, argoCd, ingress, metrics }, controlPlanes, workers }) => {
        const common = { environment, kubernetes, components, ...(argoCd ? { delivery: 'argo-cd' as const } : {}) };
        const cluster = isOnPrem
          ? rack({
              ...common,
              ssh: { user: 'ops' },
              controlPlanes: addresses(10, controlPlanes),
              workers: addresses(100, workers),
            })
          : rented(common);
        return { cluster, ingress, metrics };
      }),
  );
}

interface NamedTenant {
  readonly name: string;
  readonly tenant: GeneratedTenant;
}

function tenantArbitrary(
  name: string,
  environments: readonly string[],
  clusters: readonly string[],
  clustersWithIngress: readonly string[],
  clustersWithMetrics: readonly string[],
): fc.Arbitrary<NamedTenant> {
  const text = fc.constantFrom('plain', '${HOME}', '%{ if }', '{{ .Values }}', 'yes', '0x1F', '~', 'a: b', '- "\'\n#');
  return fc
    .record({
      clusters: fc.shuffledSubarray([...clusters], { minLength: 1 }),
      applications: fc.uniqueArray(
        label.filter((application) => application !== 'default-deny'),
        { maxLength: 3 },
      ),
      namespaces: fc.nat(2),
      quota: fc.option(
        fc.record({ cpu: fc.integer({ min: 16, max: 99 }), memoryGiB: fc.integer({ min: 40, max: 99 }) }),
      ),
      replicas: fc.integer({ min: 0, max: 9 }),
      metrics: fc.boolean(),
      text,
    })
    .map(({ clusters: assignedClusters, applications, namespaces, quota, replicas, metrics, text: value }) => ({
      name,
      tenant: {
        clusters: assignedClusters,
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
              ...(metrics && assignedClusters.every((cluster) => clustersWithMetrics.includes(cluster))
                ? { metrics: '/metrics' }
                : {}),
              ...(assignedClusters.every((cluster) => clustersWithIngress.includes(cluster))
                ? {
                    perEnvironment: Object.fromEntries(
                      environments.map((environment) => [
                        environment,
                        { ingress: `a${index}.${name}.${environment}.${domain}` },
                      ]),
                    ),
                  }
                : {}),
              ...(index > 0 ? { calls: applications.slice(0, index) } : {}),
            },
          ]),
        ),
      },
    }));
}

/** Adds a call from the first application of each tenant to that of the previous tenant, if that runs on all of its clusters. */
function addCrossTenantCalls(namedTenants: readonly NamedTenant[]): Readonly<Record<string, GeneratedTenant>> {
  const tenants: Record<string, GeneratedTenant> = Object.fromEntries(
    namedTenants.map(({ name, tenant }) => [name, tenant]),
  );
  for (const [index, { name, tenant }] of namedTenants.entries()) {
    const previous = namedTenants[index - 1];
    if (!previous || !tenant.clusters.every((cluster) => previous.tenant.clusters.includes(cluster))) continue;
    const [caller] = Object.keys(tenant.applications ?? {});
    const [callee] = Object.keys(previous.tenant.applications ?? {});
    if (caller === undefined || callee === undefined) continue;
    changeApplication(tenants, name, caller, { calls: [`${previous.name}/${callee}`] });
    changeApplication(tenants, previous.name, callee, { allows: [`${name}/${caller}`] });
  }
  return tenants;
}

function changeApplication(
  tenants: Record<string, GeneratedTenant>,
  tenant: string,
  application: string,
  changes: Partial<ApplicationInput>,
): void {
  const tenantDefinition = tenants[tenant];
  const options = tenantDefinition?.applications?.[application];
  if (!tenantDefinition || !options) return;
  tenants[tenant] = {
    ...tenantDefinition,
    applications: { ...tenantDefinition.applications, [application]: { ...options, ...changes } },
  };
}

/** Generates valid platforms: clusters with complete component stacks in random order, tenants, and allowed calls between them. */
export function platforms({ maxTenants = 4 } = {}): fc.Arbitrary<GeneratedPlatform> {
  return fc
    .record({
      name: label,
      environments: fc.shuffledSubarray(['dev', 'test', 'prod'], { minLength: 1 }),
      clusters: fc.uniqueArray(label, { minLength: 1, maxLength: 3 }),
      tenants: fc.uniqueArray(label, { maxLength: maxTenants }),
    })
    .chain(({ name, environments, clusters: clusterNames, tenants: tenantNames }) =>
      fc.tuple(...clusterNames.map((_, position) => clusterArbitrary(environments, position + 1))).chain((clusters) => {
        const clustersWithIngress = clusterNames.filter((_, index) => clusters[index]?.ingress);
        const clustersWithMetrics = clusterNames.filter((_, index) => clusters[index]?.metrics);
        return fc
          .tuple(
            ...tenantNames.map((tenant) =>
              tenantArbitrary(`t-${tenant}`, environments, clusterNames, clustersWithIngress, clustersWithMetrics),
            ),
          )
          .map((namedTenants) => ({
            name,
            domain,
            environments,
            clusters: Object.fromEntries(clusters.map(({ cluster }, index) => [clusterNames[index] ?? '', cluster])),
            tenants: addCrossTenantCalls(namedTenants),
          }));
      }),
    );
}

/** Returns a tenant for the first cluster, with a name that no generated platform uses and without calls. */
export function additionalTenant({ clusters }: GeneratedPlatform): {
  readonly name: string;
  readonly tenant: GeneratedTenant;
} {
  const [first = ''] = Object.keys(clusters);
  const applications = { web: { image: 'registry.test.example/additional:1' } };
  return { name: 'z-additional', tenant: { clusters: [first], owners: 'additional-devs', applications } };
}
