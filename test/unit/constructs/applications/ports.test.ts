import { tenantRelease } from '../../../../constructs/tenants';
import { listTenantProblems, getTenant, planCluster } from '../../../support/tenant-definitions';
import { reaches } from '../../../support/network-evaluator';
import { getObject, synthesizeObjects, type RenderedObject } from '../../../support/rendered';
import { formatProblem } from '../../../../src/schema/problem';

const image = 'registry.acme.example/x:1';

const tenants = (applications: object) => ({ shop: { clusters: ['dev1'], owners: 'devs', applications } });

function render(applications: object): Readonly<Record<string, readonly RenderedObject[]>> {
  const cluster = planCluster(tenants(applications));
  const { objects } = tenantRelease(getTenant(cluster, 'shop'), cluster.clusterInfo);
  return Object.fromEntries(
    Object.keys(applications).map((name) => [name, synthesizeObjects(objects[`${name}.yaml`] ?? (() => undefined))]),
  );
}

const check = (applications: object) =>
  listTenantProblems(tenants(applications)).map((problem) =>
    formatProblem(problem).replace('tenants.shop.applications.', ''),
  );

/** Returns the container of an application. */
function container(options: object): Readonly<Record<string, unknown>> {
  const { spec } = getObject(render({ app: { image, ...options } }).app ?? [], 'Deployment');
  const { template } = spec as { template: { spec: { containers: [Readonly<Record<string, unknown>>] } } };
  return template.spec.containers[0];
}

test('an application with `port: none` has no Service, no port and no readiness probe', () => {
  const { worker = [] } = render({ worker: { image, port: 'none' } });
  expect(worker.map(({ kind }) => kind)).not.toContain('Service');
  const rendered = container({ port: 'none' });
  expect(rendered).not.toHaveProperty('ports');
  expect(rendered).not.toHaveProperty('readinessProbe');
});

test('an application with `port: none` can have metrics on a port, and a command as probe', () => {
  const options = { port: 'none', metrics: { port: 9090 }, probes: { liveness: { command: ['alive'] } } };
  expect(check({ app: { image, ...options } })).toEqual([]);
  expect(container(options)).toMatchObject({
    ports: [{ name: 'metrics', containerPort: 9090 }],
    livenessProbe: { exec: { command: ['alive'] } },
  });
});

test('further ports are in the container and in the Service, with their protocols', () => {
  const { podinfo = [] } = render({
    podinfo: {
      image,
      port: 9898,
      ports: {
        grpc: { port: 9999, protocol: 'grpc' },
        dns: { port: 53, protocol: 'udp', servicePort: 5353 },
        admin: 9000,
      },
    },
  });
  expect(getObject(podinfo, 'Service').spec?.ports).toEqual([
    { name: 'http', port: 80, targetPort: 'http' },
    { name: 'grpc', port: 9999, targetPort: 'grpc', appProtocol: 'kubernetes.io/h2c' },
    { name: 'dns', port: 5353, targetPort: 'dns', protocol: 'UDP' },
    { name: 'admin', port: 9000, targetPort: 'admin' },
  ]);
});

test('calls open all ports of the callee, or the one that they name, at both ends', () => {
  const objects = render({
    podinfo: {
      image,
      port: 9898,
      ports: { grpc: { port: 9999, protocol: 'grpc' }, admin: 9000 },
      ingress: 'p.acme.example',
    },
    all: { image, calls: ['podinfo'] },
    one: { image, calls: ['podinfo:grpc'] },
    two: { image, calls: ['podinfo:grpc', 'podinfo:http'] },
  });
  const policies = Object.values(objects).flatMap((list) => list.filter(({ kind }) => kind === 'NetworkPolicy'));
  const end = (namespace: string, name: string, ip: string) => ({
    ip,
    pod: {
      namespace,
      namespaceLabels: { 'kubernetes.io/metadata.name': namespace },
      labels: { 'app.kubernetes.io/name': name },
    },
  });
  const podinfo = end('shop', 'podinfo', '10.244.0.1');
  const openPorts = (from: ReturnType<typeof end>) =>
    [9898, 9999, 9000, 80].filter((port) => reaches(policies as never, from, podinfo, { port, protocol: 'TCP' }));
  expect(openPorts(end('shop', 'all', '10.244.0.2'))).toEqual([9898, 9999, 9000]);
  expect(openPorts(end('shop', 'one', '10.244.0.3'))).toEqual([9999]);
  expect(openPorts(end('shop', 'two', '10.244.0.4'))).toEqual([9898, 9999]);
  expect(openPorts(end('ingress', 'traefik', '10.244.0.5'))).toEqual([9898]);
});

