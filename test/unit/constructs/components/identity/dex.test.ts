import { dex } from '../../../../../constructs/components';
import { clusterInfo } from '../../../../../src/kinds/cluster-info';
import { isChartRelease } from '../../../../../src/kinds/release';
import { formatProblem, valueAtPath } from '../../../../../src/schema/problem';

const cluster = clusterInfo({ domain: 'acme.example' });
const ldap = { type: 'ldap', id: 'ldap', name: 'Acme', config: { host: 'ldap.acme.example:636', bindPW: '$BIND_PW' } };
test('issues tokens with the public host as issuer, and stores its state in the cluster', () => {
  const release = dex.releases({ connectors: [ldap] }, cluster).find(isChartRelease);
  expect(valueAtPath(release?.values, ['config'])).toMatchObject({
    issuer: 'https://login.acme.example',
    storage: { type: 'kubernetes', config: { inCluster: true } },
    connectors: [{ id: 'ldap', config: { bindPW: '$BIND_PW', redirectURI: 'https://login.acme.example/callback' } }],
  });
  expect(dex.issuer({ connectors: [ldap] }, cluster)).toBe('https://login.acme.example');
});

test('a secret of a connector in the definition, and a repeated ID, are errors that do not contain the secret', () => {
  const config = { nested: [{ clientSecret: 'hunter2' }] };
  expect(dex.secrets({ connectors: [ldap], secret: 'ldap' }, cluster)).toMatchObject([
    { namespace: 'dex', name: 'ldap', values: { BIND_PW: { from: 'provided' } } },
  ]);
  const problems = dex
    .validate({ connectors: [ldap, { ...ldap, config }] }, cluster)
    .map(formatProblem)
    .join('\n');
  expect(problems).toContain('is the ID of another connector, too');
  expect(problems).toContain('connectors[1].config.nested[0].clientSecret');
  expect(problems).toContain('must not be in the definition');
  expect(problems).toContain('secret: is required: connectors refer to $BIND_PW');
  expect(problems).not.toContain('hunter2');
});
