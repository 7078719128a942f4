import { nginx } from '../../../../../constructs/components';
import { clusterInfo } from '../../../../../src/kinds/cluster-info';
import { valueAtPath } from '../../../../../src/schema/problem';
import { isChart } from '../../../../../src/kinds/release';

const values = (controller: 'f5' | 'ingress-nginx') =>
  nginx.releases({ controller }, clusterInfo()).find(isChart)?.values;

test('serves the class that every application names, as the default one', () => {
  expect(valueAtPath(values('f5'), ['controller', 'ingressClass'])).toMatchObject({
    name: 'default',
    setAsDefaultIngress: true,
  });
  expect(valueAtPath(values('ingress-nginx'), ['controller', 'ingressClassResource'])).toEqual({
    name: 'default',
    default: true,
  });
});

test('tells of the end of ingress-nginx to those who choose it', () => {
  expect(nginx.validate({ controller: 'ingress-nginx' }, clusterInfo())).toMatchObject([
    { severity: 'warning', path: ['controller'] },
  ]);
  expect(nginx.validate({}, clusterInfo())).toEqual([]);
});

test('warns that HTTP-01 challenges cannot be answered beside an application', () => {
  const acme = clusterInfo({ capabilities: { certificates: { api: 'acme-http01' } } });
  expect(nginx.validate({}, acme)).toMatchObject([{ severity: 'warning' }]);
  expect(nginx.validate({}, clusterInfo({ capabilities: { certificates: { api: 'acme-dns01' } } }))).toEqual([]);
});
