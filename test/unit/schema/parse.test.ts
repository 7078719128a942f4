import { formatPath, formatProblem, error } from '../../../src/schema/problem';
import { suggest } from '../../../src/schema/parse';
import { dnsLabel } from '../../../src/schema/field-types';
import { testing } from '../../support/kinds';
import { applications, cluster, checkPlatformWith, validPlatform, checkDefinition } from '../../support/problems';

const image = 'registry.test.example/app:1';

describe('reading a description', () => {
  it('finds the mistakes of every layer at once', () => {
    const found = checkPlatformWith({
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
    expect(found).toEqual([
      expect.stringMatching(/^name is "Acme": not a DNS label; write /),
      expect.stringMatching(/^clusters\.a\.components\[0\]\.replicas is 0: /),
      expect.stringMatching(/^tenants\.shop\.applications\.web\.image is "app": an image without tag or digest/),
      "tenants.shop.clusters[1] is \"c\": is not a defined cluster; write one of 'a', 'b'",
      'tenants.shop.applications.api.calls[0] is "apy": is not a defined application; write \'api\'',
    ]);
  });

  it('does not blame what only depends on something with a mistake', () => {
    const broken = applications({ web: { image: 'app' }, api: { image, calls: ['web'] } });
    expect(checkPlatformWith(broken)).toHaveLength(1);
    // What is missing may be what was mistyped.
    expect(checkPlatformWith({ ...cluster({ provides: {}, components: [{ kind: 'names' }, { kind: 'nett' }] }) })).toHaveLength(
      1,
    );
  });

  it('judges a cluster whose name begins like that of one with a mistake', () => {
    const clusters = {
      dc10: { kind: 'rented', environment: 'dev', components: [{ kind: 'gaet' }] },
      dc1: { kind: 'rented', environment: 'dev', provides: {}, components: [{ kind: 'names' }] },
    };
    expect(checkDefinition({ ...validPlatform, clusters })).toEqual([
      expect.stringMatching(/^clusters\.dc10\./),
      expect.stringMatching(/^clusters\.dc1\.components\[names\] is "names": requires 'network'/),
    ]);
  });

  it.each([null, [], 'text', 5, true, undefined])('refuses %j, which is no mapping', (description) => {
    expect(checkDefinition(description)[0]).toMatch(/the description( is .*)?: (not a mapping|is missing); write a mapping/);
  });

  it('says what is missing', () => {
    expect(checkDefinition({})).toEqual([
      'name: is missing; write a text',
      'domain: is missing; write a text',
      'environments: is missing; write a list',
      'clusters: is missing; write a mapping',
    ]);
    expect(checkPlatformWith({ environments: [] })[0]).toMatch(/^environments is \[\]: an empty list/);
  });

  it('does not blame clusters for environments that could not be read', () => {
    expect(checkPlatformWith({ environments: 'dev' })).toEqual(['environments is "dev": not a list; write a list']);
  });

  it('names the option that was meant', () => {
    const shop = applications({ web: { image, prot: 8080, resources: { cpus: '1' } } });
    expect(checkPlatformWith(shop)).toEqual([
      "tenants.shop.applications.web.resources.cpus: no such option; write 'cpu'",
      "tenants.shop.applications.web.prot: no such option; write 'port'",
    ]);
    expect(checkPlatformWith({ tenant: {} })).toEqual(["tenant: no such option; write 'tenants'"]);
  });

  it('names the kind that has an option, where none was written', () => {
    const nightly = { image, schedule: '@daily' };
    expect(checkPlatformWith(applications({ nightly }))).toEqual([
      "tenants.shop.applications.nightly.schedule: no such option; write kind: 'job' beside it, which has one",
    ]);
  });

  it('names the kind that was meant, or all where none is near', () => {
    const [near, far] = checkPlatformWith(cluster({ components: [{ kind: 'gaet' }, { kind: 'traefik' }] }));
    expect(near).toBe('clusters.a.components[0].kind is "gaet": no such kind; write \'gate\'');
    expect(far).toMatch(/no such kind; write one of 'net', 'names', 'gate'/);
    expect(checkPlatformWith(cluster({ components: [{}] }))[0]).toMatch(/components\[0\]\.kind: is missing; write one of 'net'/);
  });

  it('lists versions and words, which are never near one another', () => {
    const [version, level] = checkPlatformWith(cluster({ kubernetes: '1.20', components: [{ kind: 'gate', level: 'loud' }] }));
    expect(version).toMatch(/kubernetes is "1.20": not allowed here; write one of '1.33', /);
    expect(level).toMatch(/level is "loud": not allowed here; write one of 'debug', 'info'/);
  });

  it('takes what it says to write', () => {
    const [range] = checkPlatformWith(cluster({ podCidr: '10.244.0.1/16' }));
    expect(range).toBe(
      'clusters.a.podCidr is "10.244.0.1/16": not the first address of its range; write 10.244.0.0/16',
    );
    expect(checkPlatformWith(cluster({ podCidr: '10.244.0.0/16' }))).toEqual([]);
  });

  it.each([
    ['an image without a tag', { image: 'registry.test.example:5000/app' }, /without tag or digest/],
    ['a quantity with a unit that is none', { image, resources: { memory: '2GB' } }, /not a Kubernetes quantity/],
    ['a host without a dot', { image, ingress: 'shop' }, /not a host name/],
    ['a port out of range', { image, port: 65536 }, /too big/],
    ['half a port', { image, port: 80.5 }, /not a whole number/],
    ['an environment variable that begins with a digit', { image, env: { '1ST': 'x' } }, /not the name of an env/],
    ['a path without a slash', { image, metrics: 'metrics' }, /not a path; begin with \//],
    ['scaling without an upper end', { image, replicas: { min: 2 } }, /replicas.max: is missing/],
    [
      'a text where a number belongs',
      { image, replicas: 'two' },
      /replicas is "two": not a value that fits here; write/,
    ],
  ])('refuses %s', (_, web, message) => {
    expect(checkPlatformWith(applications({ web }))).toEqual([expect.stringMatching(message)]);
  });

  it.each(['1st', 'Web', 'web.', '-web', 'w'.repeat(64)])('refuses the name %j of an application', (name) => {
    expect(checkPlatformWith(applications({ [name]: { image } }))).toHaveLength(1);
  });

  it.each(['constructor', 'toString', '__proto__x', 'hasOwnProperty'])(
    'takes no notice of %j, which every object of JavaScript has',
    (word) => {
      expect(checkPlatformWith(applications({ web: { image, calls: [word] } }))).toEqual([
        expect.stringContaining('is not a defined application'),
      ]);
      expect(checkPlatformWith({ tenants: { shop: { clusters: [word], owners: 'devs' } } })).toEqual([
        expect.stringContaining('is not a defined cluster'),
      ]);
    },
  );
});

describe('a secret', () => {
  it('is not told where it was written in the place of a reference', () => {
    const shop = applications({ web: { image, env: { PASSWORD: { value: 'hunter2' }, PIN: 4711 } } });
    const found = [
      ...checkPlatformWith(cluster({ password: 'hunter2', components: [{ kind: 'gate', admin: { password: 'hunter2' } }] })),
      ...checkPlatformWith(
        cluster({ components: [{ kind: 'gate', admin: { password: { secret: 's', key: 'k', value: 'hunter2' } } }] }),
      ),
      ...checkPlatformWith(shop),
    ];
    expect(found).toHaveLength(5);
    expect(found.join('\n')).not.toMatch(/hunter2|4711/);
    expect(found[0]).toMatch(
      /admin\.password: not a reference to a Secret; write \{ secret: <name>, key: <key in it> \}/,
    );
  });
});

describe('what a program may hand in', () => {
  it('is told whatever it is', () => {
    const itself: Record<string, unknown> = {};
    itself.itself = itself;
    const found = checkPlatformWith({ name: () => 'acme', domain: itself, environments: new Map(), state: Number.NaN });
    expect(found.map((line) => line.split(':')[0])).toEqual([
      'name is a function',
      'domain is a mapping that holds itself',
      'environments is a Map',
      'state is NaN',
    ]);
  });
});

describe('words for mistakes', () => {
  it('write paths as people do', () => {
    expect(formatPath(['tenants', 'shop', 'applications', 'web', 'calls', 0])).toBe(
      'tenants.shop.applications.web.calls[0]',
    );
    expect(formatPath(['clusters', 'dc1', 'components', '[traefik]', 'replicas'])).toBe(
      'clusters.dc1.components[traefik].replicas',
    );
  });

  it('shorten long values', () => {
    const line = formatProblem(error(['name'], 'x'.repeat(500), 'too long', 'write less'));
    expect(line.length).toBeLessThan(100);
    expect(line).toMatch(/^name is "x+\.\.\.: too long; write less$/);
  });

  it.each([
    ['traefk', "write 'traefik'"],
    ['rtaefik', "write 'traefik'"],
    ['nginx', "write one of 'traefik', 'loki'"],
  ])('suggest for %j: %s', (word, advice) => {
    expect(suggest(word, ['traefik', 'loki'])).toBe(advice);
  });
});

describe('the JSON Schema', () => {
  const schema = testing.jsonSchema();

  it('describes every option that people write, for editors', () => {
    const undescribed: string[] = [];
    const visit = (node: unknown, path: string): void => {
      if (typeof node !== 'object' || node === null) return;
      for (const [key, value] of Object.entries(node)) {
        if (key === 'properties' && path.split('.').length < 3)
          for (const [name, option] of Object.entries(value as Record<string, object>))
            if (!('description' in option) && !['clusters', 'tenants'].includes(name))
              undescribed.push(`${path}.${name}`);
        visit(value, key === 'properties' ? path : `${path}.${key}`);
      }
    };
    visit(schema, '');
    expect(undescribed).toEqual([]);
  });

  it('asks for nothing that has a default', () => {
    expect(schema.required).toEqual(['name', 'domain', 'environments', 'clusters']);
  });
});

it('refuses the one name that the tools beneath have taken already', () => {
  expect(dnsLabel.safeParse('constructor').success).toBe(false);
  expect(dnsLabel.safeParse('constructors').success).toBe(true);
});
