import fc from 'fast-check';
import { applications, checkPlatformWith, cluster } from '../../support/problems';

const image = 'registry.test.example/app:1';
const storage = cluster({ provides: { network: {}, 'network-policy': {}, dns: {}, storage: {} } });

/** Returns the problems of a tenant with these workloads. */
function check(workloads: object, tenantOptions: object): readonly string[] {
  return checkPlatformWith({ ...storage, ...applications(workloads, tenantOptions) });
}

describe('the quota of a tenant', () => {
  it.each([
    ['cpu', { cpu: 1 }, { replicas: 20 }, 'need at least 4, the sum of their CPU requests'],
    ['memoryGiB', { memoryGiB: 1 }, { replicas: 20 }, 'need at least 10, the sum of their memory limits in GiB'],
    ['pods', { pods: 3 }, { replicas: 20 }, 'need at least 20, the sum of their pods'],
    ['pods', { pods: 1 }, { replicas: 2 }, 'need at least 2, the sum of their pods'],
    [
      'storageGiB',
      { storageGiB: 5 },
      { files: { '/d': { volume: 'd', storageGiB: 20 } } },
      'need at least 20, the sum of their volumes in GiB',
    ],
    ['cpu', { cpu: 0.1 }, {}, 'need at least 0.4'],
    ['memoryGiB', { memoryGiB: 1 }, { resources: { memory: '1Ti', memoryLimit: '1Ti' } }, 'need at least 2048'],
  ])('must have room for the minimum of its workloads: %s of %j', (resource, quota, web, message) => {
    expect(check({ web: { image, ...web } }, { quota })).toEqual([
      expect.stringMatching(new RegExp(`^tenants\\.shop\\.quota\\.${resource} is .*${message}`)),
    ]);
  });

  it('must have room for a pod of each job next to the applications', () => {
    const workloads = { web: { image, replicas: 2 }, report: { kind: 'job', image, schedule: '@daily' } };
    expect(check(workloads, { quota: { pods: 2 } })).toEqual([expect.stringContaining('need at least 3')]);
    expect(check(workloads, { quota: { pods: 3 } })).toEqual([]);
  });

  it('must have room for the objects of workloads, and of the tenant itself', () => {
    const workloads = {
      web: { image, ingress: 'web.acme.example', files: { '/d': { volume: 'd', storageGiB: 1 } } },
      report: { kind: 'job', image, schedule: '@daily', uses: { secret: { path: 'report' } } },
    };
    const objects = ['a', 'b'].map((name) => ({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name } }));
    const counts = (missing: object) =>
      check(workloads, {
        objects,
        quota: { services: 1, configMaps: 3, secrets: 1, volumeClaims: 1, ...missing },
      }).filter((problem) => problem.includes('quota'));
    expect(counts({})).toEqual([]);
    expect(counts({ configMaps: 2 })).toEqual([
      expect.stringContaining('need at least 3, with the one that Kubernetes'),
    ]);
  });

  it('counts sidecars', () => {
    const web = { image, replicas: 1, strategy: 'recreate', sidecars: { log: { image, resources: { cpu: '1' } } } };
    expect(check({ web }, { quota: { cpu: 1.2 } })).toEqual([]);
    expect(check({ web }, { quota: { cpu: 1.1 } })).toEqual([expect.stringContaining('need at least 1.2')]);
  });

  it('has a limit of objects and ephemeral storage by default', () => {
    expect(check({ web: { image, replicas: 501 } }, {})).toEqual([
      expect.stringContaining('tenants.shop.quota.ephemeralStorageGiB is 500: the workloads in'),
      expect.stringContaining('tenants.shop.quota.pods is 500: the workloads in'),
    ]);
  });

  it('counts the limits of ephemeral storage, and one ServiceAccount for each workload', () => {
    const web = { image, replicas: 1, strategy: 'recreate', resources: { diskLimit: '3Gi' } };
    expect(check({ web }, { quota: { ephemeralStorageGiB: 3, otherObjects: 2 } })).toEqual([]);
    expect(check({ web }, { quota: { ephemeralStorageGiB: 2, otherObjects: 1 } })).toEqual([
      expect.stringContaining('need at least 3, the sum of their limits of ephemeral storage in GiB'),
      expect.stringContaining('need at least 2, the largest number of objects of one kind'),
    ]);
  });

  it('counts objects of each kind by itself, with the retained runs of jobs, and no custom resources', () => {
    const quota = (otherObjects: number) => ({ services: 10, otherObjects });
    const serviceAccounts = ['a', 'b', 'c'].map((name) => ({
      apiVersion: 'v1',
      kind: 'ServiceAccount',
      metadata: { name },
    }));
    const budgets = ['a', 'b', 'c'].map((name) => ({
      apiVersion: 'policy/v1',
      kind: 'PodDisruptionBudget',
      metadata: { name },
      spec: {
        maxUnavailable: 1,
        selector: { matchLabels: { 'app.kubernetes.io/name': name } },
      },
    }));
    expect(check({ web: { image } }, { objects: budgets, quota: quota(3) })).toEqual([]);
    expect(check({ web: { image } }, { objects: serviceAccounts, quota: quota(4) })).toEqual([
      expect.stringContaining('need at least 5, the largest number of objects of one kind: ServiceAccount'),
    ]);
    const report = { kind: 'job', image, schedule: '@daily', history: 4 };
    expect(check({ report }, { quota: quota(9) })).toEqual([]);
    expect(check({ report }, { quota: quota(8) })).toEqual([
      expect.stringContaining(
        'need at least 9, the largest number of objects of one kind: Job; raise the quota, or lower',
      ),
    ]);
    expect(check({ report: { ...report, schedule: undefined } }, { quota: quota(2) })).toEqual([]);
  });

  it('is checked for the share of each namespace', () => {
    const namespaces = { web: { quota: { pods: 2 } }, data: {} };
    const workloads = { web: { image, replicas: 3 } };
    expect(check(workloads, { namespaces, quota: { pods: 10 } })).toEqual([
      expect.stringContaining("tenants.shop.namespaces.web.quota.pods is 2: the workloads in namespace 'web'"),
    ]);
    expect(check({ web: { image, replicas: 6, namespace: 'data' } }, { namespaces, quota: { pods: 10 } })).toEqual([]);
  });

  it('is checked with the options of each environment', () => {
    const web = { image, replicas: 2, perEnvironment: { prod: { replicas: 9 } } };
    expect(check({ web }, { quota: { pods: 4 } })).toEqual([]);
    expect(check({ web }, { quota: { pods: 4 }, clusters: ['a', 'b'] })).toEqual([
      expect.stringContaining("on cluster 'b' need at least 9"),
    ]);
  });

  it('is a warning if it has no room for the additional pods of a rolling update', () => {
    expect(check({ web: { image, replicas: 2 } }, { quota: { pods: 2 } })).toEqual([
      expect.stringContaining('a rolling update needs 3 while old and new pods run, and stops'),
    ]);
    expect(check({ web: { image, replicas: 2, strategy: 'recreate' } }, { quota: { pods: 2 } })).toEqual([]);
  });

  it('is exceeded exactly if the sum of all requests exceeds it', () => {
    fc.assert(
      fc.property(
        fc.array(fc.record({ replicas: fc.nat(6), milliCpu: fc.integer({ min: 1, max: 3000 }) }), { maxLength: 4 }),
        fc.integer({ min: 1, max: 40 }),
        (list, cpu) => {
          const workloads = Object.fromEntries(
            list.map(({ replicas, milliCpu }, i) => [`a${i}`, { image, replicas, resources: { cpu: `${milliCpu}m` } }]),
          );
          const milliCpu = list.reduce((sum, entry) => sum + entry.replicas * entry.milliCpu, 0);
          const errors = check(workloads, { quota: { cpu } }).filter((problem) => problem.includes('need at least'));
          expect(errors.length > 0).toBe(milliCpu > cpu * 1000);
        },
      ),
    );
  });
});

