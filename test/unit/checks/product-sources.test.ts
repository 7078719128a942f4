import { checkPlatformWith, cluster } from '../../support/problems';

const repository = 'https://git.test.example/shop/web.git';
const components = [{ kind: 'courier' }];
const infrastructure = { provides: { network: {}, 'network-policy': {}, dns: {} }, components };

const product = (url: string, runtime: object = {}, namespace = 'shop') => ({
  namespaces: [namespace],
  projects: { web: { repository: url } },
  runtimes: { main: { project: 'web', path: 'deploy', environment: 'dev', namespaces: [namespace], ...runtime } },
});
const tenant = (name: string, products: object) => ({
  [name]: { clusters: ['a'], owners: `${name}-owners`, products },
});
const check = (tenants: object) => checkPlatformWith({ ...cluster(infrastructure), tenants });

describe('the repository of a product', () => {
  it.each([
    repository,
    'https://git.test.example:8443/a/b/c',
    'ssh://git@git.test.example/shop/web.git',
    'git@git.test.example:shop/web.git',
    'https://git.test.example/shop/my%20project/_git/web',
  ])('may be a single repository (%s)', (url) => {
    expect(check(tenant('shop', { web: product(url) }))).toEqual([]);
  });

  it.each([
    ['https://*', 'must name one repository'],
    ['https://git.test.example/*', 'must name one repository'],
    ['https://git.test.example/{shop,bank}/web', 'must name one repository'],
    ['https://git.test.example/shop/we?.git', 'must name one repository'],
    ['https://git.test.example/[a-z]/web', 'must name one repository'],
    ['git@*:shop/web.git', 'must name one repository'],
    ['https://git.test.example/shop/web.git#main', 'must name one repository'],
    ['https://git.test.example/shop/../bank/ledger.git', "must have a path without empty segments, '.' and '..'"],
    ['https://git.test.example/shop/%2e%2e/bank/ledger.git', "must have a path without empty segments, '.' and '..'"],
    ['https://git.test.example/shop%2fweb.git', "must have a path without empty segments, '.' and '..'"],
    ['https://git.test.example//bank/ledger.git', "must have a path without empty segments, '.' and '..'"],
    ['https://git.test.example/', "must have a path without empty segments, '.' and '..'"],
    ['git@git.test.example:../bank.git', "must have a path without empty segments, '.' and '..'"],
    ['ssh://-oProxyCommand=id/web.git', 'must have a host name'],
    ['git@-oProxyCommand=id:web.git', 'must have a host name'],
    ['https://git.test.example./shop/web.git', 'must have a host name'],
    ['https://git.test.example/platform.git\n', 'must not contain white space'],
    ['https://git.test.example/platform.git ', 'must not contain white space'],
    ['https://git.test.example/shop/my project/web', 'must not contain white space'],
    ['https://git.test.example/shop/web.git%20', 'must not contain white space'],
    ['https://git.test.example/shop/web.git%00', 'must not contain white space'],
    ['https://git.test.example/shop/%e2%80%8bweb.git', 'must not contain white space'],
    ['git@git.test.example:shop/web.git\t', 'must not contain white space'],
    ['file:///etc', 'must begin with https://, ssh:// or git@'],
    ['http://git.test.example/web.git', 'must begin with https://, ssh:// or git@'],
    ['!https://git.test.example/web.git', 'must begin with https://, ssh:// or git@'],
  ])('must not be %s', (url, message) => {
    expect(check(tenant('shop', { web: product(url) }))).toEqual([
      expect.stringContaining(
        `tenants.shop.products.web.projects.web.repository is ${JSON.stringify(url)}: ${message}`,
      ),
    ]);
  });

  it.each([
    'https://oauth2:glpat-S3CRET@git.test.example/shop/web.git',
    'https://ghp_S3CRET@git.test.example/shop/web.git',
    'ssh://git:S3CRET@git.test.example/shop/web.git',
    'http://user:S3CRET@git.test.example/shop/web.git',
    'https://user:S3CRET@/*',
  ])('must not contain credentials, which are not printed (%#)', (url) => {
    const problems = check(tenant('shop', { web: product(url) }));
    const path = 'tenants.shop.products.web.projects.web.repository';
    // A password is also found as a secret.
    expect(problems.filter((problem) => !problem.startsWith(`${path}: looks like a secret `))).toEqual([
      expect.stringMatching(/^tenants\.shop\.products\.web\.projects\.web\.repository: must /),
    ]);
    expect(problems.join('\n')).not.toContain('S3CRET');
  });

  it.each([
    'https://git.test.example/platform.git',
    'https://GIT.test.example/Platform',
    'https://git.test.example:443/platform/',
    'ssh://git@git.test.example:7999/platform.git',
    'git@git.test.example:platform.git',
    'git@git.test.example:/platform',
    'https://git.test.example/%70latform.git',
    'https://git.test.example/platform.git.git',
  ])('must not be the repository of the platform (%s)', (url) => {
    expect(check(tenant('shop', { web: product(url) }))).toEqual([
      expect.stringContaining("is the platform's own repository; write a repository of the tenant"),
    ]);
  });

  it('belongs to one tenant, whose products may share it', () => {
    const stolen = product('git@git.test.example:Shop/web', {}, 'bank');
    expect(check({ ...tenant('shop', { web: product(repository) }), ...tenant('bank', { web: stolen }) })).toEqual([
      expect.stringMatching(
        /^tenants\.bank\.products\.web\.projects\.web\.repository is .*: is already a repository of tenant 'shop'; /,
      ),
    ]);
    const twoProjects = { ...product(repository), projects: { web: { repository }, api: { repository } } };
    expect(check(tenant('shop', { web: twoProjects }))).toEqual([]);
  });
});

