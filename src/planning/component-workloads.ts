import { bindingSecretName, listUses } from '../definition/uses';
import type { CapabilityEndpoints } from '../definition/capability';
import type { PlannedSecret, PlannedTerraformRelease } from '../kinds/cluster-plan';
import type { TenantPlan } from '../kinds/tenant-plan';
import type { JobPlan } from '../kinds/workload-plan';
import { platformOwner, type ComponentWorkload } from '../kinds/component-workload';
import { formatRotation, type DeliveredSecret } from '../kinds/component-secret';
import type { NetworkRules } from '../kinds/network-rules';
import type { Additions, WorkloadAdditions } from '../kinds/additions';
import type { Release } from '../kinds/release';
import type { Problem } from '../schema/problem';
import type { ResolvedCluster, ResolvedComponent } from './resolved-cluster';
import { planJob } from './workload';

/** Workload of a component, with the component. */
export interface OwnedWorkload {
  readonly component: ResolvedComponent;
  readonly workload: ComponentWorkload;
}

/** What a provider adds for the workloads of components. */
interface ProviderAdditions {
  /** Component that provides the capability. */
  readonly provider: ResolvedComponent;
  readonly workloads: readonly (OwnedWorkload & { readonly additions: WorkloadAdditions })[];
  /** What the provider adds for all of them together, as for a tenant. */
  readonly additions: Additions;
}

/** Lists the capabilities that the workloads of a component use. */
export function listUsedCapabilities(workloads: readonly ComponentWorkload[]): readonly string[] {
  return [...new Set(workloads.flatMap(({ uses }) => Object.keys(uses)))];
}

/**
 * Returns what the providers of capabilities on a cluster add for the workloads of components: what they would add for a
 * tenant with these workloads.
 */
function resolveProviderAdditions(cluster: ResolvedCluster): readonly ProviderAdditions[] {
  const { components, clusterInfo, provided } = cluster;
  const workloads = listWorkloads(cluster);
  if (workloads.length === 0) return [];
  const tenant = planOwner(workloads, clusterInfo.capabilities);
  return listUsedCapabilities(workloads.map(({ workload }) => workload)).flatMap((capability) => {
    const functions = provided[capability];
    const provider = components.find(({ provides }) => provides[capability] === functions);
    if (!functions || !provider) return [];
    const context = { cluster: clusterInfo };
    return [
      {
        provider,
        workloads: workloads.flatMap((owned, index) => {
          const plan = tenant.jobs[index];
          const uses = plan ? listUses(plan.options).filter((use) => use.capability === capability) : [];
          if (!plan || uses.length === 0) return [];
          return [{ ...owned, additions: functions.forWorkload?.(plan, { ...context, tenant, uses }) ?? {} }];
        }),
        additions: functions.forTenant?.(tenant, context) ?? {},
      },
    ];
  });
}

/** Returns the problems that the providers of capabilities find in the workloads of components. */
export function checkComponentWorkloads(cluster: ResolvedCluster): readonly Problem[] {
  const { clusterInfo, provided } = cluster;
  const workloads = listWorkloads(cluster);
  if (workloads.length === 0 || cluster.hasInvalidComponents) return [];
  const tenant = planOwner(workloads, clusterInfo.capabilities);
  const capabilities = listUsedCapabilities(workloads.map(({ workload }) => workload));
  return capabilities.flatMap((capability) =>
    (provided[capability]?.validateTenant?.(tenant, clusterInfo) ?? []).map((problem) => {
      const [, name] = problem.path;
      const owner = workloads.find(({ workload }) => workload.name === name) ?? workloads[0];
      return { ...problem, path: owner?.component.path ?? [] };
    }),
  );
}

/** Lists the workloads of components that have data in a stack of the environment, such as a database in the cloud. */
export function listWorkloadsWithStackData(cluster: ResolvedCluster): readonly OwnedWorkload[] {
  return resolveProviderAdditions(cluster).flatMap(({ workloads, additions }) =>
    [...workloads.map((workload) => workload.additions), additions]
      .flatMap(({ terraformReleases = [] }) => terraformReleases)
      .some(({ stack }) => stack === 'data')
      ? workloads
      : [],
  );
}

/**
 * Returns the releases with the servers that workloads of components use, and with the Secrets of these uses: of each
 * provider one that belongs to it, so that the components are deployed after the release.
 */
