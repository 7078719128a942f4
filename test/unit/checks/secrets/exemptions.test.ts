import { formatProblem } from '../../../../src/schema/problem';
import { applications, checkDefinition, checkPlatformWith, cluster, validPlatform } from '../../../support/problems';
import { testing } from '../../../support/kinds';
import { fakePassword, secretValues } from '../../../support/disguised-secrets';

const web = (options: object) => ({ web: { image: 'registry.example/web:1', ...options } });
const withForm = (tenantOptions: object = {}) => applications(web({ env: { FORM_TOKEN: 'sesame' } }), tenantOptions);

test('the error says how the value is provided, and how it is marked as no secret', () => {
  expect(checkPlatformWith(withForm())).toEqual([
    "tenants.shop.applications.web.env.FORM_TOKEN: looks like a secret (by its name), and its value would be readable in every output; write a reference to a key of a Secret: { secret, key }; if it is not a secret, add 'applications.web.env.FORM_TOKEN' to notSecret of tenants.shop",
  ]);
});

test('a tenant marks its own values as no secrets', () => {
  expect(checkPlatformWith(withForm({ notSecret: ['applications.web.env.FORM_TOKEN'] }))).toEqual([]);
});

test('the platform marks any values as no secrets', () => {
  const path = 'tenants.shop.applications.web.env.FORM_TOKEN';
  expect(checkPlatformWith({ ...withForm(), notSecret: [path] })).toEqual([]);
});

test('a tenant cannot mark values of others', () => {
  const other = {
    other: { clusters: ['a'], owners: 'x', notSecret: ['tenants.shop.applications.web.env.FORM_TOKEN'] },
  };
  const { tenants } = withForm() as { tenants: object };
  expect(checkPlatformWith({ tenants: { ...tenants, ...other } }).join('\n')).toContain(
    'FORM_TOKEN: looks like a secret',
  );
});

test('an entry that marks nothing is a warning', () => {
  expect(checkPlatformWith({ notSecret: ['clusters.a.proxy'] })).toEqual([
    'notSecret[0] is "clusters.a.proxy": is the path of nothing that looks like a secret; remove it from notSecret',
  ]);
});

test.each(['notSecret', 'tenants'])('an invalid %s is an error of the schema only', (option) => {
  expect(() => checkPlatformWith({ [option]: 7 })).not.toThrow();
});

describe('an invalid definition', () => {
  const secret = secretValues['token of GitHub'] ?? '';

  test('has its secrets reported together with its other errors, which do not contain them', () => {
    const problems = checkPlatformWith(
      applications(web({ image: `x:${secret}:y`, replicas: -1, env: { PASSWORD: fakePassword } })),
    );
    expect(problems.filter((problem) => problem.includes('looks like a secret'))).toHaveLength(2);
    expect(problems.some((problem) => problem.includes('replicas'))).toBe(true);
    expect(problems.join('\n')).not.toContain(secret);
    expect(problems.join('\n')).not.toContain(fakePassword);
  });

  test('that is no platform at all has its secrets reported', () => {
    const problems = checkDefinition({ name: secret, tenants: 'x' }).join('\n');
    expect(problems).toContain('name: looks like a secret');
    expect(problems).not.toContain(secret);
  });

  test('that contains itself ends in errors', () => {
    const values: Record<string, unknown> = { secret };
    values.self = values;
    const problems = testing.check({ ...validPlatform, extra: values });
    expect(problems.map(formatProblem).join('\n')).not.toContain(secret);
  });
});

describe('the previous definition', () => {
  test('may contain what looks like a secret, so that a newer Plinth accepts the lock', () => {
    const previous = { ...validPlatform, ...withForm() };
    expect(
      checkDefinition({ ...validPlatform, ...withForm({ notSecret: ['applications.web.env.FORM_TOKEN'] }) }, previous),
    ).toEqual([]);
  });

  test('shows no secrets in its errors', () => {
    const previous = { ...validPlatform, ...cluster({ proxy: secretValues['URL with a password'] }) };
    const problems = checkDefinition(validPlatform, previous).join('\n');
    expect(problems).toContain('plinth.lock.json.clusters.a.proxy');
    expect(problems).not.toContain(fakePassword);
  });
});

test('the data of a Secret in the values of a chart is a secret', () => {
  const Secret = { kind: 'Secret', data: { a: 'eA==' }, stringData: { b: 'x' } };
  const problems = checkPlatformWith({ extraObjects: [Secret] }).filter((problem) =>
    problem.includes('the data of a Secret'),
  );
  expect(problems.map((problem) => problem.split(':')[0])).toEqual([
    'extraObjects[0].data.a',
    'extraObjects[0].stringData.b',
  ]);
});
