import { formatPath, formatProblem, type Problem } from '../../../src/schema/problem';
import { platformWith, testLanguage } from '../../support/tenant-definitions';

const image = 'registry.test.example/app:1';
const claim = { volume: 'data', storageGiB: 10 };

const tenantWith = (options: object) => platformWith({ shop: { clusters: ['dev1'], owners: 'o', ...options } });
const withWorkload = (options: object, tenant: object = {}) =>
  tenantWith({ applications: { web: { image, ...options } }, ...tenant });
const withFiles = (volume: object) => withWorkload({ files: { '/d': { ...claim, ...volume } } });

const check = (previous: object, current: object) => testLanguage.check(current, previous).map(formatProblem);
/** Lists the changes between two definitions: action, path and risk. */
const listChanges = (previous: object, current: object) =>
  testLanguage
    .plan(current, previous, { allowedRemovals: 'all' })
    .changes.map(({ action, path, risk }) => [action, formatPath(path), ...(risk === undefined ? [] : [risk])]);

const web = 'tenants.shop.applications.web';

describe('a volume of the last apply', () => {
  it.each([
    [{ storageGiB: 5 }, 'storageGiB is 5: is less than 10, and a volume cannot shrink; write 10 or more'],
    [{ shared: true }, 'shared is true: cannot be changed on a volume that exists; write false'],
    [{ storageClass: 'fast' }, 'storageClass is "fast": cannot be changed on a volume that exists; write \'slow\''],
  ])('is not changed by %j, but another volume may differ, as the error advises', (change, message) => {
    const previous = withFiles({ storageClass: 'slow' });
    expect(check(previous, withFiles({ storageClass: 'slow', ...change }))).toEqual([
      `${web}.files./d.${message}, or write another name than 'data' for a new, empty volume; the data remains in the previous one`,
    ]);
    const renamed = withFiles({ storageClass: 'slow', ...change, volume: 'data2' });
    expect(check(previous, renamed)).toEqual([]);
    expect(listChanges(previous, renamed)).toEqual([
      ['change', web, "volume 'data' is no longer mounted, and remains with its data until you delete it"],
    ]);
  });

  it('is not changed in one environment, and the error has the path of this environment', () => {
    const withOverride = (storageGiB: number) =>
      withWorkload({ files: { '/d': claim }, perEnvironment: { dev: { files: { '/d': { ...claim, storageGiB } } } } });
    expect(check(withOverride(10), withOverride(5))).toEqual([
      expect.stringMatching(/^tenants\.shop\.applications\.web\.perEnvironment\.dev\.files\.\/d\.storageGiB is 5/),
    ]);
  });

  it('grows, which is a risk, since not all StorageClasses allow it', () => {
    expect(listChanges(withFiles({}), withFiles({ storageGiB: 20 }))).toEqual([
      ['change', web, "volume 'data' grows, which the API server refuses unless its StorageClass allows expansion"],
    ]);
  });

  it('gets a StorageClass, which is a risk where the default of the cluster is unknown', () => {
    expect(listChanges(withFiles({}), withFiles({ storageClass: 'fast' }))).toEqual([
      [
        'change',
        web,
        "the API server refuses another StorageClass of volume 'data', unless it is the default that it already has",
      ],
    ]);
  });

  it('remains with its data when it is no longer used, and when its workload is removed', () => {
    expect(listChanges(withFiles({}), withWorkload({}))).toEqual([
      ['change', web, "volume 'data' is no longer mounted, and remains with its data until you delete it"],
    ]);
    expect(listChanges(withFiles({}), tenantWith({}))).toEqual([
      [
        'remove',
        web,
        "the application stops; volume 'data' remains with its data in namespace 'shop' of cluster 'dev1' until you delete it",
      ],
    ]);
  });

  it('cannot be changed by a patch either', () => {
    const withPatch = (spec: object) =>
      withWorkload({ files: { '/d': claim }, patch: { PersistentVolumeClaim: { spec } } });
    expect(check(withPatch({}), withPatch({ volumeMode: 'Block' }))).toEqual([
      expect.stringMatching(/patch\.PersistentVolumeClaim: changes a field of volume 'data', which exists/),
    ]);
  });
});

