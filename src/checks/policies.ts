import { relative } from 'node:path';
import type { ApplicationOptions } from '../definition/application';
import type { AnyComponent } from '../definition/component';
import type { JobOptions } from '../definition/job';
import type { Platform } from '../definition/platform';
import { isJob } from '../definition/references';
import type { Tenant } from '../definition/tenant';
import type { ClusterInfo } from '../kinds/cluster-info';
import { isPlainObject } from '../schema/plain-object';
import { error, formatPath, type PathSegment, type Problem } from '../schema/problem';
import { suggest } from '../schema/suggestions';
import { UserError } from '../schema/user-error';
import type { Check, CheckContext } from './context';
import { uniqueProblems } from './duplicates';
import { checkDeployedWorkloads, type DeployedWorkload } from './workloads';

/** Application or job of a tenant on one of its clusters. */
export type PolicyWorkload = {
  readonly name: string;
  readonly tenant: string;
  readonly cluster: string;
  readonly environment: string;
} & (
  | {
      readonly kind: 'application';
      /** Options for the environment, defaults filled. */
      readonly options: ApplicationOptions;
    }
  | { readonly kind: 'job'; readonly options: JobOptions }
);

/** Tenant of the platform. */
export interface PolicyTenant {
  /** Name of the tenant. */
  readonly name: string;
  /** Options, defaults filled. */
  readonly options: Tenant;
}

/** Cluster of the platform. */
export interface PolicyCluster {
  /** Name of the cluster. */
  readonly name: string;
  /** Kind of the cluster, such as `on-prem`. */
  readonly kind: string;
  /** Environment of the cluster. */
  readonly environment: string;
  /** Components with their options, defaults filled. */
  readonly components: readonly (AnyComponent & { readonly name: string })[];
  /** Properties of the cluster, with the capabilities on it. */
  readonly info: ClusterInfo;
}

/**
 * Rule of a platform team for its own definition, next to the checks of Plinth. Its functions are pure, and return every
 * violation, created by `error` or `warning`; paths are relative to the part that they get.
 */
export interface Policy {
  /** Name, which messages contain. A DNS label. */
  readonly name: string;
  /**
   * Called once, with the whole definition, defaults filled.
   * @default nothing is checked
   */
  checkPlatform?(platform: Platform): readonly Problem[];
  /**
   * Called for each cluster.
   * @default nothing is checked
   */
  checkCluster?(cluster: PolicyCluster): readonly Problem[];
  /**
   * Called for each tenant.
   * @default nothing is checked
   */
  checkTenant?(tenant: PolicyTenant): readonly Problem[];
  /**
   * Called for each application and job, once for each cluster that it runs on.
   * @default nothing is checked
   */
  checkWorkload?(workload: PolicyWorkload): readonly Problem[];
}

/**
 * Returns a policy for `policies` of a definition.
 * @example
 * const replicasInProduction = policy({
 *   name: 'replicas-in-production',
 *   checkWorkload: ({ kind, environment, options }) =>
 *     environment === 'prod' && kind === 'application' && options.replicas === 1
 *       ? [error(['replicas'], 1, 'one pod is not available during an update', 'write 2 or more')]
 *       : [],
 * });
 */
export function policy(definition: Policy): Policy {
  return definition;
}

/** A definition as plain data, and the policies that it lists. */
export interface SeparatedPolicies {
  readonly definition: unknown;
  readonly policies: readonly Policy[];
  /** Errors of `policies` itself. */
  readonly problems: readonly Problem[];
}

/** Separates the policies of a definition from its data: they are functions, and not part of the lock. */
export function separatePolicies(definitionWithPolicies: unknown): SeparatedPolicies {
  if (!isPlainObject(definitionWithPolicies) || !('policies' in definitionWithPolicies))
    return { definition: definitionWithPolicies, policies: [], problems: [] };
  const { policies, ...definition } = definitionWithPolicies;
  const fix = "write policy({ name: 'my-policy', checkWorkload: … })";
  if (policies === undefined) return { definition, policies: [], problems: [] };
  if (!Array.isArray(policies))
    return { definition, policies: [], problems: [error(['policies'], undefined, 'must be a list of policies', fix)] };
  const entries = policies as readonly unknown[];
  return {
    definition,
    policies: entries.filter(isPolicy),
    problems: entries.flatMap((entry, index) =>
      isPolicy(entry) ? [] : describeInvalidPolicy(entry, ['policies', index], fix),
    ),
  };
}

