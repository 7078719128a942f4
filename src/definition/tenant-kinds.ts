/** A kind of the Kubernetes API, by its API group; the core group is the empty string. */
export interface GroupKind {
  readonly group: string;
  readonly kind: string;
}

function groupKinds(group: string, ...kinds: readonly string[]): readonly GroupKind[] {
  return kinds.map((kind) => ({ group, kind }));
}

/**
 * Kinds that a tenant may write in `objects`, deliver from Git and change by the API. Everything else would reach beyond
 * the tenant's namespaces or lift its isolation, and needs the platform, which extends the list for a tenant by `kinds`.
 * Content of Ingresses, Services, Pods, volume claims, Certificates, ExternalSecrets and PodMonitors is restricted by
 * admission policies.
 */
export const tenantKinds: readonly GroupKind[] = [
  ...groupKinds('', 'ConfigMap', 'PersistentVolumeClaim', 'Pod', 'Service', 'ServiceAccount'),
  ...groupKinds('apps', 'DaemonSet', 'Deployment', 'ReplicaSet', 'StatefulSet'),
  ...groupKinds('autoscaling', 'HorizontalPodAutoscaler'),
  ...groupKinds('batch', 'CronJob', 'Job'),
  ...groupKinds('cert-manager.io', 'Certificate'),
  ...groupKinds('external-secrets.io', 'ExternalSecret'),
  ...groupKinds('monitoring.coreos.com', 'PodMonitor', 'PrometheusRule'),
  ...groupKinds('networking.k8s.io', 'Ingress'),
  ...groupKinds('policy', 'PodDisruptionBudget'),
];

/**
 * Kinds that a tenant may change by the API and deliver from Git, but not write in `objects`: the values of a Secret
 * must not stand in the definition.
 */
export const tenantApiKinds: readonly GroupKind[] = [...tenantKinds, ...groupKinds('', 'Secret')];

/** Kinds that pods of a tenant write while they run: leases of leader elections, and events. */
export const tenantRuntimeKinds: readonly GroupKind[] = [
  ...groupKinds('coordination.k8s.io', 'Lease'),
  ...groupKinds('', 'Event'),
  ...groupKinds('events.k8s.io', 'Event'),
];

/** What a tenant writes in place of kinds that Plinth creates from its definition. */
const alternatives: Readonly<Record<string, string>> = {
  '/LimitRange': 'set `limits` of the tenant',
  '/Namespace': 'set `namespaces` of the tenant',
  '/ResourceQuota': 'set `quota` of the tenant',
  '/Secret': 'create it in the cluster, or take it from the secret store by `uses: { secret }`',
  'cilium.io/CiliumNetworkPolicy': 'set `calls` and `allows` of an application',
  'external-secrets.io/SecretStore': 'set `secretStore` of the tenant to a ClusterSecretStore of the platform',
  'networking.k8s.io/NetworkPolicy': 'set `calls` and `allows` of an application',
  'rbac.authorization.k8s.io/Role': 'set `members` of the tenant',
  'rbac.authorization.k8s.io/RoleBinding': 'set `members` of the tenant',
  ...Object.fromEntries(
    [
      ...groupKinds(
        'gateway.networking.k8s.io',
        'Gateway',
        'HTTPRoute',
        'GRPCRoute',
        'TLSRoute',
        'TCPRoute',
        'UDPRoute',
      ),
      ...groupKinds('traefik.io', 'IngressRoute', 'IngressRouteTCP', 'IngressRouteUDP'),
      ...groupKinds('k8s.nginx.org', 'VirtualServer', 'VirtualServerRoute', 'TransportServer'),
    ].map((kind) => [formatGroupKind(kind), 'set `ingress` of an application, or write an Ingress']),
  ),
};

/** Writes a kind as `<group>/<kind>`, such as `apps/Deployment`; kinds of the core group begin with a slash. */
export function formatGroupKind({ group, kind }: GroupKind): string {
  return `${group}/${kind}`;
}

/** Parses `<group>/<kind>`, such as `kafka.strimzi.io/KafkaTopic`. */
export function parseGroupKind(text: string): GroupKind {
  const slash = text.lastIndexOf('/');
  return { group: text.slice(0, Math.max(slash, 0)), kind: text.slice(slash + 1) };
}

/** API group of an `apiVersion`: `apps` of `apps/v1`, the empty string of `v1`. */
export function apiGroup(apiVersion: string): string {
  return apiVersion.includes('/') ? apiVersion.slice(0, apiVersion.indexOf('/')) : '';
}

/** What a tenant writes in place of a kind; undefined where only the platform can create it. */
export function tryGetAlternative(kind: GroupKind): string | undefined {
  const text = formatGroupKind(kind);
  return Object.hasOwn(alternatives, text) ? alternatives[text] : undefined;
}
