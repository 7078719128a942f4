import type { z } from 'zod';
import { compareCharts, type DeployedCharts } from './changes/chart-versions';
import type { Change } from './changes/change';
import { comparePlatforms, listAdditions } from './changes/changes';
import { hideSecretsInChanges } from './changes/hide-secrets-in-changes';
import type { DeployedVersions } from './changes/kubernetes-upgrades';
import { checkDeletedEntries } from './changes/deleted-entries';
import { checks } from './checks';
import { addModuleFix } from './checks/optional-kinds';
import { addComponentName } from './checks/component-paths';
import { addProviderFixes } from './checks/missing-capability';
import { createPolicyCheck, separatePolicies, type Policy } from './checks/policies';
import { checkTenantObjects, type TenantCheck } from './checks/tenant-objects';
import { checkSecrets, findSecrets, hideSecrets } from './checks/secrets';
import type { AnyKind } from './kinds/cluster-kind';
import type { ClusterPlan } from './kinds/cluster-plan';
import type { Pins } from './kinds/pins';
import { separateTenantFileProblems } from './definition/merge-tenant-file';
import type { Platform } from './definition/platform';
import { planCluster } from './planning/plan-cluster';
import { resolveCluster, validateKinds } from './planning/resolve-cluster';
import { addIsolatedRanges } from './planning/isolated-ranges';
import { listTenantsMovedToOtherStacks } from './planning/tenant-stacks';
import { toJsonSchema } from './schema/json-schema';
import { parseDefinition } from './schema/parse';
import { unknownDomain } from './checks/context';
import { startsWith, valueAtPath, DefinitionError, type PathSegment, type Problem } from './schema/problem';
import { resolveKustomizeBases, type TenantKustomizeBase } from './planning/kustomize-bases';
import { compareDataOptions, listDataReplacements } from './changes/data-replacements';
import { listDrainedNodePools } from './changes/node-pool-changes';
import { checkRemovals, isAllowedRemoval, listTenantRemovals, type AllowedRemovals } from './changes/removals';
import { compareTerraformReleases } from './changes/terraform-release-changes';
import { addEmptiedStacks, resolvePermissionStacks, type PermissionStackPlan } from './planning/permission-stacks';
import { addAbandonedReleases, listDataRemovals, resolveDataStacks, type DataStackPlan } from './planning/data-stacks';

/** Plan of a platform: everything that stacks and charts are generated from, and the changes since the last apply. */
export interface Plan {
  /** The definition, defaults filled. */
  readonly platform: Platform;
  /** Plans of the clusters, in the order of the definition. */
  readonly clusters: readonly ClusterPlan[];
  /** Terraform stacks with resources that outlive clusters. */
  readonly dataStacks: readonly DataStackPlan[];
  /** Terraform stacks with permissions of identities that the clusters of an environment share. */
  readonly permissionStacks: readonly PermissionStackPlan[];
  /** Kustomize bases of the tenants; empty unless `manifests` is `kustomize`. */
  readonly kustomizeBases: readonly TenantKustomizeBase[];
  /** Changes since the last apply; without a previous definition, everything is an addition. */
  readonly changes: readonly Change[];
  /** Plan of the last apply; undefined before the first one. */
  readonly previous: Pick<Plan, 'platform' | 'clusters' | 'dataStacks' | 'permissionStacks'> | undefined;
  /** Errors about removals that the definition does not allow: commands that only show changes plan them all the same. */
  readonly refusedRemovals: readonly Problem[];
  /** Warnings of the checks. */
  readonly warnings: readonly Problem[];
  /**
   * Digests of charts and images, for the lists of images.
   * @default none
   */
  readonly pins?: Pins;
}

/** Input of a plan in addition to the definitions. */
export interface PlanOptions {
  /**
   * Chart versions of the last apply.
   * @default none
   */
  readonly deployedCharts?: DeployedCharts | undefined;
  /**
   * Versions of Kubernetes and its programs of the last apply.
   * @default those that this version of Plinth installs for the previous definition
   */
  readonly deployedVersions?: DeployedVersions | undefined;
  /**
   * Removals that are allowed in addition to `allowRemoval` of the definition.
   * @default none
   */
  readonly allowedRemovals?: AllowedRemovals | undefined;
}

/** The part of a `Language` that a plan needs. */
interface PlatformLanguage {
  readonly kinds: readonly AnyKind[];
  readonly schema: z.ZodType<Platform>;
  readonly policies: readonly Policy[];
  readonly checkTenant: TenantCheck;
}

/**
 * Plans a platform. A pure function of the definition and the previous definition.
 * @param previousDefinition definition of the last apply, from `plinth.lock.json`; undefined for a new platform
 * @throws DefinitionError with all errors of the definition
 */
