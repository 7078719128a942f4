import fc from 'fast-check';
import { tenantRelease } from '../../constructs/tenants';
import { platformWith } from '../support/tenant-definitions';
import { synthesizeObjects } from '../support/rendered';
import { existing } from '../../constructs/clusters';
import { flannel } from '../../constructs/components';
import { language } from '../../src/language';

const testLanguage = language([existing, flannel]);
const image = 'registry.acme.example/x:1';

/** Names that are properties of every object in JavaScript, among ordinary names. */
const name = fc.constantFrom(
  ...[
    'a',
    'b',
    'app',
    'constructor',
    '__proto__',
    'toString',
    'valueOf',
    'hasOwnProperty',
    'http',
    'metrics',
    'default',
  ],
);

/** Generates an object with hostile keys, as own properties. */
const record = <T>(value: fc.Arbitrary<T>, key: fc.Arbitrary<string> = name) =>
  fc
    .array(fc.tuple(key, value), { maxLength: 3 })
    // Object.fromEntries defines `__proto__` as an own property, as YAML and JSON do.
    .map((entries) => Object.fromEntries(entries) as Readonly<Record<string, T>>);

/** Most options are absent, so that many definitions are valid. */
const optional = <T>(value: fc.Arbitrary<T>) =>
  fc.oneof({ weight: 4, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary: value });

const env = record(fc.constantFrom<unknown>('x', { secret: 's', key: 'k' }, { field: 'status.podIP' }));

const file = fc.oneof(
  record(fc.constantFrom<unknown>(1, 'x'), fc.constantFrom('emptyMiB', 'volume', 'storageGiB', 'secret')),
  fc.record({ volume: name, storageGiB: fc.constantFrom(1, 2), shared: fc.boolean() }),
  fc.record({ emptyMiB: fc.constantFrom(1, 2), medium: fc.constantFrom('disk', 'memory') }),
  fc.record({ emptyMiB: fc.constant(1), name }),
  fc.record({ secret: name }),
);
const files = record(
  file,
  fc.oneof(
    name.map((folder) => `/${folder}`),
    fc.constantFrom('/', '/tmp', '/tmp/', '/a/'),
  ),
);
const ports = record(
  fc.oneof(
    fc.constantFrom(80, 8080, 9090),
    fc.record({ port: fc.constant(53), protocol: fc.constantFrom('udp', 'grpc') }),
  ),
);
const probe = fc.constantFrom<unknown>(
  { path: '/' },
  { command: ['x'] },
  { grpc: true, port: 9000 },
  { tcp: true },
  {},
);
const sidecars = record(fc.record({ image: fc.constant(image), env, files }, { requiredKeys: ['image'] }));
/** Patches of fields that Plinth sets, of other fields, and of the wrong types. */
const patch = fc.oneof(
  fc.constantFrom<unknown>(
    { Deployment: { spec: { template: { spec: { volumes: [{ name: 'tmp', emptyDir: null }] } } } } },
    { Deployment: { spec: { template: { spec: { initContainers: [{ name: 'constructor', image }] } } } } },
    { Deployment: { metadata: { annotations: { constructor: 'x', toString: 'y' } } } },
    { Service: { spec: { ports: [{ port: 80, appProtocol: 'http' }] } } },
  ),
  record(
    fc.json().map((text) => JSON.parse(text) as unknown),
    fc.constantFrom('Deployment', 'Service', 'Job', 'PersistentVolumeClaim', '__proto__', 'constructor'),
  ),
);

const workload = fc
  .record({
    port: optional(fc.constantFrom<unknown>(80, 8080, 'none')),
    protocol: optional(fc.constantFrom('http', 'udp', 'grpc')),
    ports: optional(ports),
    metrics: optional(fc.constantFrom<unknown>('/metrics', { port: 9090 }, { port: 8080 })),
    probes: optional(record(probe, fc.constantFrom('liveness', 'readiness', 'startup', 'constructor'))),
    preStop: optional(fc.constantFrom<unknown>({ path: '/stop' }, { seconds: 3 }, { command: ['x'] })),
    env: optional(env),
    files: optional(files),
    sidecars: optional(sidecars),
    calls: optional(
      fc.array(
        fc.oneof(
          name,
          fc.tuple(name, name).map(([called, port]) => `${called}:${port}`),
        ),
        { maxLength: 2 },
      ),
    ),
    ingress: optional(fc.constant('a.acme.example')),
    replicas: optional(fc.constantFrom<unknown>(0, 1, { min: 1, max: 2 })),
    user: optional(fc.constantFrom(0, 5)),
    capabilities: optional(fc.constantFrom(['CHOWN'], [])),
    perEnvironment: optional(record(fc.record({ env, files }), fc.constantFrom('dev', '__proto__', 'constructor'))),
    patch: optional(patch),
  })
  .map((options) => ({
    image,
    ...Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined)),
  }));

const object = fc.record({
  apiVersion: fc.constantFrom('v1', 'apps/v1'),
  kind: fc.constantFrom('ConfigMap', 'StatefulSet', 'constructor', '__proto__'),
  metadata: fc.record({ name: fc.oneof(name, fc.constant('x')) }),
  spec: fc.oneof(
    fc.json().map((text) => JSON.parse(text) as unknown),
    fc.constantFrom<unknown>(new Date(0), () => 1, Symbol('x'), 1n, new Map(), Number.NaN, undefined, [undefined]),
  ),
});

const job = fc.record({ env, files, sidecars }).map((options) => ({ kind: 'job', image, ...options }));

const definition = fc.record({
  applications: record(
    fc.oneof({ weight: 3, arbitrary: workload }, { weight: 1, arbitrary: job }),
    fc.constantFrom('a', 'b', 'app', 'constructor', '__proto__', 'to-string', 'http', 'valueof'),
  ),
  objects: optional(fc.array(object, { maxLength: 1 })),
});

/** Runs everything that synthesis does with a tenant. */
function synthesize(platform: unknown): void {
  for (const { tenants, clusterInfo } of testLanguage.plan(platform).clusters)
    for (const tenant of tenants)
      for (const addObjects of Object.values(tenantRelease(tenant, clusterInfo).objects)) synthesizeObjects(addObjects);
}

test('a tenant whose definition has no errors can be synthesized, whatever its names and values', () => {
  let valid = 0;
  fc.assert(
    fc.property(definition, (tenant) => {
      const platform = platformWith({ shop: { clusters: ['dev1'], owners: 'devs', ...tenant } });
      // `check` must not throw either.
      if (testLanguage.check(platform).some(({ severity }) => severity === 'error')) return;
      valid += 1;
      synthesize(platform);
    }),
    { numRuns: 300 },
  );
  expect(valid).toBeGreaterThan(60);
});
