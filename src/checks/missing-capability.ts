import { builtInCapabilities, type Capability } from '../definition/capability';
import type { AnyKind } from '../kinds/cluster-kind';
import type { AnyComponentKind } from '../kinds/component-kind';
import type { ResolvedCluster } from '../planning/resolved-cluster';
import { tryGetExample } from '../schema/examples';
import { toJsonSchema, type SchemaNode } from '../schema/json-schema';
import { error, warning, type MissingCapability, type PathSegment, type Problem } from '../schema/problem';

/**
 * Returns the error for something that requires a capability which nothing on its cluster provides.
 * @param alternative what to write instead of adding a provider, beginning with a verb
 */
export function missingCapabilityError(
  path: readonly PathSegment[],
  value: unknown,
  missing: Omit<MissingCapability, 'alternative'>,
  alternative?: string,
): Problem {
  const message = `nothing on cluster '${missing.cluster}' provides '${missing.capability}'`;
  return describeMissing(error(path, value, message, ''), missing, alternative);
}

/** Returns the warning for an option that has no effect, since nothing on the cluster provides a capability. */
export function missingCapabilityWarning(
  path: readonly PathSegment[],
  value: unknown,
  missing: Omit<MissingCapability, 'alternative'>,
  effect: string,
  alternative?: string,
): Problem {
  const message = `nothing on cluster '${missing.cluster}' provides '${missing.capability}': ${effect}`;
  return describeMissing(warning(path, value, message, ''), missing, alternative);
}

/** Adds a missing capability to a problem, whose fix does not name providers yet. */
export function describeMissing(
  problem: Problem,
  missing: Omit<MissingCapability, 'alternative'>,
  alternative?: string,
): Problem {
  const fix = ['add a component that provides it', ...(alternative === undefined ? [] : [alternative])].join(', or ');
  return {
    ...problem,
    fix,
    missingCapability: { ...missing, ...(alternative === undefined ? {} : { alternative }) },
  };
}

/**
 * Adds to the fixes of missing capabilities what provides them: kinds of components, and the declaration of what an
 * existing cluster has.
 */
export function addProviderFixes(
  problems: readonly Problem[],
  kinds: readonly AnyKind[],
  clusters: readonly ResolvedCluster[],
): readonly Problem[] {
  // Many workloads may lack the same capability, and finding its providers binds every kind.
  const providers = new Map<string, readonly AnyKind[]>();
  return problems.map((problem) => {
    const { missingCapability: missing } = problem;
    if (missing === undefined) return problem;
    const { capability } = missing;
    const cluster = clusters.find(({ name }) => name === missing.cluster);
    const key = `${missing.cluster} ${capability}`;
    const known = providers.get(key) ?? listProviderKinds(kinds, capability, cluster);
    providers.set(key, known);
    return { ...problem, fix: formatFix(missing, known, cluster) };
  });
}

function formatFix(
  { capability, alternative, byComponent }: MissingCapability,
  providers: readonly AnyKind[],
  cluster: ResolvedCluster | undefined,
): string {
  const names = providers.map(({ kind }) => `'${kind}'`).join(' or ');
  const fixes = [
    ...(providers.length > 0 ? [`add a component of kind ${names}`] : []),
    // Another name is more likely misspelt than missing.
    ...(providers.length === 0 && Object.hasOwn(builtInCapabilities, capability)
      ? ['add a component that provides it']
      : []),
    ...(providers.length > 0 && !byComponent && cluster && 'provides' in cluster.kind.schema.shape
      ? [`write provides: { ${formatKey(capability)}: { … } } if the cluster has one`]
      : []),
    ...(alternative === undefined ? [] : [alternative]),
  ];
  return fixes.length > 0 ? fixes.join(', or ') : `add a component that provides '${capability}'`;
}

function formatKey(capability: Capability): string {
  return /^[a-z]+$/.test(capability) ? capability : `'${capability}'`;
}

function listProviderKinds(
  kinds: readonly AnyKind[],
  capability: Capability,
  cluster: ResolvedCluster | undefined,
): readonly AnyKind[] {
  return kinds.filter((kind) => kind.type === 'component' && isProvider(kind, capability, cluster));
}

/**
 * Returns whether a component of a kind, with only the options that are required, provides a capability and can be on a
 * cluster: those of a cloud are only for its clusters.
 */
function isProvider(kind: AnyComponentKind, capability: Capability, cluster: ResolvedCluster | undefined): boolean {
  const root: SchemaNode = toJsonSchema(kind.schema);
  const { required = [], properties = {} } = root;
  const options = Object.fromEntries(required.map((name) => [name, tryGetExample(root, properties[name] ?? {})]));
  try {
    const bound = kind.bind(options);
    if (!(capability in bound.provides())) return false;
    return !cluster || bound.validate(cluster.clusterInfo).every(({ severity }) => severity !== 'error');
  } catch {
    // An example need not be valid with the others.
    return false;
  }
}
