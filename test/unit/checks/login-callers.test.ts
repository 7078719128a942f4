import { oidcIssuer, serviceGate, traefik } from '../../../constructs/components';
import { checkCluster } from '../../support/component-problems';

const image = 'registry.acme.example/shop/web:1';
const components = [traefik(), oidcIssuer({ url: 'https://login.acme.example' }), serviceGate()];
const provides = { network: {}, 'network-policy': {}, dns: {}, 'load-balancer': {}, certificates: {} };
const web = { image, ingress: 'shop.acme.example', login: true, ports: { admin: 9000 } };

/** Returns the problems of a platform with the application `shop/web` and its callers, without fixes. */
function check(shop: object, bank: object = {}, options: object = {}): readonly string[] {
  const tenant = (owners: string, applications: object) => ({ clusters: ['a'], owners, applications });
  const tenants = {
    shop: tenant('shop-devs', { web: { ...web, ...options }, ...shop }),
    bank: tenant('bank-devs', bank),
  };
  return checkCluster({ components, provides }, tenants).map((problem) => problem.split(';')[0] ?? '');
}

const bypass = "reaches 'shop/web' past its log-in, and can set the headers of any user";

test('a workload of another tenant cannot call an application with log-in without a token', () => {
  const teller = { image, calls: ['shop/web'] };
  expect(check({}, { teller }, { allows: ['bank/teller'] })).toEqual([
    `tenants.bank.applications.teller.calls[0] is "shop/web": ${bypass}`,
  ]);
  const withToken = { image, calls: [{ to: 'shop/web', as: 'service' }] };
  expect(check({}, { teller: withToken }, { allows: [{ from: 'bank/teller', as: 'service' }] })).toEqual([]);
});

test('a workload of the same tenant that calls an application with log-in is a warning', () => {
  expect(check({ worker: { image, calls: ['web'] } })).toEqual([
    `tenants.shop.applications.worker.calls[0] is "web": ${bypass}`,
  ]);
  expect(check({ worker: { image, calls: [{ to: 'web', as: 'service' }] } })).toEqual([]);
});

test('other ports than the main one, and applications without log-in, may be called', () => {
  expect(check({ worker: { image, calls: ['web:admin'] } })).toEqual([]);
  expect(check({ worker: { image, calls: ['web'] } }, {}, { login: false })).toEqual([]);
});
