import { suggest } from './suggestions';

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
  ...named(['serviceCidr'], 'servicesubnet', 'serviceclusteriprange'),
};

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