test('a port that serves the metrics is declared once', () => {
  expect(container({ ports: { admin: 9000 }, metrics: { port: 9000 } }).ports).toEqual([
    { name: 'http', containerPort: 8080 },
    { name: 'admin', containerPort: 9000 },
  ]);
});

test('probes are HTTP requests with headers, commands, gRPC health checks and TCP connections', () => {
  const timing = { periodSeconds: 10, timeoutSeconds: 1, failureThreshold: 3 };
  expect(
    container({
      protocol: 'grpc',
      probes: {
        startup: { grpc: true },
        readiness: { grpc: 'shop.Cart', port: 9000 },
        liveness: { path: '/healthz', port: 8081, headers: { Cookie: 'shop_session-id=x' } },
      },
    }),
  ).toMatchObject({
    startupProbe: { grpc: { port: 8080 }, ...timing },
    readinessProbe: { grpc: { port: 9000, service: 'shop.Cart' }, ...timing },
    livenessProbe: {
      httpGet: { path: '/healthz', port: 8081, httpHeaders: [{ name: 'Cookie', value: 'shop_session-id=x' }] },
    },
  });
  expect(container({ probes: { liveness: { tcp: true } } }).livenessProbe).toMatchObject({ tcpSocket: { port: 8080 } });
});

test('probes of a UDP application are written too', () => {
  expect(container({ protocol: 'udp', probes: { liveness: { command: ['ok'] } } })).toMatchObject({
    livenessProbe: { exec: { command: ['ok'] } },
  });
});

test.each([
  ['http', { preStop: { path: '/stop' } }, 'http'],
  ['grpc', { protocol: 'grpc', preStop: { path: '/stop' } }, 'grpc'],
  ['tcp', { protocol: 'tcp', preStop: { path: '/stop' } }, 'tcp'],
  ['another port', { preStop: { path: '/stop', port: 9000 } }, 9000],
])('the HTTP request of preStop goes to a port that the container has: %s', (_, options, port) => {
  expect(container(options).lifecycle).toEqual({ preStop: { httpGet: { path: '/stop', port } } });
});

test.each([
  [
    { preStop: { path: '/stop' }, protocol: 'udp' },
    'app.preStop: `port` is a UDP port, so there is nothing to connect to; add `port`, or use a command',
  ],
  [
    { port: 'none', probes: { liveness: { path: '/' } } },
    'app.probes.liveness: `port` is none, so there is nothing to connect to; add `port`, or use a command',
  ],
  [
    { port: 'none', ingress: 'a.acme.example' },
    'app.ingress: the application accepts no connections: its `port` is none; set `port` to a number, or remove `ingress`',
  ],
  [
    { port: 'none', ports: { a: 1 } },
    'app.ports: the application accepts no connections: its `port` is none; set `port` to a number, or remove `ports`',
  ],
  [{ port: 'none', metrics: '/metrics' }, 'app.metrics: `port` is none, so the metrics have no port; write { port }'],
  [{ ports: { http: 81 } }, 'app.ports.http: is the name of the main port, its protocol; write another name'],
  [{ ports: { admin: 8080 } }, "app.ports.admin is 8080: is already the port 'http'; write another port"],
  [
    { ports: { admin: 80 } },
    "app.ports.admin is 80: the Service already has this port, for 'http'; set another `servicePort`",
  ],
  [
    { ports: { metrics: 9000 }, metrics: { port: 9001 } },
    'app.ports.metrics: is the name of the port in `metrics`, which is 9001; write the same port in both, or another name',
  ],
])('reports ports that conflict or are missing: %j', (options, expected) => {
  expect(check({ app: { image, ...options } })).toEqual([expected]);
});

test('reports calls of a port that the application does not have, and of an application without ports', () => {
  const callee = { image, ports: { grpc: 9999 } };
  expect(check({ podinfo: callee, a: { image, calls: ['podinfo:grcp'] } })).toEqual([
    "a.calls[0] is \"podinfo:grcp\": the application has no port 'grcp'; write 'grpc'",
  ]);
  expect(check({ worker: { image, port: 'none' }, a: { image, calls: ['worker'] } })).toEqual([
    'a.calls[0] is "worker": accepts no connections: its `port` is none; remove it, or set `port` there',
  ]);
});