describe('a workload', () => {
  const namespaces = { namespaces: { shop: {}, 'shop-2': {} } };

  it('in another namespace leaves its volumes, and has another DNS name', () => {
    const previous = withWorkload({ files: { '/d': claim } }, namespaces);
    const current = withWorkload({ files: { '/d': claim }, namespace: 'shop-2' }, namespaces);
    expect(listChanges(previous, current)).toEqual([
      ['change', web, "volume 'data' remains with its data in namespace 'shop' of cluster 'dev1' until you delete it"],
      [
        'move',
        `${web}.namespace`,
        "the application stops in 'shop' and starts in 'shop-2', with another DNS name and without the Secrets and volumes of 'shop'",
      ],
    ]);
  });

  it('is in another namespace where another one is the first of its tenant', () => {
    const current = withWorkload({}, { namespaces: { 'shop-2': {}, shop: {} } });
    expect(listChanges(withWorkload({}, namespaces), current)).toContainEqual([
      'move',
      `${web}.namespace`,
      expect.stringContaining("starts in 'shop-2'"),
    ]);
  });

  it('stops on clusters that it no longer runs on', () => {
    const on = (clusters: readonly string[]) => withWorkload({ clusters }, { clusters: ['dev1', 'prod1'] });
    expect(listChanges(on(['dev1', 'prod1']), on(['dev1']))).toEqual([
      ['move', `${web}.clusters`, 'the application stops on prod1'],
    ]);
    expect(listChanges(on(['dev1']), on(['dev1', 'prod1']))).toEqual([['move', `${web}.clusters`]]);
  });

  it('keeps the address of its Service', () => {
    const address = (clusterIP: string) => withWorkload({ patch: { Service: { spec: { clusterIP } } } });
    expect(check(address('10.96.9.20'), address('10.96.9.21'))).toEqual([
      expect.stringMatching(
        /patch\.Service\.spec\.clusterIP is "10\.96\.9\.21": cannot be changed on a Service that exists/,
      ),
    ]);
    expect(check(address('10.96.9.20'), withWorkload({}))).toEqual([]);
    expect(listChanges(withWorkload({}), address('10.96.9.20'))).toEqual([
      ['change', web, expect.stringContaining('unless it is the address that it already has')],
    ]);
    const renamed = tenantWith({
      applications: { web2: { image, patch: { Service: { spec: { clusterIP: '10.96.9.21' } } } } },
    });
    expect(check(address('10.96.9.20'), renamed)).toEqual([]);
  });
});

describe('an object of a tenant', () => {
  /** Pod that meets the Pod Security Standard `restricted`. */
  const restricted = ({
    containers,
    ...spec
  }: { readonly containers: readonly object[] } & Record<string, unknown>) => ({
    ...spec,
    securityContext: { runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } },
    containers: containers.map((container) => ({
      ...container,
      securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] } },
    })),
  });
  const job = (tag: number, options: object = {}) => ({
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: { name: 'import' },
    spec: {
      template: { spec: restricted({ restartPolicy: 'Never', containers: [{ name: 'c', image: `r.test/a:${tag}` }] }) },
    },
    ...options,
  });
  const pvc = (spec: object) => ({
    apiVersion: 'v1',
    kind: 'PersistentVolumeClaim',
    metadata: { name: 'data' },
    spec: { accessModes: ['ReadWriteOnce'], ...spec },
  });
  const size = (storage: string) => ({ resources: { requests: { storage } } });
  const labels = { app: 'db' };
  const template = { metadata: { labels }, spec: restricted({ containers: [{ name: 'db', image: 'r.test/db:1' }] }) };
  const stateful = (spec: object) => ({
    apiVersion: 'apps/v1',
    kind: 'StatefulSet',
    metadata: { name: 'db' },
    spec: { selector: { matchLabels: labels }, template, ...spec },
  });
  const config = (value: string) => ({
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: 'c' },
    immutable: true,
    data: { value },
  });
  const withObjects = (...objects: readonly object[]) => tenantWith({ objects });
  /** Lists the errors about changed objects: tenants may not have all of these kinds. */
  const listErrors = (previous: object, current: object): readonly string[] => {
    const errors = testLanguage.check(withObjects(current), withObjects(previous));
    return errors.filter(({ message }: Problem) => /exists|shrink/.test(message)).map(formatProblem);
  };

  it.each([
    [job(1), job(2), 'spec.template.spec.containers[0].image'],
    [pvc(size('10Gi')), pvc(size('5Gi')), 'spec.resources.requests.storage'],
    [pvc({ storageClassName: 'a' }), pvc({ storageClassName: 'b' }), 'spec.storageClassName'],
    [stateful({ serviceName: 'a' }), stateful({ serviceName: 'b' }), 'spec.serviceName'],
    [config('1'), config('2'), 'data.value'],
  ])('is refused where an immutable field changes: %#', (previous, current, path) => {
    expect(listErrors(previous, current)).toEqual([
      expect.stringMatching(/; undo the change, or write another metadata\.name, which deletes the previous object/),
    ]);
    expect(listErrors(previous, current)[0]?.startsWith(`tenants.shop.objects[0].${path} is `)).toBe(true);
    expect(listErrors(previous, { ...current, metadata: { name: 'other' } })).toEqual([]);
    expect(listErrors(previous, previous)).toEqual([]);
  });

  it.each([
    [pvc(size('5Gi')), pvc(size('10Gi'))],
    [pvc(size('1Gi')), pvc(size('1024Mi'))],
    [stateful({ replicas: 1 }), stateful({ replicas: 2 })],
    [job(1, { spec: { parallelism: 1 } }), job(1, { spec: { parallelism: 2 } })],
    [
      { ...config('1'), immutable: false },
      { ...config('2'), immutable: false },
    ],
  ])('may change in other fields: %#', (previous, current) => {
    expect(listErrors(previous, current)).toEqual([]);
  });

  it('is a risk where a field is added, which may be the default that it already has', () => {
    expect(listChanges(withObjects(pvc({})), withObjects(pvc({ volumeMode: 'Filesystem' })))).toContainEqual([
      'change',
      'tenants.shop.objects[0]',
      "the API server refuses another spec.volumeMode of the PersistentVolumeClaim 'data', unless it is the default",
    ]);
  });
});
