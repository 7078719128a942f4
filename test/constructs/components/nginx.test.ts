import { nginx } from '../../../constructs/components';
import { clusterFacts } from '../../../src/model/facts';
import { at } from '../../../src/model/problem';
import { isChart } from '../../../src/model/release';

const values = (controller: 'f5' | 'ingress-nginx') =>
  nginx.releases({ controller }, clusterFacts()).find(isChart)?.values;

test('serves the class that every application names, as the default one', () => {
  expect(at(values('f5'), ['controller', 'ingressClass'])).toMatchObject({
    name: 'default',
    setAsDefaultIngress: true,
  });
  expect(at(values('ingress-nginx'), ['controller', 'ingressClassResource'])).toEqual({
    name: 'default',
    default: true,
  });
});

test('tells of the end of ingress-nginx to those who choose it', () => {
  expect(nginx.problems({ controller: 'ingress-nginx' }, clusterFacts())).toMatchObject([
    { severity: 'warning', path: ['controller'] },
  ]);
  expect(nginx.problems({}, clusterFacts())).toEqual([]);
});

test('warns that HTTP-01 challenges cannot be answered beside an application', () => {
  const acme = clusterFacts({ offers: { certificates: { api: 'acme-http01' } } });
  expect(nginx.problems({}, acme)).toMatchObject([{ severity: 'warning' }]);
  expect(nginx.problems({}, clusterFacts({ offers: { certificates: { api: 'acme-dns01' } } }))).toEqual([]);
});
