import { request as requestHttps } from 'node:https';
import type { Check } from './check';
import { assertLoginRedirect, assertStatus, getReceivedRequest, urlOf } from './assertions';
import type { ReceivedRequest } from './echo-application';
import type { LoginStack } from './login-stack';
import { hosts } from './platform';
import { openWebSocket } from './web-socket';

/** Tests what differs where the gate forwards the requests: OAuth2 Proxy is between the ingress controller and the application. */
export async function testProxy(check: Check, stack: LoginStack): Promise<void> {
  await check('proxy: a user who may not open a path stays logged in', async () => {
    const browser = stack.createBrowser();
    await browser.logIn(urlOf('prod/shop/web'), 'bob@acme.example', 'battery staple');
    assertStatus(await browser.request(urlOf('prod/shop/web', '/admin')), 403);
    getReceivedRequest(await browser.request(urlOf('prod/shop/web')), 'prod/shop/web');
  });
  await check('proxy: a path for anyone passes no user on, also for a user who is logged in', async () => {
    const browser = stack.createBrowser();
    await browser.logIn(urlOf('prod/shop/web'), 'ann@acme.example', 'correct horse');
    const page = await browser.request(urlOf('prod/shop/web', '/public'));
    const names = Object.keys(getReceivedRequest(page, 'prod/shop/web').headers);
    if (names.some((name) => name.startsWith('x-auth-request'))) throw new Error(`headers: ${names.join(', ')}`);
  });
  await check('proxy: the application receives paths such as /ping, and the query as it was written', async () => {
    const browser = stack.createBrowser();
    await browser.logIn(urlOf('prod/shop/web'), 'ann@acme.example', 'correct horse');
    for (const path of ['/ping', '/ready', '/admin/ping', '/a%20b?z=1&a=%2F&a=2']) {
      const { url } = getReceivedRequest(await browser.request(urlOf('prod/shop/web', path)), 'prod/shop/web');
      if (url !== path) throw new Error(`${path} arrives as ${url}`);
    }
  });
  await check('proxy: a body of 20 MB and its response pass through', async () => {
    const browser = stack.createBrowser();
    await browser.logIn(urlOf('prod/shop/web'), 'ann@acme.example', 'correct horse');
    for (const path of ['/', '/admin']) {
      const page = await browser.request(urlOf('prod/shop/web', path), { form: { field: 'a'.repeat(20_000_000) } });
      getReceivedRequest(page, 'prod/shop/web');
    }
  });
  await check('proxy: a WebSocket of a user is opened, with the headers of the user', async () => {
    const browser = stack.createBrowser();
    await browser.logIn(urlOf('prod/shop/web'), 'ann@acme.example', 'correct horse');
    const cookie = await browser.jar.getCookieString(urlOf('prod/shop/web'));
    for (const path of ['/events', '/admin/events']) {
      const { status, received } = await openApplicationWebSocket(stack, path, cookie);
      if (status !== 101 || !received.endsWith('some frame')) throw new Error(`${path}: ${status} ${received}`);
      const { headers } = JSON.parse(received.split('\n')[0] ?? '') as ReceivedRequest;
      if (headers['x-auth-request-email'] !== 'ann@acme.example') throw new Error(`received: ${received}`);
    }
    const { status } = await openApplicationWebSocket(stack, '/events', '');
    if (status !== 302) throw new Error(`without session: ${status}`);
  });
  await check('attack: forwarded headers of a client do not choose path, host or address', async () => {
    const headers = {
      'X-Forwarded-Uri': '/public',
      'X-Original-Url': '/public',
      'X-Forwarded-Host': 'evil.example',
      'X-Forwarded-For': '127.0.0.1',
    };
    const page = await stack.createBrowser().request(urlOf('prod/shop/web', '/orders'), { headers });
    assertLoginRedirect(page, stack);
    const redirectUrl = new URL(page.headers.location ?? '').searchParams.get('redirect_uri');
    if (redirectUrl !== urlOf('prod/shop/web', '/oauth2/callback'))
      throw new Error(`the redirect URL is ${redirectUrl ?? ''}`);
    const browser = stack.createBrowser();
    await browser.logIn(urlOf('prod/shop/web'), 'bob@acme.example', 'battery staple');
    assertStatus(await browser.request(urlOf('prod/shop/web', '/admin'), { headers }), 403);
  });
  await check('attack: a client cannot have the headers of its user removed', async () => {
    const browser = stack.createBrowser();
    await browser.logIn(urlOf('prod/shop/web'), 'bob@acme.example', 'battery staple');
    const headers = { connection: 'close, X-Auth-Request-User, X-Auth-Request-Groups' };
    const { headers: received } = getReceivedRequest(
      await browser.request(urlOf('prod/shop/web'), { headers }),
      'prod/shop/web',
    );
    if (received['x-auth-request-groups'] !== 'everybody') throw new Error(JSON.stringify(received));
  });
  await check('attack: a query of a client does not choose groups', async () => {
    const browser = stack.createBrowser();
    await browser.logIn(urlOf('prod/shop/web'), 'bob@acme.example', 'battery staple');
    assertStatus(await browser.request(urlOf('prod/shop/web', '/admin?allowed_groups=everybody')), 403);
  });
  await check('proxy: while one server of a gate is down, its paths are closed', async () => {
    const browser = stack.createBrowser();
    await browser.logIn(urlOf('prod/shop/web'), 'ann@acme.example', 'correct horse');
    const servers = stack.gates.filter(({ cluster, tenant }) => cluster === 'prod' && tenant === 'shop');
    for (const server of servers) {
      server.stop();
      const pages = await Promise.all(
        ['/', '/admin', '/public'].map((path) => stack.createBrowser().request(urlOf('prod/shop/web', path))),
      );
      const reached = pages.filter(({ status, url }) => status === 200 && !url.endsWith('/public'));
      if (reached.length > 0) throw new Error(`reached without session: ${reached.map(({ url }) => url).join(', ')}`);
      await server.start();
    }
  });
}

function openApplicationWebSocket({ ingressPort }: LoginStack, path: string, cookie: string) {
  const host = hosts['prod/shop/web'];
  return openWebSocket(
    requestHttps({
      ...{ host: '127.0.0.1', port: ingressPort, path, servername: host, rejectUnauthorized: false, agent: false },
      headers: { host, cookie, connection: 'Upgrade', upgrade: 'websocket' },
    }),
  );
}
