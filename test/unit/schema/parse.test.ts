import { testing } from '../../support/kinds';
import { applications, cluster, checkPlatformWith, validPlatform, checkDefinition } from '../../support/problems';

const image = 'registry.test.example/app:1';

describe('parsing a definition', () => {
  it('reports the errors of every layer at once', () => {
    const errors = checkPlatformWith({
      name: 'Acme',
      ...cluster({ components: [{ kind: 'gate', replicas: 0 }, { kind: 'watch' }] }),
      tenants: {
        shop: {
          clusters: ['a', 'c'],
          owners: 'devs',
          applications: { web: { image: 'app' }, api: { image, calls: ['apy'] } },
        },
      },
    });
    expect(errors).toEqual([
      expect.stringMatching(/^name is "Acme": must be a DNS label; write /),
      'clusters.a.components[gate].replicas is 0: must be at least 1; write 1 or more',
      expect.stringMatching(/^tenants\.shop\.applications\.web\.image is "app": must have a tag or digest/),
      "tenants.shop.clusters[1] is \"c\": is not a defined cluster; write one of 'a', 'b'",
      'tenants.shop.applications.api.calls[0] is "apy": is not a defined application; write \'web\'',
    ]);
  });

  it('does not report references to entries with errors', () => {
    const invalidCallee = applications({ web: { image: 'app' }, api: { image, calls: ['web'] } });
    expect(checkPlatformWith(invalidCallee)).toHaveLength(1);
    // The mistyped component may be the one that provides the network.
    const invalidProvider = cluster({ provides: {}, components: [{ kind: 'names' }, { kind: 'nett' }] });
    expect(checkPlatformWith(invalidProvider)).toHaveLength(1);
  });

  describe('in a cluster', () => {
    const address = '10.0.0.11';
    const rack = { kind: 'rack', environment: 'dev', ssh: { user: 'ops' } };
    const components = [{ kind: 'net' }, { kind: 'names' }];
    const clusters = (a: object, b: object = {}) => ({
      a: { ...rack, components, controlPlanes: { a1: address }, ...a },
      b: { ...rack, components, environment: 'prod', controlPlanes: { b1: address }, ...b },
    });
    const reused: unknown = expect.stringContaining(
      `clusters.b.controlPlanes.b1 is "${address}": the address is already used`,
    );

    it.each([
      ['an option', { kubernetes: 1.36 }, /^clusters\.a\.kubernetes /],
      ['an unknown option', { kubernets: '1.36' }, /^clusters\.a\.kubernets:/],
      ['a host', { workers: { a2: '10.0.0.300' } }, /^clusters\.a\.workers\.a2 /],
      ['a range', { podCidr: '10.244.0.0/99' }, /^clusters\.a\.podCidr /],
    ])('does not hide errors between it and other clusters: %s', (_, a, message) => {
      expect(checkPlatformWith({ clusters: clusters(a) })).toEqual([expect.stringMatching(message), reused]);
    });

    it('is one error, without errors about the value in place of the option', () => {
      const apart = { controlPlanes: { b1: '10.0.1.11' } };
      for (const a of [
        { podCidr: '10.244.0.0/99' },
        { serviceCidr: 'none' },
        { workers: { a2: '10.0.0.300' } },
        { ssh: 'ops' },
        { environment: 'production' },
        { kind: 'rak' },
      ])
        expect(checkPlatformWith({ clusters: clusters(a, apart) })).toHaveLength(1);
    });
  });

  it('checks a cluster whose name is a prefix of the name of an invalid cluster', () => {
    const clusters = {
      dc10: { kind: 'rented', environment: 'dev', components: [{ kind: 'gaet' }] },
      dc1: { kind: 'rented', environment: 'dev', provides: {}, components: [{ kind: 'names' }] },
    };
    expect(checkDefinition({ ...validPlatform, clusters })).toEqual([
      expect.stringMatching(/^clusters\.dc10\./),
      expect.stringMatching(/^clusters\.dc1\.components\[names\] is "names": requires 'network'/),
    ]);
  });

  it.each([null, [], 'text', 5, true, undefined])('rejects %j, which is not an object', (definition) => {
    expect(checkDefinition(definition)[0]).toMatch(
      /^the definition( is .*)?: (must be an object|is required); write an object$/,
    );
  });

  it('reports required options', () => {
    expect(checkDefinition({})).toEqual([
      "name: is required; write a string, such as 'acme'",
      "domain: is required; write a string, such as 'acme.example'",
      "environments: is required; write a list, such as ['dev', 'prod']",
      "clusters: is required; write an object, such as { dc1: { kind: 'existing', environment: 'dev', kubeconfig: '~/.kube/config' } }",
    ]);
    expect(checkPlatformWith({ tenants: { shop: { clusters: ['a'] } } })).toEqual([
      "tenants.shop.owners: is required; write a string or a list, such as 'shop-developers'",
    ]);
    expect(checkPlatformWith(cluster({ components: [{ kind: 'gate', admin: {} }] }))).toEqual([
      'clusters.a.components[gate].admin.password: is required; write { secret: <name>, key: <key> } of an existing Secret',
    ]);
    expect(checkPlatformWith({ environments: [] })[0]).toMatch(/^environments is \[\]: must not be empty/);
  });

  it('does not report environments of clusters where the environments are invalid', () => {
    expect(checkPlatformWith({ environments: 'dev' })).toEqual([
      'environments is "dev": must be a list; write [\'dev\']',
    ]);
  });

  it('suggests the option for an unknown option', () => {
    const shop = applications({ web: { image, prot: 8080, resources: { cpus: '1' } } });
    expect(checkPlatformWith(shop)).toEqual([
      "tenants.shop.applications.web.resources.cpus: no such option; write 'cpu'",
      "tenants.shop.applications.web.prot: no such option; write 'port'",
    ]);
    expect(checkPlatformWith({ tenant: {} })).toEqual(["tenant: no such option; write 'tenants'"]);
  });

  it.each([
    ['health', "write 'probes'"],
    ['livenessProbe', "write 'probes'"],
    ['hosts', "write 'ingress'"],
    ['volumes', "write 'files'"],
    ['memory', "write 'resources'"],
    ['dependsOn', "write 'calls'"],
  ])('suggests the option that means the same as %s in other tools', (option, fix) => {
    expect(checkPlatformWith(applications({ web: { image, [option]: {} } }))).toEqual([
      `tenants.shop.applications.web.${option}: no such option; ${fix}`,
    ]);
  });

  it('suggests where jobs are written, and their kind', () => {
    const shop = { clusters: ['a'], owners: 'devs' };
    expect(checkPlatformWith({ tenants: { shop: { ...shop, cronJobs: {} } } })).toEqual([
      "tenants.shop.cronJobs: no such option; write 'applications'",
    ]);
    expect(checkPlatformWith(applications({ nightly: { kind: 'cron-job', image } }))).toEqual([
      'tenants.shop.applications.nightly.kind is "cron-job": no such kind; write \'job\'',
    ]);
  });

  it('suggests the kind where its name is in another place', () => {
    expect(
      checkPlatformWith(cluster({ components: ['gate', { type: 'net' }, { kind: 'names' }] })).slice(0, 2),
    ).toEqual([
      'clusters.a.components[0] is "gate": must be an object; write { kind: \'gate\' }',
      "clusters.a.components[1].kind: is required; write kind: 'net'",
    ]);
  });

  it('suggests the minor version for a complete one', () => {
    expect(checkPlatformWith(cluster({ kubernetes: 'v1.35.2' }))).toEqual([
      'clusters.a.kubernetes is "v1.35.2": is not an allowed value; write \'1.35\'',
    ]);
  });

  it('suggests the kind that has an option where no kind is set', () => {
    const nightly = { image, schedule: '@daily' };
    expect(checkPlatformWith(applications({ nightly }))).toEqual([
      "tenants.shop.applications.nightly.schedule: no such option; add kind: 'job', which has this option",
    ]);
  });

  it('suggests the kind for an unknown kind, or all kinds where none is similar', () => {
    const [similar, unknown] = checkPlatformWith(cluster({ components: [{ kind: 'gaet' }, { kind: 'traefik' }] }));
    expect(similar).toBe('clusters.a.components[0].kind is "gaet": no such kind; write \'gate\'');
    expect(unknown).toMatch(/no such kind; write one of 'net', 'names', 'gate'/);
    expect(checkPlatformWith(cluster({ components: [{}] }))[0]).toMatch(
      /components\[0\]\.kind: is required; write one of 'net'/,
    );
  });

  it('lists all versions and levels where none is similar', () => {
    const [version, level] = checkPlatformWith(
      cluster({ kubernetes: '1.20', components: [{ kind: 'gate', level: 'loud' }] }),
    );
    expect(version).toMatch(/kubernetes is "1.20": is not an allowed value; write one of '1.33', /);
    expect(level).toMatch(/level is "loud": is not an allowed value; write one of 'debug', 'info'/);
  });

  it('accepts what a fix suggests', () => {
    const [error] = checkPlatformWith(cluster({ podCidr: '10.244.0.1/16' }));
    expect(error).toBe(
      'clusters.a.podCidr is "10.244.0.1/16": must begin with the first address of its range; write 10.244.0.0/16',
    );
    expect(checkPlatformWith(cluster({ podCidr: '10.244.0.0/16' }))).toEqual([]);
  });

  it.each([
    ['an image without a tag', { image: 'registry.test.example:5000/app' }, /must have a tag or digest/],
    ['a quantity with an unknown unit', { image, resources: { memory: '2GB' } }, /must be a Kubernetes quantity/],
    ['a host without a dot', { image, ingress: 'shop' }, /must be a host name/],
    ['a port out of range', { image, port: 65536 }, /must be at most 65535; write 65535 or less/],
    ['a fraction as a port', { image, port: 80.5 }, /must be an integer/],
    ['an environment variable that begins with a digit', { image, env: { '1ST': 'x' } }, /environment variable/],
    ['a path without a slash', { image, metrics: 'metrics' }, /must be a path; begin with \//],
    ['scaling without a maximum', { image, replicas: { min: 2 } }, /replicas.max: is required/],
    ['a string for a number', { image, replicas: 'two' }, /replicas is "two": must be a number or an object; write/],
  ])('rejects %s', (_, web, message) => {
    expect(checkPlatformWith(applications({ web }))).toEqual([expect.stringMatching(message)]);
  });

  it.each(['1st', 'Web', 'web.', '-web', 'w'.repeat(64)])('rejects the name %j of an application', (name) => {
    expect(checkPlatformWith(applications({ [name]: { image } }))).toHaveLength(1);
  });

  it.each(['constructor', 'toString', '__proto__x', 'hasOwnProperty'])(
    'does not resolve a reference to %j, which every JavaScript object inherits',
    (name) => {
      expect(checkPlatformWith(applications({ web: { image, calls: [name] } }))).toEqual([
        expect.stringContaining('is not a defined application'),
      ]);
      expect(checkPlatformWith({ tenants: { shop: { clusters: [name], owners: 'devs' } } })).toEqual([
        expect.stringContaining('is not a defined cluster'),
      ]);
    },
  );
});

describe('a value of the wrong type', () => {
  it('is to be quoted where the string is valid, as for a version', () => {
    expect(checkPlatformWith(cluster({ kubernetes: 1.36 }))).toEqual([
      "clusters.a.kubernetes is 1.36: must be a string; write '1.36'",
    ]);
    expect(checkPlatformWith(cluster({ kubernetes: '1.36' }))).toEqual([]);
  });

  it('does not get the suggestion of another version', () => {
    // YAML parses 1.40 as 1.4.
    for (const kubernetes of [1.2, 1.4, 1.37, '1.26', '1.37'])
      expect(checkPlatformWith(cluster({ kubernetes }))).toEqual([
        expect.stringMatching(/; write one of '1.33', '1.34', '1.35', '1.36'$/),
      ]);
    expect(checkPlatformWith(cluster({ kubernetes: '1.35.4' }))[0]).toMatch(/; write '1.35'$/);
  });

  it('is to be quoted in applications and tenants', () => {
    const web = { image, resources: { cpu: 1 }, command: ['sleep', 60], logs: true };
    expect(checkPlatformWith(applications({ web }, { nodes: { labels: { gpu: true } } }))).toEqual([
      "tenants.shop.nodes.labels.gpu is true: must be a string; write 'true'",
      "tenants.shop.applications.web.resources.cpu is 1: must be a string; write '1'",
      "tenants.shop.applications.web.command[1] is 60: must be a string; write '60'",
      expect.stringMatching(/logs is true: must be a string; write one of 'lines', 'json', /),
    ]);
  });

  it('is not to be quoted where the string is invalid too', () => {
    expect(checkPlatformWith(applications({ web: { image: 5 } }))).toEqual([
      "tenants.shop.applications.web.image is 5: must be a string; write a string, such as 'registry.acme.example/shop/web:1.4.2'",
    ]);
  });

  it('is to be written without quotes, or as a list, where that is valid', () => {
    const web = { image, port: '8080', replicas: '3', leaderElection: 'true', allows: 'bank/teller' };
    expect(checkPlatformWith(applications({ web }))).toEqual([
      'tenants.shop.applications.web.replicas is "3": must be a number or an object; write 3',
      'tenants.shop.applications.web.allows is "bank/teller": must be a list; write [\'bank/teller\']',
      'tenants.shop.applications.web.port is "8080": must be a number; write 8080',
      'tenants.shop.applications.web.leaderElection is "true": must be true or false; write true',
    ]);
    expect(checkPlatformWith(applications({ web: { image, port: '99999' } }))[0]).toMatch(
      /must be a number or 'none'; write a number or 'none', such as 8080$/,
    );
  });

  it('is replaced by what it most likely means', () => {
    const web = { image, env: [{ name: 'A', value: 'b' }] };
    const api = { image, env: ['A=b', 'C=d'] };
    const problems = checkPlatformWith(
      applications({ web, api }, { owners: 5, quota: { cpu: '8000m', memory: '32Gi' } }),
    );
    expect(problems).toEqual([
      "tenants.shop.owners is 5: must be a string or a list; write '5', or a name such as 'shop-developers'",
      'tenants.shop.quota.cpu is "8000m": must be a number; write 8',
      "tenants.shop.quota.memory: no such option; write 'memoryGiB'",
      expect.stringMatching(/web\.env is .*: must be an object; write each entry by its name: \{ A: … \}$/),
      expect.stringMatching(/api\.env is .*: must be an object; write each entry by its name: \{ A: …, C: … \}$/),
    ]);
  });

  it('is replaced by what people write in manifests and on command lines', () => {
    const web = {
      ...{ image, command: '/bin/web --flag', args: "-c 'a b'", ingress: { host: 'shop.acme.example', path: '/x' } },
      resources: { requests: { cpu: '100m' }, limits: { memory: '1Gi' } },
      login: { paths: { '/public': 'everyone' } },
    };
    expect(checkPlatformWith(applications({ web }))).toEqual([
      expect.stringMatching(/resources\.requests: no such option; write the requests as cpu, memory and disk, without/),
      expect.stringMatching(
        /resources\.limits: no such option; write the limits as cpuLimit, memoryLimit and diskLimit$/,
      ),
      expect.stringMatching(/ingress is .*: must be a string or a list; write a list: \[\{ host: …, paths: … \}\]$/),
      expect.stringMatching(/login\.paths\.\/public is "everyone": .*, such as \{ groups: \['shop-admins'\] \}$/),
      expect.stringMatching(/command is .*: must be a list; write \['\/bin\/web', '--flag'\]$/),
      expect.stringMatching(/args is .*: must be a list; write \["-c 'a b'"\]$/),
    ]);
  });

  it('is reported with all types where several are possible', () => {
    expect(checkPlatformWith(applications({ web: { image, calls: [null], ingress: null } }))).toEqual([
      "tenants.shop.applications.web.calls[0] is null: must be a string or an object; write a string or an object, such as { to: 'bank/ledger', as: 'service' }",
      "tenants.shop.applications.web.ingress is null: must be a string or a list; write a string or a list, such as 'shop.acme.example'",
    ]);
  });
});

describe('a secret', () => {
  it('is not shown where it was written in the place of a reference', () => {
    const shop = applications({ web: { image, env: { PASSWORD: { value: 'hunter2' }, PIN: 4711 } } });
    const errors = [
      ...checkPlatformWith(
        cluster({ password: 'hunter2', components: [{ kind: 'gate', admin: { password: 'hunter2' } }] }),
      ),
      ...checkPlatformWith(
        cluster({ components: [{ kind: 'gate', admin: { password: { secret: 's', key: 'k', value: 'hunter2' } } }] }),
      ),
      ...checkPlatformWith(shop),
    ].filter((problem) => !problem.includes('looks like a secret'));
    expect(errors).toHaveLength(5);
    expect(errors.join('\n')).not.toMatch(/hunter2|4711/);
    expect(errors[0]).toMatch(
      /admin\.password: must be a reference to a Secret; write \{ secret: <name>, key: <key> \} of an existing Secret/,
    );
    expect(errors[4]).toMatch(/env\.PIN: must be a string or a reference to a Secret; write it in quotes, or/);
  });
});

describe('the JSON Schema', () => {
  const schema = testing.jsonSchema();

  it('documents every option, for editors', () => {
    const undocumented: string[] = [];
    const visit = (node: unknown, path: string): void => {
      if (typeof node !== 'object' || node === null) return;
      for (const [key, value] of Object.entries(node)) {
        if (key === 'properties' && path.split('.').length < 3)
          for (const [name, option] of Object.entries(value as Record<string, object>))
            if (!('description' in option) && !['clusters', 'tenants'].includes(name))
              undocumented.push(`${path}.${name}`);
        visit(value, key === 'properties' ? path : `${path}.${key}`);
      }
    };
    visit(schema, '');
    expect(undocumented).toEqual([]);
  });

  it('does not require options that have a default', () => {
    expect(schema.required).toEqual(['name', 'domain', 'environments', 'clusters']);
  });
});
