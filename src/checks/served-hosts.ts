import type { Platform } from '../definition/platform';
import {
  resolveForEnvironment,
  tryGetClusterEnvironment,
  workloadClusters,
  workloadHosts,
} from '../definition/references';
import type { CheckContext } from './context';
import { listDeclaredWorkloads, type DeclaredWorkload } from './workloads';

/** Host name, or wildcard such as `*.apps.acme.example`, that an environment of the platform serves. */
export interface ServedHost {
  readonly host: string;
  /** What serves it, for messages: `shop/web`, `component 'argo-cd' of cluster 'dc1'`. */
  readonly owner: string;
  readonly environment: string;
}

/** Lists the hosts of applications, of Ingresses among `objects`, of components, and of the endpoints of clusters. */
export function listServedHosts({ platform, resolvedClusters }: CheckContext): readonly ServedHost[] {
  return [
    ...listDeclaredWorkloads(platform).flatMap((declaredWorkload) =>
      listWorkloadEnvironments(declaredWorkload, platform).flatMap((environment) =>
        workloadHosts(resolveForEnvironment(declaredWorkload.workload, environment)).map((host) => ({
          host,
          owner: `${declaredWorkload.tenantName}/${declaredWorkload.name}`,
          environment,
        })),
      ),
    ),
    ...Object.entries(platform.tenants).flatMap(([tenantName, { hosts = [], clusters }]) =>
      [...new Set(clusters.flatMap((cluster) => tryGetClusterEnvironment(cluster, platform) ?? []))].flatMap(
        (environment) => hosts.map((host) => ({ host, owner: `an Ingress of tenant '${tenantName}'`, environment })),
      ),
    ),
    ...resolvedClusters.flatMap(({ name: cluster, components, clusterInfo, options: { environment } }) => [
      ...components.flatMap(({ name, bound }) =>
        bound
          .hosts(clusterInfo)
          .map((host) => ({ host, owner: `component '${name}' of cluster '${cluster}'`, environment })),
      ),
      ...(clusterInfo.apiServerAddress === undefined
        ? []
        : [{ host: clusterInfo.apiServerAddress, owner: `the endpoint of cluster '${cluster}'`, environment }]),
    ]),
  ];
}

/** Lists the environments of the clusters that a workload runs on. */
export function listWorkloadEnvironments(
  { tenant, workload }: DeclaredWorkload,
  platform: Platform,
): readonly string[] {
  return [
    ...new Set(
      workloadClusters(tenant, workload).flatMap((cluster) => tryGetClusterEnvironment(cluster, platform) ?? []),
    ),
  ];
}

/** Returns whether a pattern is the host, or is a wildcard such as `*.acme.example` that includes it. */
export function matchesHostname(pattern: string, host: string): boolean {
  return pattern.startsWith('*.') ? host.endsWith(pattern.slice(1)) : host === pattern;
}
