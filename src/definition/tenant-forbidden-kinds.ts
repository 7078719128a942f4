/** Kind of object that tenants must not create, because it would bypass the isolation of tenants. */
interface ForbiddenKind {
  /** API group; empty for the core group. */
  readonly group: string;
  readonly kind: string;
  /** Plural name in API paths and admission rules. */
  readonly resource: string;
  /** Fix for error messages: what to write instead. */
  readonly alternative: string;
}

function forbiddenKinds(group: string, kinds: readonly string[], alternative: string): readonly ForbiddenKind[] {
  const plural = (kind: string) => kind.toLowerCase().replace(/([^aeiou])y$/, '$1ie') + 's';
  return kinds.map((kind) => ({ group, kind, resource: plural(kind), alternative }));
}

/** Kinds that tenants must not create: in `objects`, with kubectl, or from Git (`products`). */
export const tenantForbiddenKinds: readonly ForbiddenKind[] = [
  ...forbiddenKinds('networking.k8s.io', ['NetworkPolicy'], 'set `calls` and `allows`'),
  ...forbiddenKinds('cilium.io', ['CiliumNetworkPolicy'], 'set `calls` and `allows`'),
  ...forbiddenKinds('', ['ResourceQuota'], 'set `quota`'),
  ...forbiddenKinds('', ['LimitRange'], 'set `limits`'),
  // External Secrets Operator would read secrets with its own permissions, or write into a secret store.
  ...forbiddenKinds(
    'external-secrets.io',
    ['SecretStore'],
    'add a ClusterSecretStore with externalSecrets(), and set `secretStore` to its name',
  ),
  ...forbiddenKinds('external-secrets.io', ['PushSecret'], 'write into the secret store with its own tools'),
  // The admission policies check host names of Ingresses only, so no other kind of ingress is allowed.
  ...forbiddenKinds(
    'gateway.networking.k8s.io',
    ['Gateway', 'ListenerSet', 'HTTPRoute', 'GRPCRoute', 'TLSRoute', 'TCPRoute', 'UDPRoute'],
    'set `ingress`',
  ),
  ...forbiddenKinds('traefik.io', ['IngressRoute', 'IngressRouteTCP', 'IngressRouteUDP'], 'set `ingress`'),
  ...forbiddenKinds('k8s.nginx.org', ['VirtualServer', 'VirtualServerRoute', 'TransportServer'], 'set `ingress`'),
];
