import { nginx } from '../../../../../constructs/components';
import { clusterInfo } from '../../../../../src/kinds/cluster-info';
import { valueAtPath } from '../../../../../src/schema/problem';
import { isChartRelease } from '../../../../../src/kinds/release';

const values = (controller: 'f5' | 'ingress-nginx') =>
  nginx.releases({ controller }, clusterInfo()).find(isChartRelease)?.values;

test('serves IngressClass `default` and makes it the default class', () => {
  expect(valueAtPath(values('f5'), ['controller', 'ingressClass'])).toMatchObject({
    name: 'default',
    setAsDefaultIngress: true,
  });
  expect(valueAtPath(values('ingress-nginx'), ['controller', 'ingressClassResource'])).toEqual({
    name: 'default',
    default: true,
  });
});

test('warns that ingress-nginx is retired', () => {
  expect(nginx.validate({ controller: 'ingress-nginx' }, clusterInfo())).toMatchObject([
    { severity: 'warning', path: ['controller'] },
  ]);
  expect(nginx.validate({}, clusterInfo())).toEqual([]);
});

test('warns that HTTP-01 challenges fail for hosts that already have an Ingress', () => {
  const http01Cluster = clusterInfo({ capabilities: { certificates: { api: 'acme-http01' } } });
  expect(nginx.validate({}, http01Cluster)).toMatchObject([{ severity: 'warning' }]);
  expect(nginx.validate({}, clusterInfo({ capabilities: { certificates: { api: 'acme-dns01' } } }))).toEqual([]);
});
