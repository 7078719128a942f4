import { escapeControlCharacters } from '../../../src/schema/control-characters';
import { checkPlatformWith, cluster, machineCluster } from '../../support/problems';

const shop = { clusters: ['a'], owners: 'shop-owners' };
const check = (options: object, entries: object = {}) =>
  checkPlatformWith({ ...entries, tenants: { shop: { ...shop, ...options } } });

describe('groups of a tenant', () => {
  it.each([
    'system:masters',
    'system:authenticated',
    'system:serviceaccounts:bank',
    '   ',
    ' devs',
    'devs\n',
    'a\u0000b',
    '$__file{/dashboards/own/x.json}',
    '${GF_DATABASE_HOST}',
    '$GF_DATABASE_HOST',
    'devs\\',
    "devs'",
    'devs`',
  ])('must be groups of the identity provider (%j), all of them in one run', (group) => {
    const projects = { web: { repository: 'https://git.test.example/shop/web.git' } };
    const products = { web: { namespaces: ['shop'], projects, deployers: [group] } };
    const clusters = cluster({ components: [{ kind: 'courier' }] });
    const problems = check(
      { owners: ['devs', group], viewers: [group], members: { [group]: 'view' }, products },
      clusters,
    );
    for (const path of [
      'owners[1]',
      'viewers[0]',
      `members.${escapeControlCharacters(group)}`,
      'products.web.deployers[0]',
    ])
      expect(problems).toContainEqual(expect.stringContaining(`tenants.shop.${path} is ${JSON.stringify(group)}: `));
    expect(problems.filter((problem) => !problem.includes('already has a role'))).toHaveLength(4);
  });

  it('may contain colons and other characters of identity providers', () => {
    const owners = ['oidc:devs', 'CN=devs,OU=acme', '/acme/devs', '8f9a-4c1b', 'team system: shop'];
    expect(check({ owners })).toEqual([]);
  });

  it('must not end an entry of the policies of Argo CD', () => {
    const projects = { web: { repository: 'https://git.test.example/shop/web.git' } };
    const products = { web: { namespaces: ['shop'], projects } };
    const clusters = cluster({ components: [{ kind: 'courier' }] });
    expect(check({ owners: 'devs, role:admin', products }, clusters)).toEqual([
      expect.stringContaining('tenants.shop.owners is "devs, role:admin": contains a comma or a quote'),
    ]);
  });

  it('should have a role of Kubernetes, if its name resembles one', () => {
    expect(check({ members: { ops: 'admn', build: 'deployer', audit: 'view' } })).toEqual([
      expect.stringMatching(/^tenants\.shop\.members\.ops is "admn": .*; write 'admin', if that is what you mean$/),
    ]);
  });

  it('should own one tenant: a group that owns several is one warning', () => {
    const tenants = {
      shop,
      bank: shop,
      toys: { ...shop, owners: ['toys-owners', 'shop-owners'] },
      media: { ...shop, owners: 'media-owners' },
    };
    expect(checkPlatformWith({ tenants })).toEqual([
      'tenants.bank.owners is "shop-owners": the group also owns tenant \'shop\', and 1 more, and can change all of them; write a group of this tenant only, unless one team is responsible for these tenants',
    ]);
  });
});

describe('grants of a tenant that weaken its isolation', () => {
  it('are warnings: Pod Security levels below restricted', () => {
    const namespaces = {
      a: { podSecurity: 'privileged' },
      b: { podSecurity: 'baseline' },
      c: { podSecurity: 'restricted' },
      d: {},
    };
    expect(check({ namespaces })).toEqual([
      expect.stringMatching(/^tenants\.shop\.namespaces\.a\.podSecurity is "privileged": allows pods to use the host/),
      expect.stringMatching(
        /^tenants\.shop\.namespaces\.b\.podSecurity is "baseline": allows containers to run as root/,
      ),
    ]);
  });

  it('are warnings: priority classes of the system', () => {
    expect(check({ priorityClasses: ['tenants', 'system-node-critical', 'system-cluster-critical'] })).toEqual([
      expect.stringMatching(/^tenants\.shop\.priorityClasses\[1\] is "system-node-critical": .* can evict pods/),
      expect.stringMatching(/^tenants\.shop\.priorityClasses\[2\] is "system-cluster-critical": .* can evict pods/),
    ]);
  });

  it('are warnings: nodes that are control planes, by label, name or taint', () => {
    const entries = machineCluster({ controlPlanes: { cp1: '10.0.0.11' }, workers: { w1: '10.0.0.21' } });
    const nodes = (labels: object, key = 'dedicated') => ({ nodes: { labels, taint: { key } } });
    const isControlPlane = expect.stringContaining('is for control planes') as string;
    expect(check(nodes({ pool: 'shop', 'kubernetes.io/hostname': 'w1' }), entries)).toEqual([]);
    expect(check(nodes({ 'node-role.kubernetes.io/control-plane': '' }), entries)).toEqual([isControlPlane]);
    expect(check(nodes({ 'kubernetes.io/hostname': 'cp1' }), entries)).toEqual([isControlPlane]);
    expect(check(nodes({ pool: 'shop' }, 'node-role.kubernetes.io/master'), entries)).toEqual([isControlPlane]);
  });
});

describe('domains of a tenant', () => {
  const ingress = { provides: { network: {}, 'network-policy': {}, dns: {}, ingress: {} } };

  it.each(['co.uk', 'gov.uk', 'kawasaki.jp', 'anything.ck', 'com.br'])('must not be a public suffix (%s)', (domain) => {
    expect(check({ domains: ['acme.co.uk', domain] })).toEqual([
      expect.stringContaining(`tenants.shop.domains[1] is "${domain}": is a public suffix`),
    ]);
    expect(checkPlatformWith({ domain })).toEqual([
      expect.stringContaining(`domain is "${domain}": is a public suffix`),
    ]);
  });

  it('may be a public suffix of a private owner, with a warning', () => {
    expect(check({ domains: ['github.io'] })).toEqual([
      expect.stringMatching(/^tenants\.shop\.domains\[0\] is "github\.io": is a public suffix: its owner gives names/),
    ]);
  });

  it.each(['acme.co.uk', 'acme.github.io', 'acme.example', 'shop.acme.internal', 'city.kawasaki.jp'])(
    'may be a registered or an internal domain (%s)',
    (domain) => {
      expect(check({ domains: [domain] })).toEqual([]);
    },
  );

  it('are for this tenant: another one, which has a domain above it, must not use hosts in it', () => {
    const web = { image: 'registry.test.example/web:1', ingress: 'login.bank.acme.example' };
    const tenants = (shopDomains?: readonly string[]) => ({
      ...cluster(ingress),
      tenants: {
        bank: { clusters: ['a'], owners: 'bankers', domains: ['bank.acme.example'] },
        shop: {
          ...shop,
          hosts: ['bank.acme.example', 'riverbank.acme.example'],
          applications: { web },
          ...(shopDomains && { domains: shopDomains }),
        },
      },
    });
    const expected = [
      expect.stringMatching(
        /^tenants\.shop\.applications\.web\.ingress is .*: is in domain 'bank\.acme\.example' of tenant 'bank'/,
      ),
      expect.stringMatching(
        /^tenants\.shop\.hosts\[0\] is "bank\.acme\.example": is in domain 'bank\.acme\.example' of tenant 'bank'/,
      ),
    ];
    expect(checkPlatformWith(tenants())).toEqual(expected);
    expect(checkPlatformWith(tenants(['acme.example']))).toEqual(expected);
    expect(checkPlatformWith(tenants(['acme.example', 'bank.acme.example']))).toEqual([]);
  });
});
