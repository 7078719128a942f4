import type { ConfigMap, Service } from 'kubernetes-types/core/v1';
import type { Deployment } from 'kubernetes-types/apps/v1';
import type { Ingress, NetworkPolicy } from 'kubernetes-types/networking/v1';
import { planLogin, renderLoginTenant } from '../../../../support/login';
import type { RenderedObject } from '../../../../support/rendered';

const image = 'registry.acme.example/shop/web:1';
const host = 'shop.acme.example';
const nginx = { kind: 'nginx' };

/** Configuration of a server, as OAuth2 Proxy reads it. */
interface ProxyFile {
  readonly providers: readonly { readonly clientID: string; readonly allowedGroups?: readonly string[] }[];
  readonly injectRequestHeaders: readonly { readonly name: string }[];
  readonly upstreamConfig: {
    readonly upstreams: readonly { readonly path: string; readonly uri?: string; readonly staticCode?: number }[];
  };
}

function render(applications: object, ingress: object = nginx) {
  const objects = renderLoginTenant(planLogin(applications, { ingress }));
  const ofKind = <T>(kind: string, namespace: string) =>
    objects.filter((object) => object.kind === kind && object.metadata.namespace === namespace) as unknown as (T &
      RenderedObject)[];
  const servers = ofKind<ConfigMap>('ConfigMap', 'tenant-login').map(({ metadata, data = {} }) => ({
    name: metadata.name,
    options: data['oauth2-proxy.cfg'] ?? '',
    file: JSON.parse(data['proxy.yaml'] ?? '') as ProxyFile,
  }));
  const getServer = (path: string) => {
    const paths = gateIngress?.spec?.rules?.[0]?.http?.paths ?? [];
    const name = paths.find((entry) => entry.path === path)?.backend.service?.name;
    const server = servers.find((candidate) => candidate.name === name);
    if (!server) throw new Error(`no server for ${path}`);
    return server;
  };
  const [gateIngress] = ofKind<Ingress>('Ingress', 'tenant-login');
  return { objects, ofKind, servers, gateIngress, getServer };
}

const upstreamsOf = ({ file }: { readonly file: ProxyFile }) =>
  file.upstreamConfig.upstreams.map(({ path, uri, staticCode }) => [path, uri ?? staticCode]);
const application = 'http://web.shop.svc.cluster.local:80';

test('behind NGINX, the Ingress of the hosts belongs to the gate, with their certificates', () => {
  const { ofKind, gateIngress, servers } = render({ web: { image, ingress: host, login: true } });
  expect(ofKind('Ingress', 'shop')).toEqual([]);
  expect(ofKind('Ingress', 'tenant-login')).toHaveLength(1);
  const [server] = servers;
  expect(servers).toHaveLength(1);
  expect(gateIngress?.spec?.tls).toEqual([{ hosts: [host], secretName: host }]);
  expect(gateIngress?.metadata.annotations).toMatchObject({
    'cert-manager.io/cluster-issuer': 'default',
    'nginx.org/client-max-body-size': '0',
    'nginx.org/websocket-services': server?.name,
  });
  expect(gateIngress?.spec?.rules?.[0]?.http?.paths.map(({ path, backend }) => [path, backend.service?.name])).toEqual([
    ['/', server?.name],
    ['/oauth2', server?.name],
  ]);
  expect(server ? upstreamsOf(server) : []).toEqual([['/', application]]);
});

test('an ingress controller without annotations of its own gets none but that of the certificate', () => {
  const { gateIngress } = render(
    { web: { image, ingress: host, login: true } },
    { kind: 'nginx', controller: 'ingress-nginx' },
  );
  expect(gateIngress?.metadata.annotations).toMatchObject({ 'nginx.ingress.kubernetes.io/proxy-body-size': '0' });
  expect(Object.keys(gateIngress?.metadata.annotations ?? {}).filter((name) => name.startsWith('nginx.org'))).toEqual(
    [],
  );
});

test('the application admits the servers of its gate, and not the ingress controller', () => {
  const applications = { web: { image, ingress: host, login: { paths: { '/admin': { groups: ['root'] } } } } };
  const { ofKind, servers } = render(applications);
  const [policy] = ofKind<NetworkPolicy>('NetworkPolicy', 'shop').filter(({ metadata }) => metadata.name === 'web');
  const peers = (policy?.spec?.ingress ?? []).flatMap(({ from = [] }) => from);
  expect(peers).toEqual(
    servers.map(({ name }) => ({
      namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'tenant-login' } },
      podSelector: {
        matchLabels: { 'app.kubernetes.io/name': 'oauth2-proxy', 'app.kubernetes.io/instance': name },
      },
    })),
  );
});

test('a server connects to the application and to other servers of its gate only', () => {
  const applications = { web: { image, ingress: host, login: { paths: { '/admin': { groups: ['root'] } } } } };
  const { ofKind, getServer, servers } = render(applications);
  const login = getServer('/').name;
  const groups = servers.find(({ name }) => name !== login)?.name;
  const policies = ofKind<NetworkPolicy>('NetworkPolicy', 'tenant-login');
  const peersOf = (name: string | undefined, direction: 'ingress' | 'egress') => {
    const spec = policies.find(({ metadata }) => metadata.name === name)?.spec;
    const rules = direction === 'ingress' ? spec?.ingress?.map(({ from }) => from) : spec?.egress?.map(({ to }) => to);
    return (rules ?? []).flatMap((peers = []) =>
      peers.map(({ podSelector }) => podSelector?.matchLabels?.['app.kubernetes.io/instance'] ?? 'web'),
    );
  };
  expect(peersOf(login, 'egress')).toEqual([groups, 'web']);
  expect(peersOf(groups, 'ingress')).toEqual([login]);
  expect(peersOf(groups, 'egress')).toEqual(['web']);
});