describe('a runtime of a product', () => {
  it.each(['..', '../platform', '../../platform', 'deploy/../..', './deploy'])(
    'must not leave its folder (%s)',
    (path) => {
      expect(check(tenant('shop', { web: product(repository, { path }) }))).toEqual([
        expect.stringContaining(`runtimes.main.path is "${path}": must not contain '.' or '..'`),
      ]);
    },
  );

  it.each(['-h', '--upload-pack=id', 'main\nx', ' main'])(
    'must not pass options to Git as its revision (%j)',
    (revision) => {
      expect(check(tenant('shop', { web: product(repository, { revision }) }))).toEqual([
        expect.stringContaining('runtimes.main.revision'),
      ]);
    },
  );

  it.each(['main', 'feature/a-b', 'v1.*', '>=1.0.0 <2.0.0', 'HEAD'])(
    'may follow a branch, tag or range (%s)',
    (revision) => {
      expect(check(tenant('shop', { web: product(repository, { revision, path: '.' }) }))).toEqual([]);
    },
  );
});

describe('names of products', () => {
  it('must not result in the AppProject of a product of another tenant', () => {
    const tenants = {
      ...tenant('a', { 'b-c': product('https://git.test.example/a.git', {}, 'a') }),
      ...tenant('a-b', { c: product('https://git.test.example/b.git', {}, 'a-b') }),
    };
    expect(check(tenants)).toEqual([
      "tenants.a-b.products.c: its AppProject 'a-b-c' of Argo CD is also the one of tenants.a.products.b-c; write another name for one of the two",
    ]);
  });

  it('must not result in an Application of the platform', () => {
    const tenants = {
      ...tenant('tenant', { b: product('https://git.test.example/a.git', {}, 'tenant') }),
      'b-main-tenant': { clusters: ['a'], owners: 'others' },
    };
    expect(check(tenants)).toEqual([
      "tenants.tenant.products.b.runtimes.main: its Application 'tenant-b-main-tenant' of Argo CD is also the one of tenants.b-main-tenant; write another name for one of the two",
    ]);
  });
});
