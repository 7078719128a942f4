import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { planRequest, captureSynthRequest, writeOutput, type SynthRequest } from '../../src/synth';
import type { Platform } from '../../src/definition/platform';
import { expectOnlyAdded } from '../support/locality';
import { findSecrets } from '../support/secret-scan';
import { readFiles, withTempFolder, type Files } from '../support/output-files';

const examples = join(__dirname, '../../examples');

async function loadExample(program: string): Promise<SynthRequest> {
  const request = await captureSynthRequest(() => import(join(examples, program)));
  if (!request) throw new Error(`${program} does not call synth()`);
  return request;
}

function synthesize(request: SynthRequest): Files {
  return withTempFolder((folder) => {
    const plan = planRequest(request, join(folder, 'none.json'));
    expect(plan.warnings).toEqual([]);
    writeOutput(plan, request.language, { terraform: join(folder, 'cdktf.out'), dist: join(folder, 'dist') });
    return readFiles(folder);
  });
}

describe.each(readdirSync(examples))('%s', (program) => {
  let request: SynthRequest;
  let files: Files;
  beforeAll(async () => {
    request = await loadExample(program);
    files = synthesize(request);
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
    expectOnlyAdded('newcomer', files, synthesize({ ...request, platform: platformWithNewcomer }));
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