/** Names of the functions of a policy. */
const policyFunctions = ['checkPlatform', 'checkCluster', 'checkTenant', 'checkWorkload'] as const;

function describeInvalidPolicy(entry: unknown, path: readonly PathSegment[], fix: string): readonly Problem[] {
  const unknownKeys = Object.keys(isPlainObject(entry) ? entry : {}).filter(
    (key) => key !== 'name' && !policyFunctions.some((name) => name === key),
  );
  return unknownKeys.length === 0
    ? [error(path, undefined, 'is not a policy', fix)]
    : unknownKeys.map((key) => error([...path, key], undefined, 'no such function', suggest(key, policyFunctions)));
}

/** Returns whether a value is a policy. */
export function isPolicy(value: unknown): value is Policy {
  if (!isPlainObject(value)) return false;
  const { name, ...functions } = value;
  return (
    typeof name === 'string' &&
    Object.keys(functions).length > 0 &&
    Object.entries(functions).every(
      ([key, check]) => policyFunctions.some((known) => known === key) && typeof check === 'function',
    )
  );
}

/** Creates the check of a policy. */
export function createPolicyCheck(policy: Policy): Check {
  return (context) =>
    uniqueProblems([
      ...runPolicy(policy, [], () => policy.checkPlatform?.(context.platform)),
      ...context.resolvedClusters.flatMap((cluster) => {
        const { name, options, components, clusterInfo } = cluster;
        const subject: PolicyCluster = {
          ...{ name, kind: options.kind, environment: options.environment, info: clusterInfo },
          components: components.map((component) => ({ ...component.options, name: component.name })),
        };
        return runPolicy(policy, ['clusters', name], () => policy.checkCluster?.(subject));
      }),
      ...Object.entries(context.platform.tenants).flatMap(([name, options]) =>
        runPolicy(policy, ['tenants', name], () => policy.checkTenant?.({ name, options })),
      ),
      ...checkWorkloads(policy, context),
    ]);
}

function checkWorkloads(policy: Policy, context: CheckContext): readonly Problem[] {
  if (!policy.checkWorkload) return [];
  return checkDeployedWorkloads(context, (deployed) =>
    runPolicy(policy, deployed.path, () => policy.checkWorkload?.(describeWorkload(deployed))),
  );
}

function describeWorkload({ name, tenantName, workload, cluster }: DeployedWorkload): PolicyWorkload {
  const place = { name, tenant: tenantName, cluster: cluster.name, environment: cluster.options.environment };
  return isJob(workload)
    ? { ...place, kind: 'job', options: workload }
    : { ...place, kind: 'application', options: workload };
}

/** @throws UserError where the function of the policy throws, which is a defect of the policy */
function runPolicy(
  { name }: Policy,
  path: readonly PathSegment[],
  check: () => readonly Problem[] | undefined,
): readonly Problem[] {
  const place = formatPath(path) || 'the platform';
  let problems: unknown;
  try {
    problems = check() ?? [];
  } catch (cause) {
    const reason = cause instanceof Error ? `${cause.message}${formatPlace(cause)}` : String(cause);
    throw new UserError(`policy '${name}' failed at ${place}: ${reason}`, { cause });
  }
  if (!Array.isArray(problems) || !problems.every(isProblem))
    throw new UserError(
      `policy '${name}' returned no list of problems at ${place}: write [error(path, value, message, fix)], with a list as path, such as ['replicas']`,
    );
  return problems.map((problem) => ({
    ...problem,
    path: [...path, ...problem.path],
    message: `${problem.message} (policy '${name}')`,
  }));
}

/** Returns whether a policy, whose module need not be compiled, returned a problem. */
function isProblem(value: unknown): value is Problem {
  return (
    isPlainObject(value) &&
    Array.isArray(value.path) &&
    [value.message, value.fix].every((text) => typeof text === 'string')
  );
}

/** Formats the place at which a policy has thrown an error, such as ` (policies.ts:12)`; empty where it is unknown. */
function formatPlace({ stack = '' }: Error): string {
  const frames = [...stack.matchAll(/^ +at .*?\(?(?:file:\/\/)?(\/[^():?]+)(?:\?[^:]*)?:(\d+):\d+\)?$/gm)];
  const own = frames.find(([, file = '']) => !file.includes('/node_modules/'));
  return own === undefined ? '' : ` (${relative(process.cwd(), own[1] ?? '')}:${own[2] ?? ''})`;
}
