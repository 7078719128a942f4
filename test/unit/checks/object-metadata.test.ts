import { checkTenants } from '../../support/tenant-definitions';

const pod = { containers: [{ name: 'db', image: 'registry.acme.example/db:1' }] };

function checkObject(object: object, provides?: object): readonly string[] {
  const config = { apiVersion: 'v1', kind: 'ConfigMap', metadata: {} };
  const { metadata, ...fields } = { ...config, ...object };
  const objects = [{ ...fields, metadata: { name: 'db', ...metadata } }];
  return checkTenants({ shop: { clusters: ['dev1'], owners: 'devs', objects } }, provides).map((message) =>
    message.replace('tenants.shop.objects[0].', ''),
  );
}

describe('metadata of an object', () => {
  test.each([
    ['a label value', { labels: { a: 'ü' } }, 'metadata.labels.a: must be a label value'],
    ['a label key', { labels: { 'a b': 'c' } }, 'metadata.labels.a b: must be a label key'],
    ['an annotation key', { annotations: { 'a b': 'c' } }, 'metadata.annotations.a b: must be a label key'],
  ])('must not have %s that the API server would refuse', (_, metadata, expected) => {
    expect(checkObject({ metadata })).toEqual([expected]);
  });

  test.each([
    { labels: { 'acme.example/Team': 'A.b_c-1', empty: '' } },
    { annotations: { 'Acme.example/Text': 'any text: ü' } },
  ])('may have %j', (metadata) => {
    expect(checkObject({ metadata })).toEqual([]);
  });

  test('has annotations of at most 256 KiB', () => {
    const annotate = (length: number) => checkObject({ metadata: { annotations: { a: 'b'.repeat(length) } } });
    expect(annotate(2 ** 18 - 1)).toEqual([]);
    expect(annotate(2 ** 18)).toEqual(['metadata.annotations: have 262145 bytes: the API server accepts 262144 bytes']);
  });

  test.each([
    ['helm.sh/hook', 'Helm would run the object as a hook, or keep it after its removal'],
    ['helm.sh/resource-policy', 'Helm would run the object as a hook, or keep it after its removal'],
    ['meta.helm.sh/release-name', 'Helm would take the object for one of another release'],
    ['argocd.argoproj.io/sync-wave', 'Argo CD would synchronize, compare or prune the object in another way'],
    ['argocd.argoproj.io/tracking-id', 'Argo CD would synchronize, compare or prune the object in another way'],
  ])('must not have the annotation %s', (annotation, reason) => {
    expect(checkObject({ metadata: { annotations: { [annotation]: 'x' } } })).toEqual([
      `metadata.annotations.${annotation}: belongs to the delivery by the platform: ${reason}`,
    ]);
  });

  test('must not have finalizers, which would block the removal of the tenant', () => {
    expect(checkObject({ metadata: { finalizers: ['acme.example/wait'] } })).toEqual([
      'metadata.finalizers: would block the removal of the object, and of the tenant',
    ]);
  });

  test('is checked in templates of pods and Jobs too', () => {
    const template = { metadata: { labels: { a: 'ü' } }, spec: { ...pod, restartPolicy: 'Never' } };
    const spec = { schedule: '0 3 * * *', jobTemplate: { spec: { template } } };
    expect(checkObject({ apiVersion: 'batch/v1', kind: 'CronJob', spec })).toEqual([
      'spec.jobTemplate.spec.template.metadata.labels.a: must be a label value',
    ]);
  });

  test.each([
    ['metadata', { metadata: { labels: { 'plinth.dev/cache': 'web' } } }],
    ['spec.template.metadata', { spec: { template: { metadata: { labels: { 'plinth.dev/cache': 'web' } } } } }],
    ['spec.inheritedMetadata', { spec: { inheritedMetadata: { labels: { 'plinth.dev/cache': 'web' } } } }],
  ])('has no labels that network policies of providers select, in %s', (place, object) => {
    const kind = { apiVersion: 'acme.example/v1', kind: 'Server' };
    const refusal = `${place}.labels.plinth.dev/cache: belongs to providers of the platform, whose network policies select pods by it`;
    expect(checkObject({ ...kind, ...object })).toContain(refusal);
  });

  test('has no label that a provider on a cluster declares', () => {
    const labels = (key: string) => ({ metadata: { labels: { [key]: 'a' } } });
    const database = {
      url: 'postgresql://db.databases:5432',
      namespace: 'databases',
      operatedPods: { labels: ['db.example/', 'role'] },
    };
    const provides = { database };
    for (const key of ['acme.cert-manager.io/http01-solver', 'db.example/cluster', 'role'])
      expect(checkObject(labels(key), provides)).toHaveLength(1);
    for (const key of ['plinth.dev/logs', 'db.example', 'roles'])
      expect(checkObject(labels(key), provides)).toEqual([]);
    expect(checkObject(labels('db.example/cluster'))).toEqual([]);
  });

  test('has no such label in a patch', () => {
    const template = { metadata: { labels: { 'plinth.dev/cache': 'web' } } };
    const applications = {
      web: { image: 'registry.acme.example/web:1', patch: { Deployment: { spec: { template } } } },
    };
    expect(checkTenants({ shop: { clusters: ['dev1'], owners: 'devs', applications } })).toEqual([
      expect.stringContaining('patch.Deployment.spec.template.metadata.labels.plinth.dev/cache: belongs to providers'),
    ]);
  });

  test('is checked in patches of workloads', () => {
    const patch = { Deployment: { metadata: { annotations: { 'helm.sh/hook': 'pre-install' } } } };
    const applications = { web: { image: 'registry.acme.example/web:1', patch } };
    expect(checkTenants({ shop: { clusters: ['dev1'], owners: 'devs', applications } })).toEqual([
      expect.stringContaining('patch.Deployment.metadata.annotations.helm.sh/hook: belongs to'),
    ]);
  });
});

describe('a ConfigMap of a tenant', () => {
  test.each(['a/b', '..', '.', '..a', 'ü', 'a b', ''])('must not have the key %j', (key) => {
    expect(checkObject({ data: { [key]: 'x' } })).toEqual([`data.${key}: must be a key of a ConfigMap`]);
  });

  test('has at most 1 MiB of data', () => {
    const half = 'x'.repeat(2 ** 19);
    expect(checkObject({ data: { a: half, 'b.txt': half } })).toEqual([expect.stringContaining('at most 256 KiB')]);
    expect(checkObject({ data: { a: half, 'b.txt': `${half}x` } })).toEqual([
      'data: has 1048577 bytes: the API server accepts ConfigMaps up to 1048576 bytes',
    ]);
  });
});
