import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { planRequest, captureSynthRequest, writeOutput, type SynthRequest } from '../../src/synth';
import type { Platform } from '../../src/definition/platform';
import { expectOnlyAdded } from '../support/locality';
import { secretsIn } from '../support/secret-scan';
import { filesIn, inFolder, type Files } from '../support/output-files';

const examples = join(__dirname, '../../examples');

/** What a program of the examples says. */
async function saidBy(program: string): Promise<SynthRequest> {
  const said = await captureSynthRequest(() => import(join(examples, program)));
  if (!said) throw new Error(`${program} describes nothing`);
  return said;
}

function synthesised(said: SynthRequest): Files {
  return inFolder((folder) => {
    const plan = planRequest(said, join(folder, 'none.json'));
    expect(plan.warnings).toEqual([]);
    writeOutput(plan, said.language, { terraform: join(folder, 'cdktf.out'), dist: join(folder, 'dist') });
    return filesIn(folder);
  });
}

describe.each(readdirSync(examples))('%s', (program) => {
  let said: SynthRequest;
  let files: Files;
  beforeAll(async () => {
    said = await saidBy(program);
    files = synthesised(said);
  }, 60_000);

  test('is synthesised without a warning, and no secret stands in what comes of it', () => {
    expect(Object.keys(files).length).toBeGreaterThan(20);
    expect(secretsIn(files)).toEqual([]);
  });

  test('changes in nothing that is there when a tenant is added, but for lists, which gain', () => {
    const platform = said.platform as Pick<Platform, 'clusters' | 'tenants'>;
    const applications = { web: { image: 'registry.example/web:1' } };
    const newcomer = { clusters: Object.keys(platform.clusters), owners: 'newcomers', applications };
    const more = { ...platform, tenants: { ...platform.tenants, newcomer } };
    expectOnlyAdded('newcomer', files, synthesised({ ...said, platform: more }));
  }, 60_000);
});

describe('looking for secrets', () => {
  const values = (text: string) => JSON.stringify({ resource: { helm_release: { a: { values: [text] } } } });

  test.each([
    ['a private key', 'a.sh', '-----BEGIN OPENSSH PRIVATE KEY-----\nb3Bl'],
    ['a password in a URL', 'a.txt', 'postgres://shop:hunter2@db.example/shop'],
    ['a token of GitHub', 'a.yaml', 'a: ghp_0123456789abcdefghijABCDEFGHIJ012345'],
    ['a key of AWS', 'a.yaml', 'a: AKIAIOSFODNN7EXAMPLE'],
    ['a web token', 'a.txt', 'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJzaG9wIn0.c2ln'],
    ['the hash of a password', 'a.yaml', "a: '$2y$10$abcdefghijklmnopqrstuuABCDEFGHIJKLMNOPQRSTUVWXYZ01234'"],
    ['a password among the values of a chart', 'values.yaml', 'admin:\n  password: hunter2\n'],
    ['a password among the values of a release', 'cdk.tf.json', values('admin:\n  adminPassword: hunter2\n')],
    ['a variable with a value', 'web.yaml', 'env:\n  - name: API_TOKEN\n    value: hunter2\n'],
    ['a Secret with data', 'web.yaml', 'kind: Secret\nstringData:\n  a: b\n'],
  ])('finds %s', (_, path, text) => {
    expect(secretsIn({ [path]: text })).toHaveLength(1);
  });

  test.each([
    [
      'a variable from a Secret',
      'env:\n  - name: API_TOKEN\n    valueFrom:\n      secretKeyRef: { name: api, key: token }\n',
    ],
    ['what is filled in later', 'password: $METRICS_STORE_PASSWORD\n'],
    ['a Secret by its name', 'existingSecret: grafana-admin\nsecretName: shop-tls\n'],
  ])('leaves alone %s', (_, text) => {
    expect(secretsIn({ 'a.yaml': text })).toEqual([]);
  });
});
