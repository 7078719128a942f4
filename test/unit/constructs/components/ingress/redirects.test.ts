import { provideIngress } from '../../../../../constructs/components/ingress/ingress-provider';
import { clusterInfo } from '../../../../../src/kinds/cluster-info';
import type { TenantPlan } from '../../../../../src/kinds/tenant-plan';
import { planApplication } from '../../../../../src/planning/workload';
import { getObject, synthesizeObjects } from '../../../../support/rendered';

describe('a redirect between hosts', () => {
  const redirects = [{ from: 'old.acme.example', to: 'shop.acme.example' }];
  const synthesizeRedirect = (api: string) => {
    const plan = planApplication('shop', 'web', { image: 'registry.acme.example/shop/web:2.0.0', redirects });
    const cluster = clusterInfo({ capabilities: { ingress: { api }, certificates: {} } });
    const tenant = { name: 'shop', applications: [plan] } as unknown as TenantPlan;
    const additions = provideIngress({ api }).forWorkload?.(plan, { cluster, tenant, uses: [] });
    return synthesizeObjects((chart) => additions?.objects?.(chart));
  };

  test('is a Middleware on Traefik, and keeps path and query', () => {
    const objects = synthesizeRedirect('traefik');
    const { regex, replacement } = getObject(objects, 'Middleware').spec?.redirectRegex as Record<string, string>;
    const requestUrl = 'http://old.acme.example/basket?id=7';
    // Groups are ${1} in Traefik, $1 in JavaScript.
    expect(requestUrl.replace(new RegExp(regex ?? ''), (replacement ?? '').replace(/\$\{(\d)\}/g, '$$$1'))).toBe(
      'http://shop.acme.example/basket?id=7',
    );
    const ingress = getObject(objects, 'Ingress');
    expect(ingress.metadata.annotations).toMatchObject({
      'traefik.ingress.kubernetes.io/router.middlewares': 'shop-web-from-old-acme-example@kubernetescrd',
      'cert-manager.io/cluster-issuer': 'default',
    });
    expect(ingress.spec).toMatchObject({
      rules: [{ host: 'old.acme.example' }],
      tls: [{ hosts: ['old.acme.example'] }],
    });
  });

  test('is a VirtualServer on NGINX, with its own certificate', () => {
    const objects = synthesizeRedirect('nginx');
    expect(getObject(objects, 'VirtualServer').spec).toMatchObject({
      host: 'old.acme.example',
      routes: [{ action: { redirect: { url: '${scheme}://shop.acme.example${request_uri}', code: 301 } } }],
    });
    expect(getObject(objects, 'Certificate').spec).toMatchObject({ dnsNames: ['old.acme.example'] });
    expect(objects.filter(({ kind }) => kind === 'Ingress')).toEqual([]);
  });
});

test('a request to an application is decided by a server on Traefik, which limits its response', () => {
  const plan = planApplication('shop', 'web', { image: 'registry.acme.example/shop/web:2.0.0' });
  const auth = { name: 'login', url: 'http://gate.shop.svc/auth', responseHeaders: ['X-User'] };
  const additions = provideIngress({ api: 'traefik' }).forwardAuth?.(auth, plan, clusterInfo());
  const middleware = getObject(
    synthesizeObjects((chart) => additions?.objects?.(chart)),
    'Middleware',
  );
  expect(middleware.metadata).toMatchObject({ name: 'web-login', namespace: 'shop' });
  expect(middleware.spec?.forwardAuth).toEqual({
    address: 'http://gate.shop.svc/auth',
    authResponseHeadersRegex: '(?i)^(X[-_]User)$',
    maxResponseBodySize: 65_536,
  });
  expect(additions?.ingressAnnotations).toEqual({
    'traefik.ingress.kubernetes.io/router.middlewares': 'shop-web-login@kubernetescrd',
  });
  expect(provideIngress({ api: 'haproxy' }).forwardAuth).toBeUndefined();
});
