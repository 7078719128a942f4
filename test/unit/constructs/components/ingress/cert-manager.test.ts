import { App, Chart } from 'cdk8s';
import { certManager } from '../../../../../constructs/components';
import { clusterInfo } from '../../../../../src/kinds/cluster-info';

type Options = Parameters<typeof certManager>[0];

interface RenderedObject {
  readonly kind: string;
  readonly metadata: { readonly name: string };
  readonly spec: Record<string, unknown>;
}

function renderObjects(options: Options): readonly RenderedObject[] {
  const chart = new Chart(new App(), 'test');
  for (const release of certManager.releases(options ?? {}, clusterInfo()))
    if ('objects' in release) for (const addObjects of Object.values(release.objects)) addObjects(chart);
  return chart.toJson() as RenderedObject[];
}

const clusterIssuer = (options: Options) => renderObjects(options).find(({ kind }) => kind === 'ClusterIssuer');

test('creates the ClusterIssuer `default` for every type of issuer', () => {
  for (const options of [{}, { email: 'ops@acme.example' }, { caSecret: 'company' }, { issuer: { selfSigned: {} } }])
    expect(clusterIssuer(options)?.metadata.name).toBe('default');
});

test('solves HTTP-01 challenges through IngressClass `default`', () => {
  expect(clusterIssuer({ email: 'ops@acme.example' })?.spec).toMatchObject({
    acme: {
      email: 'ops@acme.example',
      solvers: [{ http01: { ingress: { serviceType: 'ClusterIP', ingressClassName: 'default' } } }],
    },
  });
});

test('solves DNS-01 challenges if `dns01` is set', () => {
  const solver = { route53: { region: 'eu-central-1' } };
  expect(clusterIssuer({ email: 'ops@acme.example', dns01: solver })?.spec).toMatchObject({
    acme: { solvers: [{ dns01: solver }] },
  });
});

test('creates a certificate authority unless `caSecret` is set', () => {
  expect(renderObjects({}).map(({ kind }) => kind)).toEqual(['Issuer', 'Certificate', 'ClusterIssuer']);
  expect(renderObjects({ caSecret: 'company' }).map(({ kind }) => kind)).toEqual(['ClusterIssuer']);
  expect(clusterIssuer({ caSecret: 'company' })?.spec).toEqual({ ca: { secretName: 'company' } });
});

test('requires an ingress controller only for HTTP-01 challenges', () => {
  expect(certManager.requires({ email: 'ops@acme.example' })).toEqual(['ingress']);
  expect(certManager.requires({ email: 'ops@acme.example', dns01: {} })).toEqual([]);
  expect(certManager.requires({})).toEqual([]);
});

test('rejects two issuers', () => {
  const problems = certManager.validate({ email: 'ops@acme.example', caSecret: 'company' }, clusterInfo());
  expect(problems).toMatchObject([{ severity: 'error', path: ['caSecret'] }]);
});

test('rejects `dns01` without `email`', () => {
  expect(certManager.validate({ dns01: {} }, clusterInfo())).toMatchObject([{ path: ['dns01'] }]);
});
