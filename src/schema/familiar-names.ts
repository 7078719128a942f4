import { listSimilar, suggest } from './suggestions';

/**
 * Names that Kubernetes, Docker Compose, Helm charts and other tools use, in lower case and without separators, with the
 * names that mean the same in a definition. The first that is possible at the place counts.
 */
const familiarNames: Readonly<Record<string, readonly string[]>> = {
  ...named(['kind'], 'type'),
  ...named(['applications', 'application'], 'app', 'apps', 'service', 'services', 'workload', 'workloads'),
  ...named(['applications', 'application'], 'deployment', 'deployments'),
  ...named(['applications', 'job'], 'jobs', 'cronjob', 'cronjobs', 'tasks'),
  ...named(['probes'], 'health', 'healthcheck', 'healthchecks', 'livenessprobe', 'readinessprobe', 'startupprobe'),
  ...named(['ingress'], 'host', 'hosts', 'hostname', 'hostnames', 'route', 'routes', 'url', 'expose', 'domain'),
  ...named(['files'], 'volume', 'volumes', 'mounts', 'volumemounts', 'configmap', 'configmaps', 'persistence'),
  ...named(['env'], 'environment', 'variables', 'vars', 'environmentvariables'),
  ...named(['resources'], 'cpu', 'memory', 'requests', 'limits'),
  ...named(['replicas'], 'autoscaling', 'scaling', 'scale', 'hpa', 'instances'),
  ...named(['calls'], 'dependson', 'depends', 'egress', 'networkpolicy'),
  ...named(['uses'], 'database', 'databases', 'cache', 'queue', 'bucket', 'secret', 'secrets'),
  ...named(['allows'], 'allowfrom', 'allowedfrom', 'callers'),
  ...named(['login'], 'auth', 'authentication', 'sso', 'oidc', 'oauth'),
  ...named(['command'], 'cmd', 'entrypoint'),
  ...named(['imagePullSecrets'], 'pullsecrets', 'pullsecret'),
  ...named(['perEnvironment'], 'overrides', 'environments', 'overlays'),
  ...named(['schedule'], 'cron'),
  ...named(['owners'], 'owner', 'team', 'group', 'groups'),
  ...named(['members'], 'roles', 'users'),
  ...named(['quota'], 'quotas', 'resourcequota'),
  ...named(['kubernetes', 'image'], 'version', 'tag'),
  ...named(['kubernetes'], 'kubernetesversion'),
  ...named(['addOns', 'components'], 'addons', 'addon', 'clusteraddons'),
  ...named(['components'], 'plugins', 'charts'),
  ...named(['controlPlanes'], 'masters', 'controlplane', 'servers'),
  ...named(['workers', 'nodePools'], 'nodes', 'nodegroups', 'agents'),
  ...named(['podCidr'], 'clustercidr', 'podsubnet', 'podnetwork'),
  ...named(['policies'], 'policy', 'rules'),
  ...named(['plinth/aws'], 'plinth/amazon', 'plinth/eks'),
  ...named(['plinth/azure'], 'plinth/aks', 'plinth/microsoft'),
  ...named(['plinth/google'], 'plinth/gcp', 'plinth/gke'),
  ...named(['serviceCidr'], 'servicesubnet', 'serviceclusteriprange'),
};

/** What to write for parts of other tools that have another shape in a definition, by the option that the object has. */
const familiarShapes: Readonly<Record<string, { readonly option: string; readonly fix: string }>> = {
  requests: { option: 'memoryLimit', fix: 'write the requests as cpu, memory and disk, without an object around them' },
  limits: { option: 'memoryLimit', fix: 'write the limits as cpuLimit, memoryLimit and diskLimit' },
};

/** Returns what to write for a part of another tool that has another shape in a definition; undefined for other names. */
export function tryGetFamiliarShape(name: string, possible: readonly string[]): string | undefined {
  const shape = Object.hasOwn(familiarShapes, name) ? familiarShapes[name] : undefined;
  return shape && possible.includes(shape.option) ? shape.fix : undefined;
}

/** Returns the possible name that was most likely meant: one that means the same, is spelt similarly, or is its plural. */
export function tryGetLikelyName(name: string, possible: readonly string[]): string | undefined {
  return (
    tryGetFamiliarName(name, possible) ??
    listSimilar(name, possible)[0] ??
    possible.find((candidate) => candidate === `${name}s`)
  );
}

function named(meaning: readonly string[], ...names: readonly string[]): Readonly<Record<string, readonly string[]>> {
  return Object.fromEntries(names.map((name) => [name, meaning]));
}

/** Returns a fix for an unknown name: the possible name that means the same in other tools, or the most similar ones. */
export function suggestName(name: string, possible: readonly string[]): string {
  const familiar = tryGetFamiliarName(name, possible);
  return familiar === undefined ? suggest(name, possible) : `write '${familiar}'`;
}

/** Returns the possible name that means the same as a name of another tool; undefined if there is none. */
export function tryGetFamiliarName(name: string, possible: readonly string[]): string | undefined {
  const key = name.toLowerCase().replace(/[-_ ]/g, '');
  const meanings = Object.hasOwn(familiarNames, key) ? (familiarNames[key] ?? []) : [];
  return meanings.find((meaning) => meaning !== name && possible.includes(meaning));
}
