import { resolveNamespace } from '../definition/references';
import {
  bindingSecretName,
  isServerUse,
  listUses,
  providedServerOptions,
  serverUseNames,
  tryGetPlatformServer,
  useVolumeName,
  type ServerUseEntry,
  type Use,
} from '../definition/uses';
import { resolveBindingData } from '../planning/bindings';
import { parseCustomUse } from '../planning/custom-uses';
import type { ResolvedCluster } from '../planning/resolved-cluster';
import { suggest } from '../schema/suggestions';
import { error, type PathSegment, type Problem } from '../schema/problem';
import { missingCapabilityError } from './missing-capability';
import type { CheckContext } from './context';
import { checkHostEgress } from './egress';
import { checkDeployedWorkloads, type DeployedWorkload } from './workloads';

/**
 * Checks `uses` of workloads. A server is provided by the cluster or declared as an external server that the network
 * can allow, stored secrets require a secret store, and `env` names keys of the Secret of the use.
 */
export function checkUses(context: CheckContext): readonly Problem[] {
  return checkDeployedWorkloads(context, (workload) => [
    ...listUses(workload.workload).flatMap((use) => {
      const path = [...workload.path, 'uses', ...use.path];
      return [...checkUse(use, path, workload), ...checkSecretNames(use, path, workload)];
    }),
    ...checkStoredSecret(workload),
  ]);
}

function checkUse(use: Use, path: readonly PathSegment[], workload: DeployedWorkload): readonly Problem[] {
  const { cluster } = workload;
  const { server, addresses } = use.options;
  if (!isServerUse(use)) {
    const problems = checkCustomUse(use, path, workload);
    // Without a provider, there are no keys to compare with.
    return problems.length > 0 ? problems : checkKeys(use, path, cluster);
  }
  return [
    ...(server === undefined
      ? checkPlatformServer(use, path, cluster)
      : [...checkExternalServer(server, addresses, path, cluster), ...checkProvidedOptions(use, path, 'external')]),
    ...checkKeys(use, path, cluster),
  ];
}

function checkStoredSecret({ workload, path, cluster }: DeployedWorkload): readonly Problem[] {
  const secret = workload.uses?.secret;
  if (!secret || 'secrets' in cluster.clusterInfo.capabilities) return [];
  return [
    missingCapabilityError(
      [...path, 'uses', 'secret'],
      secret.path,
      { cluster: cluster.name, capability: 'secrets' },
      'refer to an existing Secret in `env`',
    ),
  ];
}

function checkPlatformServer(
  use: ServerUseEntry,
  path: readonly PathSegment[],
  { name: cluster, clusterInfo }: ResolvedCluster,
): readonly Problem[] {
  const { capability, options } = use;
  const declareExternalServer = 'declare an external server: { server, credentials, env }';
  const endpoint = clusterInfo.capabilities[capability];
  if (!endpoint) return [missingCapabilityError(path, undefined, { cluster, capability }, declareExternalServer)];
  if (endpoint.api !== undefined && endpoint.api !== options.type)
    return [
      error(
        [...path, 'type'],
        options.type,
        `cluster '${cluster}' provides '${endpoint.api}'`,
        `write type: '${endpoint.api}', or ${declareExternalServer}`,
      ),
    ];
  const createdByProvider = endpoint.bindingKeys !== undefined;
  const externalOptions = {
    addresses: options.addresses?.join(', '),
    credentials: createdByProvider ? options.credentials : undefined,
  };
  const problems = [
    ...(createdByProvider ? [] : checkProvidedOptions(use, path, 'existing')),
    ...Object.entries(externalOptions).flatMap(([option, value]) =>
      value === undefined
        ? []
        : [
            error(
              [...path, option],
              value,
              'is for external servers only, but the platform provides this one',
              'remove it, or set `server`',
            ),
          ],
    ),
  ];
  if (createdByProvider || tryGetPlatformServer(use, clusterInfo.capabilities)) return problems;
  return [
    ...problems,
    error(
      path,
      undefined,
      `cluster '${cluster}' does not declare \`url\` and \`namespace\` of its '${capability}'`,
      `set both where it is provided, with a url such as tcp://${capability}.${capability}.svc:${options.port}, or ${declareExternalServer}`,
    ),
  ];
}

