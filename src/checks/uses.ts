import type { ResolvedCluster } from '../planning/cluster';
import { error, type PathSegment, type Problem } from '../schema/problem';
import type { TenantWorkload } from '../definition/tenant';
import { serverUseNames, tryGetPlatformServer, type ServerUse } from '../definition/uses';
import { checkEgressHost } from './egress';
import type { WorkloadEntry } from './workload-entry';

/** What a workload uses that nothing provides, that cannot be reached, or that it takes what is not there from. */
export function checkUses(
  { path }: WorkloadEntry,
  { uses = {} }: TenantWorkload,
  draft: ResolvedCluster,
): readonly Problem[] {
  const servers = serverUseNames.flatMap((name) => {
    const use = uses[name];
    if (!use) return [];
    const at = [...path, 'uses', name];
    return [
      ...(use.server === undefined
        ? checkPlatformServer(name, use, at, draft)
        : checkExternalServer(use.server, use.addresses, at, draft)),
      ...Object.entries(use.env).flatMap(([variable, what]) => checkUseEnv(use, variable, what, at)),
    ];
  });
  const stored =
    uses.secret && !('secrets' in draft.clusterInfo.capabilities)
      ? [
          error(
            [...path, 'uses', 'secret'],
            uses.secret.path,
            `nothing on cluster '${draft.name}' provides 'secrets'`,
            'add a component that does, such as external-secrets, or refer to an existing Secret in `env`',
          ),
        ]
      : [];
  return [...servers, ...stored];
}

function checkPlatformServer(
  name: (typeof serverUseNames)[number],
  use: ServerUse,
  path: readonly PathSegment[],
  { name: cluster, clusterInfo }: ResolvedCluster,
): readonly Problem[] {
  const external = 'name a server outside: { server, credentials, env }';
  if (!clusterInfo.capabilities[name])
    return [
      error(
        path,
        undefined,
        `nothing on cluster '${cluster}' provides '${name}'`,
        `add a component that does, or ${external}`,
      ),
    ];
  if (!tryGetPlatformServer(name, use, clusterInfo.capabilities))
    return [
      error(
        path,
        undefined,
        `cluster '${cluster}' does not say how its '${name}' is reached`,
        `let what provides it name \`namespace\` and \`url\`, such as tcp://${name}.${name}.svc:${use.port}, or ${external}`,
      ),
    ];
  if (use.addresses === undefined) return [];
  return [
    error(
      [...path, 'addresses'],
      use.addresses.join(', '),
      'is for a server outside, and the platform provides this one',
      'remove it, or name the `server`',
    ),
  ];
}

function checkExternalServer(
  server: string,
  addresses: readonly string[] | undefined,
  path: readonly PathSegment[],
  draft: ResolvedCluster,
): readonly Problem[] {
  if (addresses !== undefined || /^[0-9.]+$|:/.test(server)) return [];
  const fix = "write its addresses: { server, addresses: ['192.0.2.10/32'] }, or take a network that can";
  return checkEgressHost(server, [...path, 'server'], draft).map((problem) => ({ ...problem, fix }));
}

function checkUseEnv(
  use: { readonly name?: string | undefined; readonly credentials?: string | undefined },
  variable: string,
  what: string,
  path: readonly PathSegment[],
): readonly Problem[] {
  if (what === 'host' || what === 'port') return [];
  if (what === 'name' && use.name !== undefined) return [];
  if (what !== 'name' && use.credentials !== undefined) return [];
  return [
    error(
      [...path, 'env', variable],
      what,
      what === 'name' ? 'there is no `name`' : 'there are no `credentials` to take it from',
      what === 'name'
        ? 'write `name` beside it'
        : "write the name of a Secret as `credentials`, or 'host', 'port' or 'name' here",
    ),
  ];
}
