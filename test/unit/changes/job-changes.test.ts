import fc from 'fast-check';
import { isDeepStrictEqual } from 'node:util';
import { Job } from '../../../constructs/applications/job';
import type { JobInput } from '../../../src/definition/job';
import { formatProblem, valueAtPath } from '../../../src/schema/problem';
import { synthesizeObjects } from '../../support/rendered';
import {
  checkTenantChanges,
  listTenantProblems,
  planCluster,
  testLanguage,
  platformWith,
} from '../../support/tenant-definitions';

type Options = Omit<JobInput, 'kind'>;

const image = 'registry.test.example/job:1';
const tenantsWith = (options: object, tenantOptions: object = {}) => ({
  shop: { clusters: ['dev1'], owners: 'o', applications: { job: { kind: 'job', ...options } }, ...tenantOptions },
});
const check = (previous: object, current: object) =>
  testLanguage.check(platformWith(tenantsWith(current)), platformWith(tenantsWith(previous))).map(formatProblem);

/** Options of jobs, among them several ways to write the same. */
const jobOptions: fc.Arbitrary<Options> = fc.record(
  {
    image: fc.constantFrom(image, 'registry.test.example/job:2'),
    run: fc.constantFrom('v1', 'v2'),
    schedule: fc.constantFrom('@daily', '@hourly'),
    env: fc.constantFrom({ A: '1', B: '2' }, { B: '2', A: '1' }, {}),
    resources: fc.constantFrom({ cpu: '500m' }, { cpu: '0.5' }, { memory: '256Mi' }, { cpuLimit: '1' }, {}),
    files: fc.constantFrom(
      { '/a': { emptyMiB: 1 } },
      { '/a': { emptyMiB: 2 } },
      { '/a': { volume: 'a', storageGiB: 1 } },
      { '/a': { volume: 'a', storageGiB: 2 } },
      { '/a': { config: 'a' }, '/b': { config: 'b' } },
      { '/b': { config: 'b' }, '/a': { config: 'a' } },
    ),
    uses: fc.constantFrom(
      { database: { server: '192.0.2.1', env: { HOST: 'host' } } },
      { database: { server: '192.0.2.1', port: 5433, env: { HOST: 'host' } } },
      { database: { server: '192.0.2.2', env: { HOST: 'host' } } },
      { database: { server: '192.0.2.1', credentials: 'a', env: { PASSWORD: 'password' } } },
      { database: { server: '192.0.2.1', credentials: 'b', env: { PASSWORD: 'password' } } },
    ),
    command: fc.constantFrom(['a'], ['b']),
    user: fc.constantFrom(65532, 1000),
    logs: fc.constantFrom('lines', 'json'),
    completions: fc.constantFrom(1, 2),
    parallelism: fc.constantFrom(1, 2),
    retries: fc.constantFrom(6, 7),
    deadlineSeconds: fc.constantFrom(60, 61),
    history: fc.constantFrom(1, 3),
    perEnvironment: fc.constantFrom({ dev: { image } }, { prod: { image } }, { dev: { env: { A: '2' } } }),
    calls: fc.constantFrom([{ host: 'acme.example' }], []),
  },
  { requiredKeys: ['image'] },
);

/** Renders the Job of the options, and returns its name with its immutable fields. */
function renderImmutableFields(options: Options): object | undefined {
  const cluster = planCluster(tenantsWith(options));
  const [plan] = cluster.tenants[0]?.jobs ?? [];
  if (!plan) throw new Error('no job');
  const objects = synthesizeObjects((chart) => new Job(chart, 'job', { plan, cluster: cluster.clusterInfo }));
  const job = objects.find(({ kind }) => kind === 'Job');
  return (
    job && { name: job.metadata.name, template: normalizeCpu(job.spec?.template), completions: job.spec?.completions }
  );
}

/** Writes CPU quantities in one way, as the API server compares them. */
function normalizeCpu(template: unknown): unknown {
  return JSON.parse(JSON.stringify(template).replaceAll('"0.5"', '"500m"'));
}

describe('a Job of the last apply', () => {
  it('is refused by the plan if and only if its immutable fields would change', () => {
    fc.assert(
      fc.property(jobOptions, jobOptions, (previous, current) => {
        fc.pre([previous, current].every((options) => listTenantProblems(tenantsWith(options)).length === 0));
        const [previousJob, job] = [renderImmutableFields(previous), renderImmutableFields(current)];
        const isRefused =
          previousJob !== undefined &&
          valueAtPath(previousJob, ['name']) === valueAtPath(job, ['name']) &&
          !isDeepStrictEqual(previousJob, job);
        const problems = check(previous, current).filter((problem) => problem.includes('Jobs are immutable'));
        expect(problems).toHaveLength(isRefused ? 1 : 0);
      }),
      { numRuns: 50 },
    );
  });

  it.each([
    [{ image }, { image: 'registry.test.example/job:2' }, 'image', 'v2'],
    [{ image, run: '2026-11' }, { image, run: '2026-11', user: 1000 }, 'user', '2026-12'],
    [{ image, run: 'first' }, { image, run: 'first', completions: 2 }, 'completions', 'first-2'],
    [{ image }, { image, patch: { Job: { spec: { template: { spec: { hostname: 'j' } } } } } }, 'patch.Job', 'v2'],
  ])('may change with another run, as the error advises: %j, %j', (previous, current, option, run) => {
    const name = 'run' in previous ? `job-${previous.run}` : 'job';
    expect(check(previous, current)).toEqual([
      `tenants.shop.applications.job: changes ${option} of Job '${name}', which was applied, and Jobs are immutable; write run: '${run}', which runs a new Job, or undo the change`,
    ]);
    expect(check(previous, { ...current, run })).toEqual([]);
    expect(check(previous, previous)).toEqual([]);
  });

  it('is refused once where it runs on several clusters, and with other nodes of the tenant', () => {
    const tenants = (tag: number, nodes?: object) =>
      tenantsWith({ image: `registry.test.example/job:${tag}` }, { clusters: ['dev1', 'prod1'], nodes });
    expect(checkTenantChanges(tenants(1), tenants(2))).toHaveLength(1);
    expect(checkTenantChanges(tenants(1), tenants(1, { labels: { pool: 'jobs' } }))).toEqual([
      expect.stringContaining("changes the tenant's nodes of Job 'job'"),
    ]);
  });

  it('may be in another namespace, or be scheduled', () => {
    const namespaces = { namespaces: { shop: {}, jobs: {} } };
    const inNamespace = (namespace: string, tag: number) =>
      tenantsWith({ image: `registry.test.example/job:${tag}`, namespace }, namespaces);
    expect(checkTenantChanges(inNamespace('shop', 1), inNamespace('jobs', 2))).toEqual([]);
    expect(check({ image }, { image: 'registry.test.example/job:2', schedule: '@daily' })).toEqual([]);
  });
});