describe('the maxima of a tenant', () => {
  const limits = { memoryLimit: '512Mi', maxMemory: '1Gi', maxCpu: '1', maxStorage: '5Gi' };

  it.each([
    [{ resources: { cpu: '2' } }, 'resources.cpu is "2": exceeds tenants.shop.limits.maxCpu, 1'],
    [{ resources: { cpuLimit: '1500m' } }, 'resources.cpuLimit is "1500m": exceeds'],
    [
      { resources: { memoryLimit: '2Gi' } },
      'resources.memoryLimit is "2Gi": exceeds tenants.shop.limits.maxMemory, 1Gi',
    ],
    [{ files: { '/d': { volume: 'd', storageGiB: 20 } } }, 'files./d.storageGiB is "20Gi": exceeds'],
  ])('must not be exceeded by a workload: %j', (web, message) => {
    expect(check({ web: { image, ...web } }, { limits })).toEqual([expect.stringContaining(message)]);
  });

  it('may be reached by a workload', () => {
    const resources = { cpu: '1', cpuLimit: '1', memory: '1Gi', memoryLimit: '1Gi' };
    const files = { '/d': { volume: 'd', storageGiB: 5 } };
    expect(check({ web: { image, resources, files } }, { limits })).toEqual([]);
  });

  it('must not be exceeded by the defaults of the tenant, whose LimitRange the API server would refuse', () => {
    expect(check({}, { limits: { maxMemory: '256Mi' } })).toEqual([
      'tenants.shop.limits.memoryLimit is "512Mi": exceeds maxMemory, which is 256Mi; write 256Mi or less, or raise the maximum',
    ]);
    expect(check({}, { limits: { disk: '2Gi' } })).toEqual([
      expect.stringContaining('tenants.shop.limits.disk is "2Gi": exceeds diskLimit, which is 1Gi'),
    ]);
    expect(check({}, { limits: { maxCpu: '100m' } })).toEqual([
      expect.stringContaining('tenants.shop.limits.cpu is "200m": exceeds maxCpu'),
    ]);
  });
});

describe('empty directories', () => {
  it('must fit into the limit of ephemeral storage', () => {
    expect(check({ big: { image, files: { '/big': { emptyMiB: 5000 } } } }, {})).toEqual([
      'tenants.shop.applications.big.files./big.emptyMiB is 5000: is more than the limit of ephemeral storage of the pod, diskLimit: 1Gi, so the kubelet would evict it; set resources.diskLimit to 6Gi, or write less',
    ]);
    const files = { '/a': { emptyMiB: 600 }, '/b': { emptyMiB: 500 } };
    expect(check({ big: { image, files } }, {})).toEqual([expect.stringContaining('is 1100 MiB')]);
    expect(check({ big: { image, files, resources: { diskLimit: '2Gi' } } }, {})).toEqual([]);
    expect(check({ big: { image, files: { '/a': { emptyMiB: 1024 } } } }, {})).toEqual([]);
  });
});
