import { serverUseNames, tryGetPlatformServer, type ServerUse } from '../definition/uses';
import type { ResolvedCluster } from '../planning/cluster';
import { error, type PathSegment, type Problem } from '../schema/problem';
import type { CheckContext } from './context';
import { checkHostEgress } from './egress';
import { checkDeployedWorkloads, type DeployedWorkload } from './workloads';

/**
 * Checks `uses` of workloads. A server is provided by the cluster or declared as an external server that the network
 * can allow, stored secrets require a secret store, and `env` refers to fields that are set.
 */
export function checkUses(context: CheckContext): readonly Problem[] {
  return checkDeployedWorkloads(context, (workload) => [...checkServers(workload), ...checkStoredSecret(workload)]);
}

function checkServers({ workload, path: workloadPath, cluster }: DeployedWorkload): readonly Problem[] {
  return serverUseNames.flatMap((name) => {
    const use = workload.uses?.[name];
    if (!use) return [];
    const path = [...workloadPath, 'uses', name];
    return [
      ...(use.server === undefined
        ? checkPlatformServer(name, use, path, cluster)
        : checkExternalServer(use.server, use.addresses, path, cluster)),
      ...checkVariables(use, path),
    ];
  });
}

function checkStoredSecret({ workload, path, cluster }: DeployedWorkload): readonly Problem[] {
  const secret = workload.uses?.secret;
  if (!secret || 'secrets' in cluster.clusterInfo.capabilities) return [];
  return [
    error(
      [...path, 'uses', 'secret'],
      secret.path,
      `nothing on cluster '${cluster.name}' provides 'secrets'`,
      'add a component that provides it, such as externalSecrets(), or refer to an existing Secret in `env`',
    ),
  ];
}

function checkPlatformServer(
  name: (typeof serverUseNames)[number],
  use: ServerUse,
  path: readonly PathSegment[],
  { name: cluster, clusterInfo }: ResolvedCluster,
): readonly Problem[] {
  const declareExternalServer = 'declare an external server: { server, credentials, env }';
  if (!clusterInfo.capabilities[name])
    return [
      error(
        path,
        undefined,
        `nothing on cluster '${cluster}' provides '${name}'`,
        `add a component that provides it, or ${declareExternalServer}`,
      ),
    ];
  if (!tryGetPlatformServer(name, use, clusterInfo.capabilities))
    return [
      error(
        path,
        undefined,
        `cluster '${cluster}' does not declare \`url\` and \`namespace\` of its '${name}'`,
        `set both where it is provided, with a url such as tcp://${name}.${name}.svc:${use.port}, or ${declareExternalServer}`,
      ),
    ];
  if (use.addresses === undefined) return [];
  return [
    error(
      [...path, 'addresses'],
      use.addresses.join(', '),
      'is for external servers only, but the platform provides this one',
      'remove it, or set `server`',
    ),
  ];
}

function checkExternalServer(
  server: string,
  addresses: readonly string[] | undefined,
  path: readonly PathSegment[],
  cluster: ResolvedCluster,
): readonly Problem[] {
  const isIpAddress = /^[0-9.]+$|:/.test(server);
  if (addresses !== undefined || isIpAddress) return [];
  const fix =
    "write its addresses: { server, addresses: ['192.0.2.10/32'] }, or use a network that can enforce host names, such as Cilium";
  return checkHostEgress(server, [...path, 'server'], cluster).map((problem) => ({ ...problem, fix }));
}

/** Checks `env`, whose values are `host`, `port`, `name` or a key of the Secret in `credentials`. */
function checkVariables(use: ServerUse, path: readonly PathSegment[]): readonly Problem[] {
  return Object.entries(use.env).flatMap(([variable, source]) => {
    const variablePath = [...path, 'env', variable];
    if (source === 'host' || source === 'port') return [];
    if (source === 'name')
      return use.name === undefined
        ? [error(variablePath, source, '`name` is not set', 'write `name` next to `env`')]
        : [];
    if (use.credentials !== undefined) return [];
    return [
      error(
        variablePath,
        source,
        'is a key of a Secret, but `credentials` is not set',
        "set `credentials` to the name of the Secret, or write 'host', 'port' or 'name' here",
      ),
    ];
  });
}
