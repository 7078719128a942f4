import type { Check } from './check';
import { assertLoginRedirect, assertStatus, getReceivedRequest, urlOf } from './assertions';
import type { Browser } from './browser';
import type { LoginStack } from './login-stack';
import type { ApplicationName } from './platform';

const forgedHeaders = ['X-Auth-Request-User', 'X_Auth_Request_User', 'x-auth_request-groups', 'X-Auth-Request-Email'];

/** Tests what clients and applications gain that try to get around the gate. */
export async function testAttacks(check: Check, stack: LoginStack): Promise<void> {
  await check('attack: forged headers of a user do not reach the application', async () => {
    const headers = Object.fromEntries(forgedHeaders.map((name) => [name, 'root']));
    const browser = stack.createBrowser();
    const publicPage = await browser.request(urlOf('prod/shop/web', '/public'), { headers });
    assertNotForged(getReceivedRequest(publicPage, 'prod/shop/web').headers);
    await browser.logIn(urlOf('prod/shop/web'), 'bob@acme.example', 'battery staple');
    const page = await browser.request(urlOf('prod/shop/web'), { headers });
    assertNotForged(getReceivedRequest(page, 'prod/shop/web').headers);
    assertStatus(await browser.request(urlOf('prod/shop/web', '/admin'), { headers }), 403);
  });
  await check('attack: another spelling of a path does not get around its groups', async () => {
    const browser = stack.createBrowser();
    await browser.logIn(urlOf('prod/shop/web'), 'bob@acme.example', 'battery staple');
    for (const rawPath of ['/public/../admin', '/public/%2e%2e/admin', '//admin', '/./admin', '/%61dmin', '/admin/']) {
      const { status, body } = await browser.request(urlOf('prod/shop/web'), { rawPath });
      const reached = status === 200 ? (JSON.parse(body) as { url: string }).url : '';
      if (reached.startsWith('/admin')) throw new Error(`${rawPath} reaches ${reached}`);
    }
  });
  await check('attack: another spelling of a path does not get around the log-in', async () => {
    const browser = stack.createBrowser();
    for (const rawPath of ['/public/../orders', '/public/%2e%2e/orders', '/public%2F..%2Forders', '/publicorders']) {
      const { status, body } = await browser.request(urlOf('prod/shop/web'), { rawPath });
      const reached = status === 200 ? (JSON.parse(body) as { url: string }).url : '';
      if (status === 200 && !reached.startsWith('/public/')) throw new Error(`${rawPath} reaches ${reached}`);
      if (reached.includes('..') || reached.includes('%2F')) throw new Error(`${rawPath} reaches ${reached}`);
    }
  });
  await check('attack: the application receives no token of the issuer', async () => {
    const browser = stack.createBrowser();
    const page = await browser.logIn(urlOf('prod/shop/web'), 'ann@acme.example', 'correct horse');
    const { headers } = getReceivedRequest(page, 'prod/shop/web');
    const tokens = Object.entries(headers).filter(
      ([name, value]) => /authorization|token/.test(name) || String(value).includes('eyJ'),
    );
    if (tokens.length > 0) throw new Error(`headers: ${tokens.map(([name]) => name).join(', ')}`);
  });
  const others: readonly (readonly [ApplicationName, string])[] = [
    ['prod/shop/reports', 'another application of the tenant'],
    ['prod/bank/web', 'an application of another tenant'],
    ['prod/agency/web', 'an application of a tenant with an issuer of its own'],
    ['dev/shop/web', 'the same application of another environment'],
  ];
  for (const [application, label] of others)
    await check(`attack: what an application receives opens nothing at ${label}`, async () => {
      const page = await stack.createBrowser().logIn(urlOf('prod/shop/web'), 'ann@acme.example', 'correct horse');
      const { headers } = getReceivedRequest(page, 'prod/shop/web');
      const stolen = pickReplayedHeaders(headers);
      if (!stolen.cookie?.includes('__Host-login')) throw new Error('the application receives no session to replay');
      assertLoginRedirect(await stack.createBrowser().request(urlOf(application), { headers: stolen }), stack);
    });
  await check('attack: what an application receives opens nothing at the issuer', async () => {
    const page = await stack.createBrowser().logIn(urlOf('prod/shop/web'), 'ann@acme.example', 'correct horse');
    const { headers } = getReceivedRequest(page, 'prod/shop/web');
    const start = await stack.createBrowser().request(urlOf('prod/shop/web'));
    const atIssuer = await stack
      .createBrowser()
      .open(start.headers.location ?? '', { headers: pickReplayedHeaders(headers) });
    if (!stack.issuer.isLoginPage(atIssuer)) throw new Error(`the issuer responds with ${atIssuer.body}`);
  });
  await check('attack: session cookies belong to one host, over HTTPS, and scripts cannot read them', async () => {
    const browser = stack.createBrowser();
    await browser.logIn(urlOf('prod/shop/web'), 'ann@acme.example', 'correct horse');
    const cookie = await getSessionCookie(browser);
    if (!cookie.hostOnly || !cookie.secure || !cookie.httpOnly || cookie.sameSite !== 'lax' || cookie.path !== '/')
      throw new Error(`the cookie is ${cookie.toString()}`);
  });
  await check('attack: after log-in, users are sent to the application only', async () => {
    const browser = stack.createBrowser();
    const url = urlOf('prod/shop/web', '/oauth2/start?rd=https://evil.example/');
    const page = await browser.logIn(url, 'ann@acme.example', 'correct horse');
    getReceivedRequest(page, 'prod/shop/web');
  });
}

function assertNotForged(headers: object): void {
  const forged = Object.entries(headers).filter(([, value]) => value === 'root');
  if (forged.length > 0) throw new Error(`the application receives ${forged.map(([name]) => name).join(', ')}`);
}

/** Returns the headers that an application can send on to another server as its own request. */
function pickReplayedHeaders(headers: object): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(headers as Readonly<Record<string, string>>).filter(([name]) =>
      /^(cookie|authorization|x-auth-request-.*)$/.test(name),
    ),
  );
}

async function getSessionCookie({ jar }: Browser) {
  const cookies = await jar.getCookies(urlOf('prod/shop/web'));
  const cookie = cookies.find(({ key }) => key === '__Host-login');
  if (!cookie) throw new Error('there is no session cookie');
  return cookie;
}