export function plan(
  language: PlatformLanguage,
  definitionWithPolicies: unknown,
  previousDefinition?: unknown,
  options: PlanOptions = {},
): Plan {
  const { definition, policies, problems: policyProblems } = separatePolicies(definitionWithPolicies);
  const { secrets, problems: secretProblems } = checkSecrets(definition);
  // The definition has no keys that a tenant's file must not have, but the problems of the file do.
  const rejectedKeys = findSecrets(separateTenantFileProblems(definition).problems.map(({ path }) => path));
  const allSecrets = [...secrets, ...rejectedKeys, ...checkSecrets(previousDefinition).secrets];
  const addSecretProblems = (problems: readonly Problem[]) => [
    ...secretProblems,
    ...policyProblems,
    ...hideSecrets(problems, allSecrets),
  ];
  let result: Plan;
  try {
    const withPolicies = { ...language, policies: [...language.policies, ...policies] };
    result = planDefinitions(withPolicies, definition, previousDefinition, options);
  } catch (error) {
    if (!(error instanceof DefinitionError)) throw error;
    // The message of a cause contains values, which may be secrets.
    const cause = allSecrets.length === 0 ? error.cause : undefined;
    throw new DefinitionError(addSecretProblems(error.problems), { cause });
  }
  const warnings = addSecretProblems(result.warnings);
  throwOnErrors(warnings);
  return {
    ...result,
    changes: hideSecretsInChanges(result.changes, allSecrets),
    refusedRemovals: hideSecrets(result.refusedRemovals, allSecrets),
    warnings,
  };
}

/** Plans a platform without looking for secrets. */
function planDefinitions(
  language: PlatformLanguage,
  definition: unknown,
  previousDefinition: unknown,
  { deployedCharts = {}, deployedVersions = {}, allowedRemovals = [] }: PlanOptions,
): Plan {
  const current = planPlatform(language, definition);
  const previous =
    previousDefinition === undefined ? undefined : planPreviousPlatform(language, previousDefinition, deployedVersions);
  if (hasErrors(current.problems)) {
    const deletions = previous ? checkDeletedEntries(previous.platform, definition, allowedRemovals) : [];
    throw new DefinitionError([...current.problems, ...deletions]);
  }
  const comparison = previous ? comparePlatforms(previous, current) : { changes: listAdditions(current), problems: [] };
  const dataStacks = resolveDataStacks(current.clusters);
  const previousPermissionStacks = resolvePermissionStacks(previous?.clusters ?? []);
  const previousDataStacks = resolveDataStacks(previous?.clusters ?? []);
  const removals = previous
    ? [
        ...listTenantRemovals(previous.platform, current.platform),
        ...listDrainedNodePools(previous.clusters, current.clusters),
        ...listDataReplacements(previousDataStacks, dataStacks),
      ]
    : [];
  const removalProblems = previous
    ? checkRemovals(
        removals,
        current.platform.allowRemoval,
        allowedRemovals,
        listDataRemovals(dataStacks, previousDataStacks),
      )
    : [];
  const problems = [...current.problems, ...comparison.problems, ...removalProblems];
  throwOnErrors(problems);
  const { platform } = current;
  // Commands that only show changes allow all removals of tenants; what happens to data depends on the definition.
  const allowedDataRemovals = allowedRemovals === 'all' ? [] : allowedRemovals;
  const isRemovalAllowed = (name: string) => isAllowedRemoval({ name }, platform.allowRemoval, allowedDataRemovals);
  const clusters = current.clusters.map((cluster) => addPreviousState(cluster, previous?.clusters));
  return {
    platform,
    clusters,
    dataStacks: addAbandonedReleases(dataStacks, previousDataStacks, isRemovalAllowed),
    permissionStacks: addEmptiedStacks(resolvePermissionStacks(clusters), previousPermissionStacks),
    kustomizeBases: platform.manifests === 'kustomize' ? resolveKustomizeBases(clusters, platform) : [],
    changes: [
      ...comparison.changes,
      ...(previous ? compareTerraformReleases(previous.clusters, current.clusters, isRemovalAllowed) : []),
      ...compareDataOptions(previousDataStacks, dataStacks),
      ...compareCharts(deployedCharts, clusters),
    ],
    previous: previous && {
      platform: previous.platform,
      clusters: previous.clusters,
      dataStacks: previousDataStacks,
      permissionStacks: previousPermissionStacks,
    },
    refusedRemovals: removals.flatMap((removal) => (isRemovalAllowed(removal.name) ? [] : [removal.problem])),
    warnings: problems,
  };
}

/** Adds the removed and leaving tenants and the previous delivery, which only the comparison with the last apply shows. */
function addPreviousState(cluster: ClusterPlan, previousClusters: readonly ClusterPlan[] | undefined): ClusterPlan {
  const previous = previousClusters?.find(({ name }) => name === cluster.name);
  if (!previous) return cluster;
  // The stacks of such a cluster look it up, which fails when it does not exist.
  if (previous.removed)
    return cluster.removed && cluster.connection.type === 'exec' ? { ...cluster, destroyed: true } : cluster;
  const currentTenants = new Set(cluster.tenants.map(({ name }) => name));
  return {
    ...cluster,
    tenantsMovedToOtherStacks: listTenantsMovedToOtherStacks(previous, cluster),
    removedTenants: previous.tenants.map(({ name }) => name).filter((name) => !currentTenants.has(name)),
    ...(previous.clusterInfo.delivery === cluster.clusterInfo.delivery
      ? {}
      : { deliveryMigration: { from: previous.clusterInfo.delivery, previous } }),
  };
}

