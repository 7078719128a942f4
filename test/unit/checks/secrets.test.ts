import { z } from 'zod';
import { componentKind } from '../../../src/kinds/component-kind';
import { language } from '../../../src/language';
import { formatPath, formatProblem } from '../../../src/schema/problem';
import { helmValues } from '../../../src/schema/field-types';
import { rented } from '../../support/kinds';
import { cluster, validPlatform } from '../../support/problems';

const open = componentKind({
  kind: 'open',
  summary: 'Takes any values.',
  schema: z.strictObject({ values: helmValues.optional() }),
  releases: () => [],
});
const own = language([rented, open]);
const found = (values: object) =>
  own.check({ ...validPlatform, ...cluster({ components: [{ kind: 'open', values }] }) });

it('refuses values of charts that look like secrets, and does not show them', () => {
  const problems = found({
    admin: { password: 'hunter2' },
    clientSecret: 'hunter2',
    urls: ['https://shop:hunter2@db.example'],
    slack_api_url: 'https://hooks.slack.com/services/T00/B00/hunter2',
    tls: { key: '-----BEGIN RSA PRIVATE KEY-----\nhunter2' },
  });
  expect(problems.map(({ path }) => formatPath(path.slice(3)))).toEqual([
    '[open].values.admin.password',
    '[open].values.clientSecret',
    '[open].values.urls[0]',
    '[open].values.slack_api_url',
    '[open].values.tls.key',
  ]);
  expect(problems.map(formatProblem).join()).not.toContain('hunter2');
});

it('takes names of Secrets, keys in them, and what is filled in later', () => {
  const values = {
    existingSecret: 'grafana-admin',
    passwordKey: 'admin-password',
    secretKey: 'password',
    password: '$ADMIN_PASSWORD',
    token: '/var/run/secrets/token',
    url: 'https://db.example',
    tokens: { password: '' },
  };
  expect(found(values)).toEqual([]);
});
