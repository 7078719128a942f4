import { planRequest, type SynthRequest } from '../../src/synth';
import { formatCloudPermissions, listCloudPermissions, type StackFile } from '../../src/output/cloud-permissions';
import type { Platform } from '../../src/definition/platform';
import {
  cloudExampleNames,
  exampleNames,
  loadExample,
  skippedExampleNames,
  synthesizeRequest,
} from '../support/examples';
import { expectOnlyAdded } from '../support/locality';
import { listNameCollisions } from '../support/resource-names';
import { findSecrets } from '../support/secret-scan';
import { formatPath } from '../../src/schema/problem';
import { synthesizePlan, type Files } from '../support/output-files';
import { expectSameWorkload, listWorkloadFiles } from '../support/workload-manifests';

const unavailable = skippedExampleNames();
if (unavailable.length > 0)
  describe.skip(`${unavailable.join(', ')} (skipped: run npm run clouds)`, () => {
    test.todo('tests that need the package of a cloud');
  });

const outputs = new Map<string, Files>();
const requests = new Map<string, SynthRequest>();

/** Warnings that an example gives since it uses what they are about. */
const intendedWarnings: Readonly<Record<string, readonly string[]>> = {
  // The applications of the platform team read the data of all tenants.
  dsenv: ['tenants.dssys.capabilities'],
};

describe.each([...exampleNames(), ...cloudExampleNames()])('%s', (program) => {
  let request: SynthRequest;
  let files: Files;
  beforeAll(async () => {
    request = await loadExample(program);
    const plan = planRequest(request, 'none.json');
    expect(plan.warnings.map(({ path }) => formatPath(path))).toEqual(intendedWarnings[program] ?? []);
    files = synthesizePlan(plan, request.language);
    outputs.set(program, files);
    requests.set(program, request);
  }, 60_000);

  test('is synthesized without other warnings and without secrets in the output', () => {
    expect(Object.keys(files).length).toBeGreaterThan(20);
    expect(findSecrets(files)).toEqual([]);
  });

  if (cloudExampleNames().includes(program))
    test('grants the reviewed permissions, and none for all actions', () => {
      const permissions = Object.entries(files).flatMap(([path, text]) => {
        const [, stack] = /^cdktf\.out\/stacks\/([^/]+)\/cdk\.tf\.json$/.exec(path) ?? [];
        return stack === undefined ? [] : listCloudPermissions(stack, JSON.parse(text) as StackFile);
      });
      expect(formatCloudPermissions(permissions)).toMatchSnapshot();
      expect(permissions.flatMap(({ allows }) => allows)).not.toContain('*');
    });

  test('has no two resources of a cloud with the same name in the same place', () => {
    expect(listNameCollisions(files)).toEqual([]);
  });

  test('keeps its output when a tenant is added, except for new entries in lists', () => {
    const platform = request.platform as Pick<Platform, 'clusters' | 'tenants'>;
    const applications = { web: { image: 'registry.example/web:1' } };
    const newcomer = { clusters: Object.keys(platform.clusters), owners: 'newcomers', applications };
    const platformWithNewcomer = { ...platform, tenants: { ...platform.tenants, newcomer } };
    expectOnlyAdded('newcomer', files, synthesizeRequest({ ...request, platform: platformWithNewcomer }));
  }, 60_000);
});

/** Examples on-premises, with those in a cloud that have the same workloads, and names of clusters that differ. */
const movedExamples = cloudExampleNames().map((example) =>
  example === 'nais-aws' ? ([example, 'nais', 'prod-fss', 'prod-aws'] as const) : ([example, 'microservices'] as const),
);

describe.each(movedExamples)('%s', (example, onPremises, ...[previousCluster = '', cluster = '']) => {
  test(`has the manifests of the workloads of ${onPremises}.ts, except for what belongs to the environment`, () => {
    const previous = outputs.get(onPremises) ?? {};
    const moved = outputs.get(example) ?? {};
    const paths = listWorkloadFiles(previous);
    const movedPath = (path: string) => path.replace(`dist/${previousCluster}/`, `dist/${cluster}/`);
    expect(paths.length).toBeGreaterThanOrEqual(5);
    expect([...listWorkloadFiles(moved)].sort()).toEqual(paths.map(movedPath).sort());
    for (const path of paths) expectSameWorkload(path, previous, moved, movedPath(path));
  });
});

