import type { EgressCapability, EgressCidr } from '../definition/calls';
import type { Platform } from '../definition/platform';
import {
  tryGetClusterEnvironment,
  resolveForEnvironment,
  workloadClusters,
  workloadHosts,
} from '../definition/references';
import type { ResolvedCluster } from '../planning/cluster';
import { isWithinRange } from '../schema/address-range';
import { suggest } from '../schema/suggestions';
import { error, type PathSegment, type Problem } from '../schema/problem';
import type { CheckContext } from './context';
import { groupBy } from './duplicates';
import { listDeclaredWorkloads, listValidWorkloadClusters, type DeclaredWorkload } from './workloads';

/**
 * Checks `calls` to hosts and ranges outside the cluster, and to capabilities of the platform. The network must be able
 * to enforce the call, the target must be outside the cluster and outside other environments, and the tenant must have
 * permission to call the capability.
 * @see https://kubernetes.io/docs/concepts/services-networking/network-policies/
 * @see https://docs.cilium.io/en/stable/security/policy/language/#dns-based
 */
export function checkEgress(context: CheckContext): readonly Problem[] {
  const servedHosts = groupBy(listServedHosts(context.platform), ({ host }) => host);
  return listDeclaredWorkloads(context.platform).flatMap((caller) => {
    const clusters = listValidWorkloadClusters(caller, context);
    return (caller.workload.calls ?? []).flatMap((call, index) => {
      const path = [...caller.path, 'calls', index];
      if (typeof call === 'string') return [];
      if ('cidr' in call) return clusters.flatMap((cluster) => checkCidr(call, path, cluster));
      if ('capability' in call) return checkCapability(call, path, caller, clusters);
      return [
        ...clusters.flatMap((cluster) => checkHostEgress(call.host, [...path, 'host'], cluster)),
        ...checkEnvironmentIsolation(servedHosts.get(call.host) ?? [], [...path, 'host'], caller, context),
      ];
    });
  });
}

/**
 * Checks that the network of a cluster can allow egress by host name. A NetworkPolicy contains addresses only; host
 * names require a network that observes DNS responses, such as Cilium.
 */
export function checkHostEgress(
  host: string,
  path: readonly PathSegment[],
  { name, clusterInfo }: ResolvedCluster,
): readonly Problem[] {
  if (clusterInfo.capabilities['network-policy-hosts']?.api === 'cilium') return [];
  return [
    error(
      path,
      host,
      `the network of cluster '${name}' cannot enforce host names`,
      "write { cidr, ports } with its addresses, or use a network that provides 'network-policy-hosts', such as Cilium",
    ),
  ];
}

function checkCidr(
  { cidr }: EgressCidr,
  path: readonly PathSegment[],
  { name, options }: ResolvedCluster,
): readonly Problem[] {
  return (['podCidr', 'serviceCidr'] as const)
    .filter((field) => isWithinRange(cidr, options[field]))
    .map((field) =>
      error(
        [...path, 'cidr'],
        cidr,
        `is within ${field} ${options[field]} of cluster '${name}', but must be outside the cluster`,
        'call applications by their name',
      ),
    );
}

function checkCapability(
  { capability }: EgressCapability,
  callPath: readonly PathSegment[],
  { tenant, tenantName }: DeclaredWorkload,
  clusters: readonly ResolvedCluster[],
): readonly Problem[] {
  const path = [...callPath, 'capability'];
  const permissionProblems = (tenant.capabilities ?? []).includes(capability)
    ? []
    : [error(path, capability, `is not in tenants.${tenantName}.capabilities`, 'add it there')];
  return [
    ...permissionProblems,
    ...clusters.flatMap(({ name, clusterInfo }) => {
      const { capabilities } = clusterInfo;
      const endpoint = capabilities[capability];
      if (!endpoint)
        return [
          error(
            path,
            capability,
            `nothing on cluster '${name}' provides this capability`,
            suggest(capability, Object.keys(capabilities)),
          ),
        ];
      if (endpoint.namespace !== undefined) return [];
      return [
        error(
          path,
          capability,
          `cluster '${name}' does not declare the namespace of its pods, so no NetworkPolicy can allow the call`,
          'set `namespace` where the cluster or its component provides the capability',
        ),
      ];
    }),
  ];
}

/** Hostname at which the ingress controllers of an environment serve an application. */
interface ServedHost {
  readonly host: string;
  /** `tenant/application` */
  readonly application: string;
  readonly environment: string;
}

function listServedHosts(platform: Platform): readonly ServedHost[] {
  return listDeclaredWorkloads(platform).flatMap((declaredWorkload) =>
    listEnvironments(declaredWorkload, platform).flatMap((environment) =>
      workloadHosts(resolveForEnvironment(declaredWorkload.workload, environment)).map((host) => ({
        host,
        application: `${declaredWorkload.tenantName}/${declaredWorkload.name}`,
        environment,
      })),
    ),
  );
}

/**
 * Checks that a called host is not served in another environment of the platform: the call would bypass the isolation
 * of environments by a public hostname. A call has the same target in all environments of the caller, so each
 * environment of the caller is compared with each environment of the host.
 */
function checkEnvironmentIsolation(
  servedHosts: readonly ServedHost[],
  path: readonly PathSegment[],
  caller: DeclaredWorkload,
  { platform }: CheckContext,
): readonly Problem[] {
  const [violation] = listEnvironments(caller, platform).flatMap((callerEnvironment) =>
    servedHosts
      .filter(({ environment }) => environment !== callerEnvironment)
      .map((servedHost) => ({ ...servedHost, callerEnvironment })),
  );
  if (!violation) return [];
  const { host, application, environment, callerEnvironment } = violation;
  return [
    error(
      path,
      host,
      `is ${application} in environment '${environment}', but ${caller.name} calls it from '${callerEnvironment}'`,
      `call an application of the same environment, or set \`clusters\` of ${caller.name} to clusters of '${environment}'`,
    ),
  ];
}

function listEnvironments({ tenant, workload }: DeclaredWorkload, platform: Platform): readonly string[] {
  const environments = workloadClusters(tenant, workload).map((cluster) => tryGetClusterEnvironment(cluster, platform));
  return [...new Set(environments.filter((environment) => environment !== undefined))];
}
