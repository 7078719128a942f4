import { oidcIssuer, serviceGate, traefik } from '../../../constructs/components';
import { kinds } from '../../../constructs/kinds';
import { language } from '../../../src/language';
import { formatProblem } from '../../../src/schema/problem';
import { isAboutSharedClusters } from '../../support/shared-clusters';

const image = 'registry.acme.example/some:1';
const call = (to: string) => ({ to, as: 'service' });

/** Returns the errors of a platform in which `shop/web` calls `bank/ledger` with a token. */
function findErrors({
  web = {},
  ledger = {},
  components = [serviceGate()],
}: {
  web?: object;
  ledger?: object;
  components?: readonly object[];
}): string {
  const definition = {
    name: 'acme',
    domain: 'acme.example',
    environments: ['prod'],
    clusters: {
      a: {
        ...{ kind: 'existing', environment: 'prod', kubeconfig: 'a.yaml', components },
        provides: { network: {}, 'network-policy': {}, dns: {} },
      },
    },
    tenants: {
      shop: {
        ...{ clusters: ['a'], owners: 'shop' },
        applications: { web: { image, calls: [call('bank/ledger')], ...web }, api: { image } },
      },
      bank: {
        ...{ clusters: ['a'], owners: 'bank' },
        applications: { ledger: { image, allows: [{ from: 'shop/web', as: 'service' }], ...ledger } },
      },
    },
  };
  const problems = language(kinds).check(definition);
  return problems
    .filter((problem) => !isAboutSharedClusters(problem))
    .map(formatProblem)
    .join('\n');
}

test('a call with a token needs the permission of the called application, for calls with a token', () => {
  expect(findErrors({})).toBe('');
  expect(findErrors({ ledger: { allows: [] } })).toMatch(
    /^tenants\.shop\.applications\.web\.calls\[0\]\.to is "bank\/ledger": does not allow calls.*add \{ from: 'shop\/web', as: 'service' \}/,
  );
  expect(findErrors({ ledger: { allows: ['shop/web'] } })).toContain('without a token; replace it by { from:');
  expect(findErrors({ web: { calls: ['bank/ledger'] } })).toContain(
    "with a token only; write { to: 'bank/ledger', as: 'service' }",
  );
  expect(findErrors({ web: { calls: [call('api')] } })).toBe('');
});

test('an application that verifies its callers has no Ingress, whose clients could write the name of a caller', () => {
  const ingress = { ingress: 'ledger.acme.example' };
  expect(findErrors({ ledger: ingress })).toMatch(
    /^tenants\.bank\.applications\.ledger\.ingress: clients of the Ingress could write the header X-Service-Caller/m,
  );
  expect(findErrors({ web: { calls: [call('web')], ...ingress } })).toContain('web.ingress: clients of the Ingress');
  expect(findErrors({ web: ingress })).not.toContain('X-Service-Caller');
  const withLogin = { ...ingress, login: true };
  expect(findErrors({ ledger: withLogin })).toContain('ledger.ingress: clients of the Ingress');
  const components = [serviceGate(), traefik(), oidcIssuer({ url: 'https://login.acme.example' })];
  expect(findErrors({ ledger: withLogin, components })).not.toContain('X-Service-Caller');
});

test('without a gate, and for applications without HTTP, such a call is an error', () => {
  expect(findErrors({ components: [] })).toContain("nothing on cluster 'a' verifies which workload calls");
  expect(findErrors({ ledger: { allows: [{ from: 'shop/web', as: 'service' }], protocol: 'tcp' } })).toContain(
    'has the protocol tcp, and only HTTP requests can have a token',
  );
  expect(findErrors({ web: { calls: [call('bank/ledger:http')] } })).toContain('must not name a port');
  expect(findErrors({ web: { calls: [call('bank/leger')] } })).toContain('is not a defined application');
  expect(findErrors({ web: { calls: [call('web')] } })).toContain('is the application itself');
});

test('a second way to the application, and collisions of files and variables, are errors', () => {
  expect(findErrors({ web: { calls: [call('api'), 'api'] } })).toContain('is also called without a token');
  expect(findErrors({ web: { calls: [call('api'), call('shop/api')] } })).toContain('SERVICE_SHOP_API_URL');
  const files = { '/var/run/secrets/plinth.dev/services': { config: 'x' } };
  expect(findErrors({ web: { files } })).toContain('is the folder of the tokens');
  expect(findErrors({ web: { calls: [{ to: 'api', as: 'user' }] } })).toMatch(/calls\[0\]\.as/);
});
