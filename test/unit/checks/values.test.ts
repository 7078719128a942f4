import fc from 'fast-check';
import { gibibytes, int32, quantity } from '../../../src/schema/field-types';
import { applications, checkPlatformWith, cluster } from '../../support/problems';

const image = 'registry.test.example/app:1';
const provides = { network: {}, 'network-policy': {}, dns: {}, storage: {}, ingress: {} };

/** Returns the problems of an application with these options, and of its tenant. */
function check(web: object, tenantOptions: object = {}): readonly string[] {
  return checkPlatformWith({ ...cluster({ provides }), ...applications({ web: { image, ...web } }, tenantOptions) });
}

describe('numbers', () => {
  it.each([
    [{ files: { '/d': { volume: 'd', storageGiB: 1e21 } } }, 'must be less than 8589934592'],
    [{ files: { '/d': { volume: 'd', storageGiB: 0.0000001 } } }, 'must be at least 0.001'],
    [{ replicas: 2147483648 }, 'replicas is 2147483648'],
    [{ replicas: 1e15 }, 'replicas is 1000000000000000'],
    [{ user: 2147483648 }, 'user is 2147483648'],
    [{ port: 65536 }, 'port is 65536'],
    [{ port: 0 }, 'port is 0'],
    [{ resources: { memory: '1e9999', memoryLimit: '1e9999' } }, 'must be 0, or between 1m and 8E'],
    [{ resources: { memory: '0.0000001' } }, 'must be 0, or between 1m and 8E'],
    [{ kind: 'job', schedule: '61 25 * * *' }, 'schedule is "61 25 * * *": has an invalid minute'],
    [{ kind: 'job', schedule: '0 0 31 2 *' }, 'schedule is "0 0 31 2 *": never occurs'],
    [{ kind: 'job', schedule: '@daily', timeZone: 'Mars/Olympus' }, 'timeZone is "Mars/Olympus": must be an IANA'],
  ])('must be ones that Kubernetes can express: %j', (web, message) => {
    const problems = check(web);
    expect(problems.length).toBeGreaterThan(0);
    expect(problems[0]).toContain(message);
  });

  it.each([{ quota: { storageGiB: 1e21 } }, { quota: { cpu: 1e-7 } }, { quota: { memoryGiB: 1e-7 } }])(
    'of a quota must be ones that Kubernetes can express: %j',
    (tenantOptions) => {
      expect(check({}, tenantOptions)).toHaveLength(1);
    },
  );

  it('are never written with an exponent, for any amount that is accepted', () => {
    fc.assert(
      fc.property(fc.double({ min: 1e-9, max: 1e24, noNaN: true }), (amount) => {
        const isAccepted = gibibytes.safeParse(amount).success;
        expect(isAccepted).toBe(amount >= 0.001 && amount < 2 ** 33);
        if (isAccepted) expect(quantity.safeParse(`${amount}Gi`).success).toBe(true);
      }),
    );
  });

  it('of 32 bits are accepted up to 2^31-1', () => {
    fc.assert(
      fc.property(fc.integer({ min: 2 ** 31 - 1000, max: 2 ** 31 + 1000 }), (amount) => {
        expect(int32.safeParse(amount).success).toBe(amount <= 2 ** 31 - 1);
      }),
    );
  });

  it('of quantities are accepted from 1m to below 2^63', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 9 }), fc.integer({ min: -12, max: 25 }), (digit, exponent) => {
        const amount = Number(`${digit}e${exponent}`);
        const isValid = amount === 0 || (amount >= 0.001 && amount < 2 ** 63);
        expect(quantity.safeParse(`${digit}e${exponent}`).success).toBe(isValid);
      }),
      { numRuns: 300 },
    );
  });
});

describe('paths', () => {
  it.each(['//b', '/../a', '/./c', '/a//b', '/a/..', '/a/.'])('of an Ingress must not be %s', (path) => {
    expect(check({ ingress: [{ host: 'x.acme.example', paths: [path] }] })).toEqual([
      expect.stringContaining(`is "${path}": must not contain //, /./ or /../`),
    ]);
  });

  it.each(['/', '/a', '/a/', '/a.b/..c/.d', '/a...'])('of an Ingress may be %s', (path) => {
    expect(check({ ingress: [{ host: 'x.acme.example', paths: [path] }] })).toEqual([]);
  });

  it('of two applications must differ by more than a slash at the end', () => {
    const route = (path: string) => ({ image, ingress: [{ host: 'x.acme.example', paths: [path] }] });
    const both = applications({ web: route('/api'), api: route('/api/') });
    expect(checkPlatformWith({ ...cluster({ provides }), ...both })).toEqual([
      expect.stringContaining('is "x.acme.example/api/": the path is already used by shop/web'),
    ]);
  });

  it.each([
    ['/', 'must not be /'],
    ['/a/', 'must not end with /'],
    ['/tmp/', 'must not end with /'],
    ['/a/../b', 'must not contain //'],
  ])('at which a volume is mounted must not be %s', (path, message) => {
    expect(check({ files: { '/a': { emptyMiB: 1 }, [path]: { emptyMiB: 1 } } })).toEqual([
      expect.stringContaining(message),
    ]);
  });
});

describe('nodes of a tenant', () => {
  it.each([
    [{ labels: { "a'b": 'c' } }, 'must be a label key'],
    [{ labels: { a: 'c"d' } }, 'must be a label value'],
    [{ labels: {}, taint: { key: 'a b' } }, 'must be a label key'],
    [{ labels: {}, taint: { key: 'a', value: 'x'.repeat(64) } }, 'must be a label value'],
  ])('must have labels and a taint that Kubernetes accepts: %j', (nodes, message) => {
    expect(check({}, { nodes })).toEqual([expect.stringContaining(message)]);
  });

  it('may have a label with a prefix, and a taint', () => {
    const nodes = { labels: { 'acme.example/pool': 'shop-1', gpu: '' }, taint: { key: 'tenant', value: 'shop' } };
    expect(check({}, { nodes })).toEqual([]);
  });
});

describe('names of capabilities', () => {
  it('are a warning if they resemble another one and nothing knows them', () => {
    const misspelt = cluster({ provides: { netwrok: {}, network: {}, 'network-policy': {}, dns: {} } });
    expect(checkPlatformWith(misspelt)).toEqual([
      'clusters.a.provides.netwrok is "netwrok": is not a known capability; write \'network\', if that is what you mean',
    ]);
    expect(check({}, { capabilities: ['metrcs'] })).toEqual([
      expect.stringContaining('tenants.shop.capabilities[0] is "metrcs": is not a known capability; write \'metrics\''),
    ]);
  });

  it('may be any others', () => {
    expect(check({}, { capabilities: ['ticketing'] })).toEqual([]);
    expect(checkPlatformWith(cluster({ provides: { ...provides, 'feature-flags': {} } }))).toEqual([]);
  });
});

test('at least one metric affects the scaling of an application', () => {
  const scale = (replicas: object) =>
    checkPlatformWith(applications({ web: { image: 'registry.acme.example/web:1', replicas } }));
  expect(scale({ min: 1, max: 5, cpuPercent: 'none' })).toEqual([
    'tenants.shop.applications.web.replicas.cpuPercent is "none": nothing affects scaling; write a percentage, or set memoryPercent or metric',
  ]);
  expect(scale({ min: 1, max: 5, cpuPercent: 'none', memoryPercent: 80 })).toEqual([]);
});
