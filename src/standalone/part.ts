import { z } from 'zod';
import type { AnyComponent } from '../definition/component';
import type { ClusterInfo } from '../kinds/cluster-info';
import { clusterKind, type AnyKind } from '../kinds/cluster-kind';
import type { ClusterPlan } from '../kinds/cluster-plan';
import { provideEndpoints } from '../kinds/provides';
import { createLanguage } from '../create-language';
import {
  DefinitionError,
  formatPath,
  startsWith,
  type MissingCapability,
  type PathSegment,
  type Problem,
} from '../schema/problem';

/** Plan of a part of a platform, and the warnings about its options. */
export interface StandalonePlan<P> {
  readonly plan: P;
  readonly cluster: ClusterInfo;
  readonly warnings: readonly Problem[];
}

/** A part of a platform, and the cluster that it runs on. */
interface StandalonePart {
  readonly cluster: ClusterInfo;
  readonly kinds?: readonly AnyKind[];
  readonly components?: readonly AnyComponent[];
  readonly environments?: readonly string[];
  readonly tenants?: object;
}

/** How problems of a part are reported: their paths lose `length` segments where they begin with the prefix. */
interface ReportedPart {
  readonly subject: string;
  readonly prefix: readonly PathSegment[];
  readonly length: number;
  /** Path of problems of the whole part. */
  readonly whole: string;
  /**
   * Whether the part has the option `providers`, with components that provide capabilities.
   * @default false
   */
  readonly hasProviders?: boolean;
  /**
   * Whether the part has the option `notSecret`, with paths as in the problems.
   * @default false
   */
  readonly hasNotSecret?: boolean;
  /**
   * Whether the user has described the cluster.
   * @default true
   */
  readonly hasCluster?: boolean;
}

/** Plans a platform that consists of a part and of the cluster that the part runs on. */
export function planStandalonePart(
  part: StandalonePart,
  reported: ReportedPart,
): { readonly clusterPlan: ClusterPlan; readonly warnings: readonly Problem[] } {
  const { cluster, kinds = [], components = [], environments = [], tenants } = part;
  const { kubernetes, podCidr, serviceCidr, clusterDomain, registryMirror } = cluster;
  const hasEnvironmentDomain = cluster.environmentDomain === `${cluster.environment}.${cluster.domain}`;
  const otherEnvironment = cluster.environment === 'other' ? 'another' : 'other';
  const definition = {
    name: cluster.platform,
    domain: hasEnvironmentDomain ? cluster.domain : cluster.environmentDomain,
    environments: [
      ...new Set([cluster.environment, ...environments, ...(hasEnvironmentDomain ? [otherEnvironment] : [])]),
    ],
    clusters: {
      [cluster.cluster]: {
        kind: describedKind,
        environment: cluster.environment,
        ...{ kubernetes, podCidr, serviceCidr, clusterDomain, registryMirror, components },
      },
    },
    tenants,
  };
  const relative = ({ missingCapability, secretFix, ...problem }: Problem): Problem => {
    const path = resolveRelativePath(problem.path, reported);
    if (missingCapability)
      return { ...problem, path, ...describeMissingCapability(problem.message, missingCapability, reported) };
    if (secretFix === undefined) {
      const hasScope = isExemption(problem.path, reported.prefix) && typeof problem.value === 'string';
      const scope = `${formatPath(reported.prefix.slice(2))}.`;
      return { ...problem, path, ...(hasScope ? { value: String(problem.value).replace(scope, '') } : {}) };
    }
    const exemption = `; if it is not a secret, write notSecret: ['${formatPath(path)}']`;
    return { ...problem, path, fix: `${secretFix}${reported.hasNotSecret === true ? exemption : ''}` };
  };
  const parts = createLanguage([...kinds, createClusterKind(cluster, components, kinds)]);
  try {
    const { clusters, warnings } = parts.plan(definition);
    const [clusterPlan] = clusters;
    if (!clusterPlan) throw new Error('the cluster was not planned');
    return { clusterPlan, warnings: warnings.map(relative) };
  } catch (error) {
    if (!(error instanceof DefinitionError)) throw error;
    throw new DefinitionError(error.problems.map(relative), { cause: error.cause, subject: reported.subject });
  }
}