/** Checks that no option is about a server that a provider creates for the workload, where nothing creates it. */
function checkProvidedOptions(
  { options }: ServerUseEntry,
  path: readonly PathSegment[],
  server: 'external' | 'existing',
): readonly Problem[] {
  const reason = {
    external: 'is for servers that the platform provides, but `server` is an external one',
    existing: 'is for servers that the platform creates, but nothing on the cluster creates one for each use',
  };
  return providedServerOptions.flatMap((option) =>
    options[option] === undefined ? [] : [error([...path, option], options[option], reason[server], 'remove it')],
  );
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

/**
 * Checks the use of a capability that is not built in. The schema of its provider decides about the options. A provider
 * without one, such as that of `logs`, is not made for workloads of tenants: the platform permits each tenant to use it.
 */
function checkCustomUse(
  use: Use,
  path: readonly PathSegment[],
  { tenant, tenantName, cluster: { name, provided } }: DeployedWorkload,
): readonly Problem[] {
  const { capability } = use;
  const provider = Object.hasOwn(provided, capability) ? provided[capability] : undefined;
  if (!provider)
    return [
      missingCapabilityError(
        path,
        undefined,
        { cluster: name, capability },
        suggest(capability, [...new Set([...serverUseNames, 'secret', ...Object.keys(provided)])]),
      ),
    ];
  if (provider.useSchema === undefined && !(tenant.capabilities ?? []).includes(capability))
    return [
      error(
        path,
        undefined,
        `workloads may use '${capability}' only if it is in tenants.${tenantName}.capabilities`,
        'let the platform add it there, or remove the use',
      ),
    ];
  return parseCustomUse(use, provider.useSchema).problems.map((problem) => ({
    ...problem,
    path: [...path, ...problem.path],
  }));
}

/**
 * Checks that the Secret of a use does not replace another Secret: the existing one in `credentials`, or that of another
 * workload, as `web-database-orders` of `web` and of `web-database`.
 */
function checkSecretNames(
  use: Use,
  path: readonly PathSegment[],
  { name: workloadName, workload, tenant, tenantName }: DeployedWorkload,
): readonly Problem[] {
  const secret = bindingSecretName(workloadName, use);
  const namespace = resolveNamespace(workload, tenantName, tenant);
  const owner = Object.entries(tenant.applications ?? {}).find(
    ([other, options]) =>
      other < workloadName &&
      resolveNamespace(options, tenantName, tenant) === namespace &&
      listUses(options).some((otherUse) => bindingSecretName(other, otherUse) === secret),
  );
  return [
    ...(use.options.credentials === secret
      ? [
          error(
            [...path, 'credentials'],
            secret,
            'is the name of the Secret that the platform creates for this use',
            'give the existing Secret another name',
          ),
        ]
      : []),
    ...(owner
      ? [error(path, secret, `is also the name of the Secret of a use of '${owner[0]}'`, 'rename the use')]
      : []),
    ...(use.options.files !== undefined && useVolumeName(use).length > maxVolumeName
      ? [error(path, undefined, 'has a name that is too long for a volume', 'write a shorter name of the use')]
      : []),
  ];
}

/** @see https://kubernetes.io/docs/concepts/storage/volumes/ */
const maxVolumeName = 63;

/** Checks `env`, whose values are keys of the Secret of the use or of the Secret in `credentials`. */
function checkKeys(use: Use, path: readonly PathSegment[], { clusterInfo }: ResolvedCluster): readonly Problem[] {
  const { capabilities } = clusterInfo;
  const { server, credentials, env } = use.options;
  const providedKeys = server === undefined ? capabilities[use.capability]?.bindingKeys : undefined;
  if (credentials !== undefined && providedKeys === undefined) return [];
  const keys = providedKeys ?? Object.keys(resolveBindingData(use, capabilities));
  return Object.entries(env)
    .filter(([, key]) => !keys.includes(key))
    .map(([variable, key]) =>
      error(
        [...path, 'env', variable],
        key,
        providedKeys ? 'is not a key of the Secret of this use' : 'is a key of a Secret, but `credentials` is not set',
        providedKeys
          ? suggest(key, keys)
          : `set \`credentials\` to the name of the Secret, or write ${keys.map((known) => `'${known}'`).join(', ')} here`,
      ),
    );
}
