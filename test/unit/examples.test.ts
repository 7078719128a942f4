import { planRequest, type SynthRequest } from '../../src/synth';
import type { Platform } from '../../src/definition/platform';
import {
  cloudExampleNames,
  exampleNames,
  loadExample,
  skippedExampleNames,
  synthesizeRequest,
} from '../support/examples';
import { expectOnlyAdded } from '../support/locality';
import { findSecrets } from '../support/secret-scan';
import type { Files } from '../support/output-files';
import { expectSameWorkload, listWorkloadFiles } from '../support/workload-manifests';

const unavailable = skippedExampleNames();
if (unavailable.length > 0)
  describe.skip(`${unavailable.join(', ')} (skipped: run npm run clouds)`, () => {
    test.todo('tests that need the package of a cloud');
  });

const outputs = new Map<string, Files>();

describe.each([...exampleNames(), ...cloudExampleNames()])('%s', (program) => {
  let request: SynthRequest;
  let files: Files;
  beforeAll(async () => {
    request = await loadExample(program);
    expect(planRequest(request, 'none.json').warnings).toEqual([]);
    files = synthesizeRequest(request);
    outputs.set(program, files);
  }, 60_000);

  test('is synthesized without warnings and without secrets in the output', () => {
    expect(Object.keys(files).length).toBeGreaterThan(20);
    expect(findSecrets(files)).toEqual([]);
  });

  test('keeps its output when a tenant is added, except for new entries in lists', () => {
    const platform = request.platform as Pick<Platform, 'clusters' | 'tenants'>;
    const applications = { web: { image: 'registry.example/web:1' } };
    const newcomer = { clusters: Object.keys(platform.clusters), owners: 'newcomers', applications };
    const platformWithNewcomer = { ...platform, tenants: { ...platform.tenants, newcomer } };
    expectOnlyAdded('newcomer', files, synthesizeRequest({ ...request, platform: platformWithNewcomer }));
  }, 60_000);
});

describe.each(cloudExampleNames())('%s', (example) => {
  const output = (program: string) => outputs.get(program) ?? {};

  test('has the manifests of the workloads of microservices.ts, except for what belongs to the environment', () => {
    const onPremises = output('microservices');
    const paths = listWorkloadFiles(onPremises);
    expect(paths.length).toBeGreaterThanOrEqual(12);
    expect(listWorkloadFiles(output(example))).toEqual(paths);
    for (const path of paths) expectSameWorkload(path, onPremises, output(example));
  });
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