function resolveRelativePath(
  path: readonly PathSegment[],
  { prefix, length, whole }: ReportedPart,
): readonly PathSegment[] {
  if (isExemption(path, prefix)) return path.slice(2);
  if (!startsWith(path, prefix)) return path;
  return path.length === length ? [whole] : path.slice(length);
}

/** Returns whether a path is that of an entry of `notSecret` of the tenant that a part belongs to. */
function isExemption(path: readonly PathSegment[], prefix: readonly PathSegment[]): boolean {
  return path[0] === 'tenants' && path[2] === 'notSecret' && startsWith(path, prefix.slice(0, 2));
}

/** Describes a missing capability of a part: there is no definition to which a component could be added. */
function describeMissingCapability(
  message: string,
  { cluster, capability, byComponent }: MissingCapability,
  { hasProviders = false, hasCluster = true }: ReportedPart,
): Pick<Problem, 'message' | 'fix'> {
  const key = /^[a-z]+$/.test(capability) ? capability : `'${capability}'`;
  const capabilities = `capabilities: { ${key}: {} }`;
  const fixes = [
    ...(hasProviders ? ['add a component that provides it to `providers`'] : []),
    ...(byComponent && !hasProviders ? ['use a `Tenant`, with a component in `providers` that provides it'] : []),
    ...(byComponent
      ? []
      : [
          hasCluster
            ? `write ${capabilities} in clusterInfo({ … }) if the cluster has it`
            : `write cluster: clusterInfo({ ${capabilities} }) if the cluster has it`,
        ]),
  ];
  return {
    // Without `cluster`, its name is a default.
    message: hasCluster ? message : message.replace(new RegExp(` (?:on|of) cluster '${cluster}'`), ''),
    fix: fixes.join(', or '),
  };
}

const describedKind = 'described-cluster';

/** Creates the kind of a cluster that exists and that an info describes. */
function createClusterKind(cluster: ClusterInfo, components: readonly AnyComponent[], kinds: readonly AnyKind[]) {
  const {
    machines,
    nodePools,
    cloud,
    apiServerAddress,
    apiServerRanges = [],
    networkRanges = [],
    egressRanges,
    endpointRanges = [],
    capabilities,
  } = cluster;
  const provided = new Set(components.flatMap((component) => listProvided(component, kinds)));
  const infrastructure = Object.entries(capabilities).filter(([capability]) => !provided.has(capability));
  return clusterKind({
    kind: describedKind,
    summary: 'Existing cluster that an info describes.',
    schema: z.strictObject({}),
    // Whether the cluster enforces the NetworkPolicies of workloads is not a question of their options.
    provides: () => provideEndpoints({ 'network-policy': {}, ...Object.fromEntries(infrastructure) }),
    machines: () => machines,
    apiServerAddress: () => apiServerAddress,
    apiServerRanges: () => apiServerRanges,
    networkRanges: () => networkRanges,
    egressRanges: () => egressRanges,
    endpointRanges: () => endpointRanges,
    nodePools: () => nodePools ?? [],
    ...(cloud === undefined ? {} : { cloud: () => cloud }),
    connection: (_, name) => ({ type: 'kubeconfig', path: `kubeconfig/${name}.yaml` }),
  });
}

/** Lists the capabilities that a component provides, with its defaults where its options have errors. */
function listProvided(component: AnyComponent, kinds: readonly AnyKind[]): readonly string[] {
  for (const kind of kinds) {
    if (kind.type !== 'component' || kind.kind !== component.kind) continue;
    const { kind: _kind, name: _name, ...options } = component;
    const valid = [options, {}].find((candidate) => kind.schema.safeParse(candidate).success);
    return valid === undefined ? [] : Object.keys(kind.bind(valid).endpoints());
  }
  return [];
}