/** Plan of one definition, and all problems in it. */
export interface PlanResult {
  readonly platform: Platform;
  /** Plans of the clusters; empty where the definition has errors. */
  readonly clusters: readonly ClusterPlan[];
  readonly problems: readonly Problem[];
}

/**
 * Plans a definition without comparison.
 * @param isApplied whether it is that of the last apply, which rules that time makes stricter do not refuse
 */
function planPlatform(
  { kinds, schema, policies, checkTenant }: PlatformLanguage,
  definitionWithFiles: unknown,
  isApplied = false,
): PlanResult {
  const { definition, problems: tenantFileProblems } = separateTenantFileProblems(definitionWithFiles);
  const getJsonSchema = () => toJsonSchema(schema);
  const {
    value: platform,
    problems: parseProblems,
    invalidEntries,
  } = parseDefinition(schema, definition, getJsonSchema, {
    name: 'platform',
    domain: unknownDomain,
    environments: [],
    clusters: {},
  });
  const schemaProblems = parseProblems.map((problem) => addComponentName(addModuleFix(problem, definition), definition));
  if (platform === undefined) throw new DefinitionError([...tenantFileProblems, ...schemaProblems]);
  const hasInvalidEntries = (path: readonly PathSegment[]) => invalidEntries.some((entry) => startsWith(entry, path));
  const resolvedClusters = addIsolatedRanges(
    Object.keys(platform.clusters).map((name) =>
      resolveCluster(name, platform, kinds, hasInvalidEntries(['clusters', name])),
    ),
  );
  const context = {
    platform,
    resolvedClusters,
    definedNames: (path: readonly PathSegment[]) => Object.keys(valueAtPath(definitionWithFiles, path) ?? {}),
  };
  const furtherProblems = [
    ...[...checks, ...policies.map(createPolicyCheck)].flatMap((check) => check(context)),
    ...resolvedClusters.flatMap(validateKinds),
  ]
    .filter(({ path }) => !followsFromOmission(path, invalidEntries))
    .filter(({ byTime }) => !isApplied || byTime !== true);
  const planProblems = [
    ...tenantFileProblems,
    ...schemaProblems,
    ...addProviderFixes(furtherProblems, kinds, resolvedClusters),
  ];
  const problems = [...planProblems, ...(isApplied ? [] : checkTenantObjects(context, checkTenant, planProblems))];
  return {
    platform,
    clusters: hasErrors(problems) ? [] : resolvedClusters.map((cluster) => planCluster(cluster, platform)),
    problems,
  };
}

/**
 * Returns whether a problem may follow from the omission of an invalid entry: it is at an option of a cluster that was
 * omitted, or of which a part was omitted.
 */
function followsFromOmission(
  path: readonly PathSegment[],
  omittedEntries: readonly (readonly PathSegment[])[],
): boolean {
  const [root, , option] = path;
  return (
    root === 'clusters' &&
    option !== undefined &&
    option !== 'components' &&
    omittedEntries.some((entry) => entry.length > 2 && startsWith(entry, path.slice(0, 3)))
  );
}

/** Plans the definition of the last apply, which an earlier version of Plinth may have accepted with other rules. */
function planPreviousPlatform(
  language: PlatformLanguage,
  previousDefinition: unknown,
  deployedVersions: DeployedVersions,
): PlanResult {
  try {
    // Policies are about what is written now.
    const result = planPlatform({ ...language, policies: [] }, previousDefinition, true);
    throwOnErrors(result.problems);
    const clusters = result.clusters.map((cluster) => ({
      ...cluster,
      versions: { ...cluster.versions, ...deployedVersions[cluster.name] },
    }));
    return { ...result, clusters };
  } catch (error) {
    if (!(error instanceof DefinitionError)) throw error;
    const fix =
      'check out the definition of the last apply, fix this in it, and write the lock from it with `plinth lock --overwrite`';
    const kindFix =
      'the last apply used a kind that is not loaded: add its module or its language again, and remove it only after what used the kind was removed and applied';
    throw new DefinitionError(
      error.problems.map((problem) => ({
        ...problem,
        path: ['plinth.lock.json', ...problem.path],
        fix: problem.path.at(-1) === 'kind' ? kindFix : fix,
      })),
      { cause: error },
    );
  }
}

/**
 * Plans the clusters of the definition of the last apply, for commands that compare it with what exists.
 * @throws DefinitionError when this version of Plinth does not accept the definition
 */
export function planLastApply(
  { kinds, schema, checkTenant }: PlatformLanguage,
  definition: unknown,
  deployedVersions: DeployedVersions,
): readonly ClusterPlan[] {
  return planPreviousPlatform({ kinds, schema, checkTenant, policies: [] }, definition, deployedVersions).clusters;
}

function hasErrors(problems: readonly Problem[]): boolean {
  return problems.some(({ severity }) => severity === 'error');
}

function throwOnErrors(problems: readonly Problem[]): void {
  if (hasErrors(problems)) throw new DefinitionError(problems);
}