test('where groups differ between paths, a server that cannot end sessions verifies them', () => {
  const login = { paths: { '/admin': { groups: ['shop admins', 'root'] } } };
  const { getServer, servers } = render({ web: { image, ingress: host, login } });
  expect(servers).toHaveLength(2);
  const front = getServer('/admin');
  expect(front).toBe(getServer('/'));
  const verifying = servers.find(({ name }) => name !== front.name);
  const url = `http://${verifying?.name ?? ''}.tenant-login.svc.cluster.local`;
  expect(upstreamsOf(front)).toEqual([
    ['/', application],
    ['/admin', url],
    ['/admin/', url],
  ]);
  expect(front.file.providers[0]?.allowedGroups).toBeUndefined();
  expect(verifying?.file.providers[0]?.allowedGroups).toEqual(['shop admins', 'root']);
  expect(verifying ? upstreamsOf(verifying) : []).toEqual([
    ['/admin', application],
    ['/admin/', application],
  ]);
  // Browsers remove no cookie with the prefix __Host- for another path.
  expect(verifying?.options).toContain('cookie_path = "/oauth2"');
  expect(front.options).not.toContain('cookie_path');
});

test('where all rules have the same groups, one server suffices', () => {
  const { servers } = render({
    web: { image, ingress: host, login: { groups: ['a'], paths: { '/x': { groups: ['a'] } } } },
  });
  expect(servers.map(({ file }) => file.providers[0]?.allowedGroups)).toEqual([['a']]);
});

test('a path for anyone has a server that knows no session, and that refuses paths with another rule below it', () => {
  const login = { paths: { '/public': 'anyone', '/public/admin': { groups: ['root'] } } };
  const { getServer } = render({ web: { image, ingress: host, login } });
  const open = getServer('/public');
  expect(getServer('/public/admin')).toBe(getServer('/'));
  expect(open.options).toContain('skip_auth_routes = ["^/"]');
  expect(open.options).not.toContain('cookie_name = "__Host-login"');
  expect(upstreamsOf(open)).toEqual([
    ['/public', application],
    ['/public/', application],
    ['/public/admin', 404],
    ['/public/admin/', 404],
  ]);
  for (const path of ['/', '/public/admin']) expect(getServer(path).options).not.toContain('skip_auth');
});

test('every server removes the headers of the user from requests, and trusts no forwarded header', () => {
  const login = { paths: { '/admin': { groups: ['root'] }, '/public': 'anyone' } };
  for (const { file, options } of render({ web: { image, ingress: host, login } }).servers) {
    expect(file.injectRequestHeaders.map(({ name }) => name)).toEqual([
      'X-Auth-Request-User',
      'X-Auth-Request-Email',
      'X-Auth-Request-Groups',
      'X-Auth-Request-Preferred-Username',
    ]);
    expect(options).toContain('reverse_proxy = false');
    // Paths of the application.
    expect(options).toContain('ping_path = "/oauth2/ping"');
    expect(options).toContain('ready_path = "/oauth2/ready"');
  }
});

test('a name of a group that looks like a variable stays as it is', () => {
  const { ofKind, servers } = render({
    web: { image, ingress: host, login: { groups: ['${OAUTH2_PROXY_COOKIE_SECRET}'] } },
  });
  expect(servers[0]?.file.providers[0]).toMatchObject({
    clientID: '${CLIENT_ID}',
    allowedGroups: ['${OAUTH2_PROXY_COOKIE_SECRET}'],
  });
  const [configMap] = ofKind<ConfigMap>('ConfigMap', 'tenant-login');
  expect(configMap?.data?.['proxy.yaml']?.match(/\$/g)).toHaveLength(1);
});

test('servers of a gate share client and key, and applications with a host in common the pages of the log-in', () => {
  const routes = (path: string) => [{ host, paths: [path] }];
  const { ofKind, gateIngress, servers } = render({
    a: { image, ingress: routes('/a'), login: { groups: ['a'] } },
    b: { image, ingress: routes('/b'), login: true },
  });
  const paths = gateIngress?.spec?.rules?.flatMap(({ http }) => http?.paths ?? []) ?? [];
  expect(paths.map(({ path }) => path)).toEqual(['/a', '/b', '/oauth2']);
  // A user of `b` who is not in the group of `a` can log in.
  const pages = servers.find(({ name }) => name === paths[2]?.backend.service?.name);
  expect(pages?.file.providers[0]?.allowedGroups).toBeUndefined();
  expect(servers).toHaveLength(3);
  const deployments = ofKind<Deployment>('Deployment', 'tenant-login');
  const secrets = deployments.map(({ spec }) => {
    const { containers = [], volumes = [] } = spec?.template.spec ?? {};
    return [
      ...(containers[0]?.env ?? []).map(({ valueFrom }) => valueFrom?.secretKeyRef?.name),
      ...volumes.flatMap(({ secret }) => secret?.secretName ?? []),
    ];
  });
  expect(new Set(secrets.map((names) => names.join())).size).toBe(1);
  expect(secrets[0]).toHaveLength(3);
  expect(ofKind<Service>('Service', 'tenant-login').map(({ metadata }) => metadata.name)).toEqual(
    servers.map(({ name }) => name),
  );
});

test('a definition has the same clients and Secrets behind Traefik and NGINX', () => {
  const applications = { web: { image, ingress: host, login: { paths: { '/public': 'anyone' } } } };
  const describe = (plan: ReturnType<typeof planLogin>) =>
    plan.tenants.map(({ additions }) => [additions.identity?.oidcClients, additions.identity?.secrets]);
  expect(describe(planLogin(applications, { ingress: nginx }))).toEqual(describe(planLogin(applications)));
});