const hasMovedCluster = cloudExampleNames().includes('nais-aws');

(hasMovedCluster ? describe : describe.skip)('the cluster that nais-aws.ts has moved', () => {
  test('takes database and bucket by their names: no stack has them, and another cluster finds the same data', () => {
    const request = requests.get('nais-aws');
    if (!request) throw new Error('nais-aws was not loaded');
    const files = outputs.get('nais-aws') ?? {};
    const platform = request.platform as Pick<Platform, 'clusters' | 'tenants'>;
    const { 'prod-aws': production, ...clusters } = platform.clusters;
    const rename = (tenant: Platform['tenants'][string]) => ({
      ...tenant,
      clusters: tenant.clusters.map((name) => (name === 'prod-aws' ? 'prod-new' : name)),
    });
    const tenants = Object.fromEntries(
      Object.entries(platform.tenants).map(([name, tenant]) => [name, rename(tenant)]),
    );
    const again = synthesizeRequest({
      ...request,
      platform: { ...platform, clusters: { ...clusters, 'prod-new': production }, tenants },
    });
    const dataStacks = Object.keys(files).filter((path) => /stacks\/[^/]*-data\/cdk\.tf\.json$/.test(path));
    expect(dataStacks.map((path) => path.split('/')[2])).toEqual(['pensjon-prod-data', 'uforetrygd-prod-data']);
    for (const path of dataStacks) expect([path, again[path]]).toEqual([path, files[path]]);
    expect(Object.values(files).join()).not.toMatch(
      /"(aws_db_instance|aws_s3_bucket)": \{(?!\s+"postgresql-existing_)/,
    );
  }, 60_000);
});

describe('the secret scan', () => {
  const values = (text: string) => JSON.stringify({ resource: { helm_release: { a: { values: [text] } } } });

  test.each([
    ['a private key', 'a.sh', '-----BEGIN OPENSSH PRIVATE KEY-----\nb3Bl'],
    ['a password in a URL', 'a.txt', 'postgres://shop:hunter2@db.example/shop'],
    ['a GitHub token', 'a.yaml', 'a: ghp_0123456789abcdefghijABCDEFGHIJ012345'],
    ['an AWS access key', 'a.yaml', 'a: AKIAIOSFODNN7EXAMPLE'],
    ['a JSON Web Token', 'a.txt', 'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJzaG9wIn0.c2ln'],
    ['a bcrypt hash', 'a.yaml', "a: '$2y$10$abcdefghijklmnopqrstuuABCDEFGHIJKLMNOPQRSTUVWXYZ01234'"],
    ['a password in the values of a chart', 'values.yaml', 'admin:\n  password: hunter2\n'],
    ['a password in the values of a Helm release', 'cdk.tf.json', values('admin:\n  adminPassword: hunter2\n')],
    ['an environment variable with a literal value', 'web.yaml', 'env:\n  - name: API_TOKEN\n    value: hunter2\n'],
    ['a Secret with data', 'web.yaml', 'kind: Secret\nstringData:\n  a: b\n'],
  ])('finds %s', (_, path, text) => {
    expect(findSecrets({ [path]: text })).toHaveLength(1);
  });

  test.each([
    [
      'an environment variable from a Secret',
      'env:\n  - name: API_TOKEN\n    valueFrom:\n      secretKeyRef: { name: api, key: token }\n',
    ],
    ['a placeholder', 'password: $METRICS_STORE_PASSWORD\n'],
    ['the name of a Secret', 'existingSecret: grafana-admin\nsecretName: shop-tls\n'],
  ])('ignores %s', (_, text) => {
    expect(findSecrets({ 'a.yaml': text })).toEqual([]);
  });
});
