import { tenantRelease } from '../../../../constructs/tenants';
import { listTenantProblems, getTenant, planCluster } from '../../../support/tenant-definitions';
import { getObject, synthesizeObjects, type RenderedObject } from '../../../support/rendered';
import { formatProblem } from '../../../../src/schema/problem';

const image = 'registry.acme.example/x:1';

interface PodSpec {
  readonly containers: readonly Readonly<Record<string, unknown>>[];
  readonly initContainers?: readonly Readonly<Record<string, unknown>>[];
  readonly volumes: readonly unknown[];
  readonly securityContext: unknown;
}

const tenants = (app: object, tenant: object = {}) => ({
  shop: { clusters: ['dev1'], owners: 'devs', applications: { app: { image, ...app } }, ...tenant },
});

function render(app: object, tenant: object = {}): readonly RenderedObject[] {
  const cluster = planCluster(tenants(app, tenant));
  return synthesizeObjects(
    tenantRelease(getTenant(cluster, 'shop'), cluster.clusterInfo).objects['app.yaml'] ?? (() => undefined),
  );
}

function pod(app: object, tenant: object = {}): PodSpec {
  return (getObject(render(app, tenant), 'Deployment').spec as { template: { spec: PodSpec } }).template.spec;
}

const check = (app: object, tenant: object = {}) =>
  listTenantProblems(tenants(app, tenant)).map((problem) => `${problem.severity}: ${formatProblem(problem)}`);

test('a variable can be a field of the pod', () => {
  expect(pod({ env: { POD_IP: { field: 'status.podIP' } } }).containers[0]?.env).toEqual([
    { name: 'POD_IP', valueFrom: { fieldRef: { fieldPath: 'status.podIP' } } },
  ]);
  expect(check({ env: { POD_IP: { field: 'status.podIp' } } })).toHaveLength(1);
});

test('a sidecar is an initContainer that always restarts, with the restrictions of the main container', () => {
  const { initContainers, volumes } = pod({
    files: { '/shared': { emptyMiB: 10 } },
    sidecars: {
      proxy: { image: 'registry.acme.example/proxy:1', env: { A: 'b' }, files: { '/shared': { emptyMiB: 10 } } },
    },
  });
  expect(initContainers).toEqual([
    expect.objectContaining({
      name: 'proxy',
      image: 'registry.acme.example/proxy:1',
      restartPolicy: 'Always',
      env: [{ name: 'A', value: 'b' }],
      securityContext: {
        allowPrivilegeEscalation: false,
        capabilities: { drop: ['ALL'] },
        privileged: false,
        readOnlyRootFilesystem: true,
      },
      volumeMounts: [
        { name: 'tmp-proxy', mountPath: '/tmp' },
        { name: 'folder-shared', mountPath: '/shared' },
      ],
    }),
  ]);
  expect(volumes).toEqual([
    { name: 'tmp', emptyDir: {} },
    { name: 'folder-shared', emptyDir: { sizeLimit: '10Mi' } },
    { name: 'tmp-proxy', emptyDir: {} },
  ]);
});

test('a job has sidecars too', () => {
  const objects = render({ kind: 'job', sidecars: { proxy: { image } } });
  const { template } = getObject(objects, 'Job').spec as unknown as { template: { spec: PodSpec } };
  expect(template.spec.initContainers).toMatchObject([{ name: 'proxy', restartPolicy: 'Always' }]);
});

test('an empty directory can be in memory, and have several paths', () => {
  const directory = { emptyMiB: 64, medium: 'memory', name: 'shm' };
  const { containers, volumes } = pod({ files: { '/dev/shm': directory, '/run/shm': directory } });
  expect(volumes).toContainEqual({ name: 'empty-shm', emptyDir: { medium: 'Memory', sizeLimit: '64Mi' } });
  expect(containers[0]?.volumeMounts).toEqual([
    { name: 'tmp', mountPath: '/tmp' },
    { name: 'empty-shm', mountPath: '/dev/shm' },
    { name: 'empty-shm', mountPath: '/run/shm' },
  ]);
});

test('a volume at two paths is one claim with two mounts', () => {
  const volume = { volume: 'x', storageGiB: 1 };
  const objects = render({ files: { '/a': volume, '/b': volume } });
  expect(getObject(objects, 'PersistentVolumeClaim').metadata.name).toBe('app-x');
});