export function resolveUseReleases(
  cluster: ResolvedCluster,
): readonly { readonly component: ResolvedComponent; readonly release: Release }[] {
  return resolveProviderAdditions(cluster).flatMap(({ provider, workloads, additions }) => {
    const all = [...workloads.map((workload) => workload.additions), additions];
    const providerReleases = provider.bound
      .releases(cluster.clusterInfo)
      .filter(({ phase, crds }) => phase === undefined && crds === undefined);
    return [
      {
        component: provider,
        release: {
          name: `${provider.name}-platform`,
          namespace: providerReleases[0]?.namespace ?? provider.name,
          podSecurity: 'restricted' as const,
          after: providerReleases.map(({ name }) => name),
          images: [...new Set(all.flatMap(({ images = [] }) => images))],
          objects: {
            'objects.yaml': (scope) => {
              for (const { objects } of all) objects?.(scope);
            },
          },
        },
      },
    ];
  });
}

/** Network policy of a workload of a component, for what it uses. */
interface UsePolicy {
  readonly namespace: string;
  readonly name: string;
  readonly rules: NetworkRules;
}

/** Lists the network policies of the workloads of components. */
export function listUsePolicies(cluster: ResolvedCluster): readonly UsePolicy[] {
  return resolveProviderAdditions(cluster)
    .flatMap(({ workloads }) => workloads)
    .flatMap(({ workload, additions: { ingress = [], egress = [] } }) =>
      workload.podSelectors.map((podLabels, index) => ({
        namespace: workload.namespace,
        name: `${workload.name}-uses-${index}`,
        rules: { podLabels, ingress, egress },
      })),
    );
}

/** Lists the Terraform releases of the servers that workloads of components use. */
export function listUseTerraformReleases(cluster: ResolvedCluster): readonly PlannedTerraformRelease[] {
  return resolveProviderAdditions(cluster).flatMap(({ workloads, additions }) =>
    [...workloads.map((workload) => workload.additions), additions].flatMap(
      ({ terraformReleases = [] }) => terraformReleases,
    ),
  );
}

/** Lists the Secrets of uses by workloads of components, which providers create. */
export function listUseSecrets(cluster: ResolvedCluster): readonly DeliveredSecret[] {
  return listWorkloads(cluster).flatMap(({ component, workload }) =>
    listUses(planWorkload(workload, cluster.clusterInfo.capabilities).options).map((use) => ({
      component: component.name,
      from: 'provider' as const,
      secret: {
        namespace: workload.namespace,
        name: bindingSecretName(workload.name, use),
        requiredFor: `${component.options.kind}()`,
        values: {},
        rotation: { restarts: workload.readers },
      },
    })),
  );
}

/** Describes the Secrets of uses by workloads of components, and those that their providers add, for people. */
export function describeUseSecrets(cluster: ResolvedCluster): readonly PlannedSecret[] {
  const { capabilities } = cluster.clusterInfo;
  const ofProviders = resolveProviderAdditions(cluster).flatMap(({ provider, additions: { secrets = [] } }) =>
    secrets.map((secret) => ({ ...secret, owner: `component '${provider.name}'` })),
  );
  const ofUses = listWorkloads(cluster).flatMap(({ component, workload }) =>
    listUses(planWorkload(workload, capabilities).options).map((use) => ({
      namespace: workload.namespace,
      name: bindingSecretName(workload.name, use),
      keys: [...(capabilities[use.capability]?.bindingKeys ?? [])].sort(),
      source: `created by the provider of ${use.capability}`,
      rotation: formatRotation({ restarts: workload.readers }),
      owner: `component '${component.name}'`,
    })),
  );
  return [...ofUses, ...ofProviders];
}

function listWorkloads({ components, clusterInfo }: ResolvedCluster): readonly OwnedWorkload[] {
  return components.flatMap((component) =>
    component.bound.workloads(clusterInfo).map((workload) => ({ component, workload })),
  );
}

/** Plans workloads of components as those of a tenant that owns nothing else. */
function planOwner(workloads: readonly OwnedWorkload[], capabilities: CapabilityEndpoints): TenantPlan {
  return {
    name: platformOwner,
    members: [],
    namespaces: [],
    admission: { hosts: [], priorityClasses: [], ...resolveStore(capabilities) },
    applications: [],
    jobs: workloads.map(({ workload }) => planWorkload(workload, capabilities)),
    objects: [],
    products: [],
    additions: {},
  };
}

function planWorkload(
  { name, namespace, image, podSelectors, uses }: ComponentWorkload,
  capabilities: CapabilityEndpoints,
): JobPlan {
  const references = { namespace, podSelectors, capabilities, ...resolveStore(capabilities) };
  return planJob(platformOwner, name, { image, uses }, references);
}

/** Returns the ClusterSecretStore of components. */
function resolveStore({ secrets }: CapabilityEndpoints): { readonly secretStore?: string } {
  return secrets?.platformStore === undefined ? {} : { secretStore: secrets.platformStore };
}
