/** A kind that no tenant makes by itself: it would let itself out, or others in. Plinth makes what there is of them. */
interface ForbiddenKind {
  readonly group: string;
  readonly kind: string;
  /** Its word in addresses of the API, and so in rules of admission. */
  readonly resource: string;
  /** What a tenant writes instead. */
  readonly alternative: string;
}

function forbiddenKinds(group: string, names: readonly string[], alternative: string): readonly ForbiddenKind[] {
  const plural = (kind: string) => kind.toLowerCase().replace(/([^aeiou])y$/, '$1ie') + 's';
  return names.map((kind) => ({ group, kind, resource: plural(kind), alternative }));
}

/** What is refused to a tenant: in its objects, to its people, and to what it delivers from Git. */
export const tenantForbiddenKinds: readonly ForbiddenKind[] = [
  ...forbiddenKinds('networking.k8s.io', ['NetworkPolicy'], 'say `calls` and `allows`'),
  ...forbiddenKinds('cilium.io', ['CiliumNetworkPolicy'], 'say `calls` and `allows`'),
  ...forbiddenKinds('', ['ResourceQuota'], 'say `quota`'),
  ...forbiddenKinds('', ['LimitRange'], 'say `limits`'),
  // The operator would read by it with rights of its own, or write into a store.
  ...forbiddenKinds(
    'external-secrets.io',
    ['SecretStore'],
    'let a component make a ClusterSecretStore, and name it `secretStore`',
  ),
  ...forbiddenKinds('external-secrets.io', ['PushSecret'], 'write into the secret store by its own means'),
  // Ways in beside Ingresses, whose hosts the rules of admission read.
  ...forbiddenKinds(
    'gateway.networking.k8s.io',
    ['Gateway', 'ListenerSet', 'HTTPRoute', 'GRPCRoute', 'TLSRoute', 'TCPRoute', 'UDPRoute'],
    'say `ingress`',
  ),
  ...forbiddenKinds('traefik.io', ['IngressRoute', 'IngressRouteTCP', 'IngressRouteUDP'], 'say `ingress`'),
  ...forbiddenKinds('k8s.nginx.org', ['VirtualServer', 'VirtualServerRoute', 'TransportServer'], 'say `ingress`'),
];