test('two sizes of one volume are an error', () => {
  expect(check({ files: { '/a': { volume: 'x', storageGiB: 1 }, '/b': { volume: 'x', storageGiB: 2 } } })).toEqual([
    "error: tenants.shop.applications.app.files./b: mounts volume 'x' with other options than an earlier path; write the same options at both paths, or another name",
  ]);
});

test('a port below 1024 is open to a user that is not root', () => {
  expect(pod({ port: 80 }).securityContext).toMatchObject({
    sysctls: [{ name: 'net.ipv4.ip_unprivileged_port_start', value: '80' }],
  });
  expect(pod({ ports: { dns: 53 } }).securityContext).toMatchObject({
    sysctls: [{ name: 'net.ipv4.ip_unprivileged_port_start', value: '53' }],
  });
  expect(pod({}).securityContext).not.toHaveProperty('sysctls');
});

const baseline = { namespaces: { shop: { podSecurity: 'baseline' } } };

const baselineWarning = expect.stringMatching(
  /^warning: tenants\.shop\.namespaces\.shop\.podSecurity is "baseline": allows containers to run as root/,
) as string;

test('capabilities are added to those of none, for root in a namespace whose Pod Security allows them', () => {
  const app = { user: 0, capabilities: ['CHOWN', 'SETUID'] };
  expect(check(app, baseline)).toEqual([baselineWarning]);
  const { containers, securityContext } = pod(app, baseline);
  expect(containers[0]?.securityContext).toMatchObject({ capabilities: { drop: ['ALL'], add: ['CHOWN', 'SETUID'] } });
  expect(securityContext).toMatchObject({ runAsNonRoot: false, runAsUser: 0 });
});

test.each([
  [
    { user: 0 },
    {},
    "error: tenants.shop.applications.app.user is 0: Pod Security 'restricted' of namespace 'shop' refuses root; write another user, or set `podSecurity: baseline` on the namespace",
  ],
  [
    { capabilities: ['CHOWN'] },
    {},
    "error: tenants.shop.applications.app.capabilities[0] is \"CHOWN\": Pod Security 'restricted' of namespace 'shop' refuses this capability; set `podSecurity: baseline` on namespace 'shop', or remove it",
  ],
  [
    { user: 0, sidecars: { a: { image, capabilities: ['IPC_LOCK'] } } },
    baseline,
    "error: tenants.shop.applications.app.sidecars.a.capabilities[0] is \"IPC_LOCK\": Pod Security 'baseline' of namespace 'shop' refuses this capability; set `podSecurity: privileged` on namespace 'shop', or remove it",
  ],
  [
    { capabilities: ['NET_BIND_SERVICE'] },
    {},
    'warning: tenants.shop.applications.app.capabilities[0] is "NET_BIND_SERVICE": has no effect: only processes of root have the capabilities of their container; set `user: 0`, or remove it',
  ],
  [
    { sidecars: { app: { image } } },
    {},
    'error: tenants.shop.applications.app.sidecars.app: is the name of the main container; write another name',
  ],
  [
    { sidecars: { a: { image, resources: { memory: '1Gi' } } } },
    {},
    'error: tenants.shop.applications.app.sidecars.a.resources.memory is "1Gi": exceeds memoryLimit, which is 512Mi; write 512Mi or less, or set memoryLimit to 1Gi or more',
  ],
])('reports what Pod Security or the API would refuse: %j', (app, tenant, expected) => {
  expect(check(app, tenant)).toEqual([expected, ...(tenant === baseline ? [baselineWarning] : [])]);
});

test('a secret in a variable of a sidecar is an error', () => {
  expect(check({ sidecars: { a: { image, env: { DB_PASSWORD: 'x' } } } })).toEqual([
    expect.stringContaining('sidecars.a.env.DB_PASSWORD: looks like a secret'),
  ]);
});

const securityContext = { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] } };
const patch = {
  Deployment: {
    spec: {
      template: { spec: { initContainers: [{ name: 'side', image: 'ghcr.io/other/side:1', securityContext }] } },
    },
  },
};
const statefulSet = {
  apiVersion: 'apps/v1',
  kind: 'StatefulSet',
  metadata: { name: 'db' },
  spec: {
    selector: {},
    template: {
      spec: {
        securityContext: { runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } },
        containers: [{ name: 'db', image: 'docker.io/library/postgres:17', securityContext }],
        volumes: [{ name: 'model', image: { reference: 'quay.io/x/model:1' } }],
      },
    },
  },
};

