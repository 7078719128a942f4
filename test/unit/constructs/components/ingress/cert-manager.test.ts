import { App, Chart } from 'cdk8s';
import { certManager } from '../../../../../constructs/components';
import { clusterInfo } from '../../../../../src/kinds/cluster-info';

type Options = Parameters<typeof certManager>[0];

interface Drawn {
  readonly kind: string;
  readonly metadata: { readonly name: string };
  readonly spec: Record<string, unknown>;
}

function drawn(options: Options): readonly Drawn[] {
  const chart = new Chart(new App(), 'test');
  for (const release of certManager.releases(options ?? {}, clusterInfo()))
    if ('objects' in release) for (const file of Object.values(release.objects)) file(chart);
  return chart.toJson() as Drawn[];
}

const issuer = (options: Options) => drawn(options).find(({ kind }) => kind === 'ClusterIssuer');

test('makes the ClusterIssuer `default`, whatever stands behind it', () => {
  for (const options of [{}, { email: 'ops@acme.example' }, { caSecret: 'company' }, { issuer: { selfSigned: {} } }])
    expect(issuer(options)?.metadata.name).toBe('default');
});

test('proves hosts to ACME through whatever serves the class `default`', () => {
  expect(issuer({ email: 'ops@acme.example' })?.spec).toMatchObject({
    acme: {
      email: 'ops@acme.example',
      solvers: [{ http01: { ingress: { serviceType: 'ClusterIP', ingressClassName: 'default' } } }],
    },
  });
});

test('proves hosts by DNS where a solver is given', () => {
  const solver = { route53: { region: 'eu-central-1' } };
  expect(issuer({ email: 'ops@acme.example', dns01: solver })?.spec).toMatchObject({
    acme: { solvers: [{ dns01: solver }] },
  });
});

test('makes an authority of its own where none is given, and none where one is', () => {
  expect(drawn({}).map(({ kind }) => kind)).toEqual(['Issuer', 'Certificate', 'ClusterIssuer']);
  expect(drawn({ caSecret: 'company' }).map(({ kind }) => kind)).toEqual(['ClusterIssuer']);
  expect(issuer({ caSecret: 'company' })?.spec).toEqual({ ca: { secretName: 'company' } });
});

test('needs an ingress only to answer HTTP-01 challenges', () => {
  expect(certManager.requires({ email: 'ops@acme.example' })).toEqual(['ingress']);
  expect(certManager.requires({ email: 'ops@acme.example', dns01: {} })).toEqual([]);
  expect(certManager.requires({})).toEqual([]);
});

test('fails when it is told two issuers', () => {
  const problems = certManager.validate({ email: 'ops@acme.example', caSecret: 'company' }, clusterInfo());
  expect(problems).toMatchObject([{ severity: 'error', path: ['caSecret'] }]);
});

test('fails when it is told how to prove hosts, and not for whom', () => {
  expect(certManager.validate({ dns01: {} }, clusterInfo())).toMatchObject([{ path: ['dns01'] }]);
});
