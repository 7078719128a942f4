import { z } from 'zod';
import { componentKind } from '../../../../src/kinds/component-kind';
import { language } from '../../../../src/language';
import { formatPath, formatProblem } from '../../../../src/schema/problem';
import { helmValues } from '../../../../src/schema/field-types';
import { rented } from '../../../support/kinds';
import { cluster, validPlatform } from '../../../support/problems';

const anyValues = componentKind({
  kind: 'any-values',
  summary: 'Component that accepts any Helm values.',
  schema: z.strictObject({ values: helmValues.optional() }),
  releases: () => [],
});
const testLanguage = language([rented, anyValues]);

const checkValues = (values: object) =>
  testLanguage.check({ ...validPlatform, ...cluster({ components: [{ kind: 'any-values', values }] }) });

it('rejects Helm values that look like secrets, without the values in the messages', () => {
  const problems = checkValues({
    admin: { password: 'hunter2' },
    clientSecret: 'hunter2',
    urls: ['https://shop:hunter2@db.example'],
    slack_api_url: 'https://hooks.slack.com/services/T00/B00/hunter2',
    tls: { key: '-----BEGIN RSA PRIVATE KEY-----\nhunter2' },
  });
  expect(problems.map(({ path }) => formatPath(path.slice(3)))).toEqual([
    '[any-values].values.admin.password',
    '[any-values].values.clientSecret',
    '[any-values].values.urls[0]',
    '[any-values].values.slack_api_url',
    '[any-values].values.tls.key',
  ]);
  expect(problems.map(formatProblem).join()).not.toContain('hunter2');
});

it('accepts names of Secrets, names of keys, paths of files and placeholders', () => {
  const values = {
    existingSecret: 'grafana-admin',
    passwordKey: 'admin-password',
    secretKey: 'password',
    password: '$ADMIN_PASSWORD',
    token: '/var/run/secrets/token',
    url: 'https://db.example',
    tokens: { password: '' },
  };
  expect(checkValues(values)).toEqual([]);
});
