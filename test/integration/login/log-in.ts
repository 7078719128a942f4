import type { Check } from './check';
import { assertLoginRedirect, assertStatus, getReceivedRequest, urlOf } from './assertions';
import type { LoginStack } from './login-stack';

/** Tests the way of users from the first request to the application. */
export async function testLogin(check: Check, stack: LoginStack): Promise<void> {
  await check('log-in: a request without session is redirected to the issuer of the tenant', async () => {
    const page = await stack.createBrowser().request(urlOf('prod/shop/web', '/orders?page=2'));
    assertLoginRedirect(page, stack);
    const query = new URL(page.headers.location ?? '').searchParams;
    if (query.get('redirect_uri') !== urlOf('prod/shop/web', '/oauth2/callback'))
      throw new Error(`the redirect URL is ${query.get('redirect_uri') ?? 'missing'}`);
    if (query.get('code_challenge_method') !== 'S256') throw new Error('no PKCE');
    if (!query.has('nonce')) throw new Error('no nonce');
  });
  await check('log-in: log-in page, consent, session, and the application knows the user', async () => {
    const browser = stack.createBrowser();
    const page = await browser.logIn(urlOf('prod/shop/web', '/orders?page=2'), 'ann@acme.example', 'correct horse');
    const { url, headers } = getReceivedRequest(page, 'prod/shop/web');
    const user = ['user', 'email', 'groups', 'preferred-username'].map((name) => headers[`x-auth-request-${name}`]);
    const { user: id, preferredUsername } = stack.issuer.getExpectedUser('prod', 'ann@acme.example');
    const expected = `${id}|ann@acme.example|shop-support,everybody|${preferredUsername}`;
    if (user.join('|') !== expected) throw new Error(`the application receives ${user.join('|')}`);
    if (url !== '/orders?page=2') throw new Error(`the user arrives at ${url}`);
    getReceivedRequest(await browser.request(urlOf('prod/shop/web', '/admin')), 'prod/shop/web');
  });
  await check('log-in: a wrong password gives no session', async () => {
    const browser = stack.createBrowser();
    const page = await browser.logIn(urlOf('prod/shop/web'), 'ann@acme.example', 'wrong');
    if (!stack.issuer.isLoginPage(page)) throw new Error(`${page.url} responds with ${page.status}: ${page.body}`);
    assertLoginRedirect(await browser.request(urlOf('prod/shop/web')), stack);
  });
  await check('log-in: a user in the wrong group gets 403 and no redirect', async () => {
    const browser = stack.createBrowser();
    await browser.logIn(urlOf('prod/shop/web'), 'bob@acme.example', 'battery staple');
    getReceivedRequest(await browser.request(urlOf('prod/shop/web')), 'prod/shop/web');
    assertStatus(await browser.request(urlOf('prod/shop/web', '/admin')), 403);
    assertStatus(await browser.request(urlOf('prod/shop/web', '/admin/users')), 403);
    assertStatus(await browser.logIn(urlOf('prod/shop/reports'), 'bob@acme.example', 'battery staple'), 403);
  });
  await check('log-in: a path for anyone needs no session, and passes no user on', async () => {
    const page = await stack.createBrowser().request(urlOf('prod/shop/web', '/public/logo.svg'));
    const names = Object.keys(getReceivedRequest(page, 'prod/shop/web').headers);
    if (names.some((name) => name.startsWith('x-auth-request'))) throw new Error(`headers: ${names.join(', ')}`);
  });
  await check('log-in: a request for JSON without session gets 401', async () => {
    const page = await stack
      .createBrowser()
      .request(urlOf('prod/shop/web', '/api'), { headers: { accept: 'application/json' } });
    assertStatus(page, 401);
  });
  await check('log-in: one log-in at the issuer is enough for all applications', async () => {
    const browser = stack.createBrowser();
    await browser.logIn(urlOf('prod/shop/web'), 'ann@acme.example', 'correct horse');
    const page = await browser.open(urlOf('prod/shop/reports'));
    getReceivedRequest(page, 'prod/shop/reports');
  });
}