test('images of sidecars, patches and objects are images of the release, and come from the mirror', () => {
  const cluster = planCluster(
    tenants({ patch, sidecars: { proxy: { image: 'ghcr.io/x/proxy:1' } } }, { objects: [statefulSet] }),
  );
  const mirrored = { ...cluster.clusterInfo, registryMirror: 'mirror.example/hub' };
  const { images, objects } = tenantRelease(getTenant(cluster, 'shop'), mirrored);
  expect(images).toEqual([
    'docker.io/library/postgres:17',
    'ghcr.io/other/side:1',
    'ghcr.io/x/proxy:1',
    'quay.io/x/model:1',
    'registry.acme.example/x:1',
  ]);
  const rendered = ['app.yaml', '03-objects.yaml'].flatMap((file) =>
    synthesizeObjects(objects[file] ?? (() => undefined)),
  );
  const references = JSON.stringify(rendered).match(/"(image|reference)":"[^"]*"/g) ?? [];
  expect(references).toHaveLength(5);
  for (const reference of references) expect(reference).toContain('"mirror.example/hub/');
});

test('a patch changes fields of the container, and keeps the rest of it', () => {
  const livenessProbe = { exec: { command: ['ls'] } };
  const patched = pod({
    env: { A: '1' },
    patch: { Deployment: { spec: { template: { spec: { containers: [{ name: 'app', livenessProbe }] } } } } },
  });
  const [original] = pod({ env: { A: '1' } }).containers;
  expect(patched.containers).toEqual([{ ...original, livenessProbe }]);
});

test.each([
  ['StatefulSet', statefulSet],
  ['DaemonSet', { ...statefulSet, kind: 'DaemonSet' }],
  ['Pod', { ...statefulSet, apiVersion: 'v1', kind: 'Pod', spec: statefulSet.spec.template.spec }],
  [
    'CronJob',
    { ...statefulSet, kind: 'CronJob', spec: { jobTemplate: { spec: { template: statefulSet.spec.template } } } },
  ],
])('warns of a %s among objects, whose pods no network policy connects', (kind, object) => {
  expect(check({}, { objects: [object] })).toContain(
    `warning: tenants.shop.objects[0] is "db": pods of this ${kind} can connect to the DNS only, and nothing can connect to them: network policies allow what applications and jobs declare in \`calls\`; define an entry of \`applications\` instead`,
  );
});

test('does not warn of objects without pods, or whose pods have the labels of an application', () => {
  const template = { ...statefulSet.spec.template, metadata: { labels: { 'app.kubernetes.io/name': 'app' } } };
  const configMap = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'c' }, data: { a: 'b' } };
  expect(check({}, { objects: [{ ...statefulSet, spec: { ...statefulSet.spec, template } }, configMap] })).toEqual([]);
});

test.each([
  ['a date', new Date(0)],
  ['a function', () => 1],
  ['a number that is not finite', Number.NaN],
])('reports %s in objects, which no manifest can contain', (_, value) => {
  const object = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'c' }, data: { value } };
  expect(check({}, { objects: [object] })).toEqual([expect.stringContaining('data.value is ')]);
});

test('reports names that JavaScript reserves', () => {
  const reserved = (definition: object) => listTenantProblems(definition).map(formatProblem);
  const shop = { clusters: ['dev1'], owners: 'devs' };
  expect(reserved({ shop: { ...shop, applications: { constructor: { image } } } })).toEqual([
    'tenants.shop.applications.constructor: is a name that JavaScript reserves; write another name',
  ]);
  for (const definition of [
    { ['__proto__']: shop },
    { shop: { ...shop, applications: { ['__proto__']: { image } } } },
    { shop: { ...shop, applications: { a: { image, env: { ['__proto__']: 'x' } } } } },
    { shop: { ...shop, applications: { a: { image, perEnvironment: { ['__proto__']: {} } } } } },
  ])
    expect(reserved(definition)).toEqual([
      expect.stringMatching(/__proto__: is a name that JavaScript reserves; write another name$/),
    ]);
  const configMap = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'c' }, data: { constructor: 'x' } };
  expect(check({}, { objects: [configMap] })).toEqual([
    'error: tenants.shop.objects[0].data.constructor: is a name that JavaScript reserves; write another name',
  ]);
});
