import { assertLoginRedirect, getReceivedRequest, urlOf } from '../assertions';
import type { Browser, Page } from '../browser';
import type { Check } from '../check';
import { users } from '../issuer';
import type { LoginStack } from '../login-stack';
import { argoCdHost, hosts } from '../platform';
import { post } from './ory-cluster';
import type { OryIssuer } from './ory-issuer';

const accounts = { dev: 'https://accounts.dev.acme.example', prod: 'https://accounts.prod.acme.example' } as const;
const login = 'https://login.prod.acme.example';
const email = 'ann@acme.example';
const password = users[email]?.password ?? '';

/** Tests what Kratos, Hydra and the consent server refuse. */
export async function testOry(check: Check, stack: LoginStack, issuer: OryIssuer): Promise<void> {
  const logIn = async (application: 'prod/shop/web' | 'dev/shop/web' = 'prod/shop/web') => {
    const browser = stack.createBrowser();
    getReceivedRequest(await browser.logIn(urlOf(application), email, password), application);
    return browser;
  };
  await check('session: cookies of the issuer belong to its hosts only', async () => {
    const browser = await logIn();
    for (const host of Object.values(hosts)) {
      const names = (await browser.jar.getCookies(`https://${host}/`)).map(({ key }) => key);
      if (names.some((name) => name !== '__Host-login')) throw new Error(`${host} receives ${names.join(', ')}`);
    }
    for (const url of [accounts.prod, login])
      for (const cookie of await browser.jar.getCookies(url))
        if (!cookie.hostOnly || !cookie.secure) throw new Error(`the cookie is ${cookie.toString()}`);
    await assertSession(browser, accounts.prod, true);
  });
  await check('attack: the session at the issuer of an environment opens nothing at that of another', async () => {
    const browser = await logIn('dev/shop/web');
    const cookie = await browser.jar.getCookieString(accounts.dev);
    const { status } = await stack.createBrowser().request(`${accounts.prod}/sessions/whoami`, { headers: { cookie } });
    if (status !== 401) throw new Error(`the status is ${status}`);
    await assertSession(browser, accounts.prod, false);
    assertLoginRedirect(await browser.request(urlOf('prod/shop/web')), stack);
  });
  await check('attack: what an application receives is no session at the accounts of users', async () => {
    const browser = await logIn();
    const page = await browser.request(urlOf('prod/shop/web'));
    const { cookie = '' } = getReceivedRequest(page, 'prod/shop/web').headers;
    const url = `${accounts.prod}/sessions/whoami`;
    const { status } = await stack.createBrowser().request(url, { headers: { cookie } });
    if (status !== 401) throw new Error(`the status is ${status}`);
  });
  await check('attack: the admin APIs are not behind the ingress', async () => {
    for (const url of [`${accounts.prod}/admin/identities`, `${login}/admin/clients`, `${login}/clients`]) {
      const { status, body } = await stack.createBrowser().request(url);
      if (status < 400 || body.includes(email)) throw new Error(`${url}: the status is ${status}: ${body}`);
    }
  });
  await check('attack: registration is closed', async () => {
    const page = await stack.createBrowser().request(`${accounts.prod}/self-service/registration/browser`, {
      headers: { accept: 'application/json' },
    });
    if (page.status < 400) throw new Error(`the status is ${page.status}: ${page.body}`);
  });
  await check('attack: users cannot change their e-mail address and groups', async () => {
    const browser = await logIn();
    const headers = { accept: 'application/json' };
    const flow = JSON.parse(
      (await browser.request(`${accounts.prod}/self-service/settings/browser`, { headers })).body,
    ) as Flow;
    const token = flow.ui.nodes.find(({ attributes: { name } }) => name === 'csrf_token')?.attributes.value ?? '';
    const page = await browser.request(flow.ui.action, {
      headers,
      form: {
        ...{ csrf_token: token, method: 'profile', 'traits.email': 'root@acme.example' },
        'metadata_public.groups.0': 'shop-admins',
      },
    });
    if (page.status < 400) throw new Error(`the status is ${page.status}: ${page.body}`);
    const identity = await getIdentity(issuer, email);
    if (identity.traits.email !== email) throw new Error(`the e-mail address is ${identity.traits.email}`);
    if (identity.metadata_public.groups.join() !== users[email]?.groups.join()) throw new Error('other groups');
  });
  await check('log-in: Argo CD gets the user and the groups in an ID token for itself', async () => {
    const { claims } = await logInToArgoCd(stack, issuer);
    const { iss, aud, email: address, groups } = claims;
    const expected = [
      login,
      await issuer.tryGetSecret('prod', 'argo-cd-login', 'client-id'),
      email,
      users[email]?.groups,
    ];
    const received = [iss, aud?.[0], address, groups];
    if (JSON.stringify(received) !== JSON.stringify(expected)) throw new Error(`claims: ${JSON.stringify(claims)}`);
  });
  await check('attack: a code of Argo CD is of no use to the client of a tenant', async () => {
    const { code } = await logInToArgoCd(stack, issuer, false);
    const { status, body } = await redeem(stack, issuer, 'client-shop', code);
    if (status !== 400 && status !== 401) throw new Error(`the status is ${status}: ${body}`);
  });
  await check('attack: the client of a tenant cannot send users to another host', async () => {
    const query = new URLSearchParams({
      ...{ client_id: (await issuer.tryGetSecret('prod', 'client-shop', 'client-id')) ?? '', response_type: 'code' },
      ...{
        scope: 'openid',
        state: 'some-long-state',
        redirect_uri: `https://${hosts['prod/bank/web']}/oauth2/callback`,
      },
    });
    const browser = await logIn();
    const page = await browser.open(`${login}/oauth2/auth?${query.toString()}`);
    if (!page.url.startsWith(`${accounts.prod}/error`)) throw new Error(`the browser arrives at ${page.url}`);
  });
  await check('attack: a client that is not of the platform gets no consent', async () => {
    const client = (await post(`${issuer.getCluster('prod').hydraAdminUrl}/admin/clients`, {
      ...{ client_name: 'foreign', grant_types: ['authorization_code'], response_types: ['code'] },
      ...{ scope: 'openid groups', redirect_uris: ['https://evil.example/callback'] },
    })) as { readonly client_id: string };
    const browser = await logIn();
    const query = new URLSearchParams({
      ...{ client_id: client.client_id, response_type: 'code', scope: 'openid groups', state: 'some-long-state' },
      redirect_uri: 'https://evil.example/callback',
    });
    const url = await followTo(browser, `${login}/oauth2/auth?${query.toString()}`, 'evil.example');
    if (url.searchParams.get('error') !== 'access_denied') throw new Error(`the response is ${url.href}`);
    if (url.searchParams.has('code')) throw new Error('the client receives a code');
  });
  await check('attack: a made-up request for consent or log-out is refused', async () => {
    for (const path of ['/oauth2-consent?consent_challenge=none', '/oauth2-logout?logout_challenge=none']) {
      const { status, headers } = await stack.createBrowser().request(`${accounts.prod}${path}`);
      if (status !== 502) throw new Error(`${path}: the status is ${status} ${headers.location ?? ''}`);
    }
  });
  await check('session: after log-out at the issuer, the password is required again', async () => {
    const browser = await logIn();
    await logOutAtIssuer(browser);
    await assertSession(browser, accounts.prod, false);
    const page = await browser.open(urlOf('prod/shop/reports'));
    if (!issuer.isLoginPage(page)) throw new Error(`${page.url} responds with ${page.status}: ${page.body}`);
  });
  await check('session: a deactivated user cannot log in', async () => {
    await setState(issuer, 'bob@acme.example', 'inactive');
    const browser = stack.createBrowser();
    await browser.logIn(urlOf('prod/shop/web'), 'bob@acme.example', users['bob@acme.example']?.password ?? '');
    assertLoginRedirect(await browser.request(urlOf('prod/shop/web')), stack);
    await setState(issuer, 'bob@acme.example', 'active');
  });
}

/** ID token of a client, as far as the tests read it. */
interface Claims {
  readonly iss?: string;
  readonly aud?: readonly string[];
  readonly email?: string;
  readonly groups?: readonly string[];
}

/** Logs in as the client of Argo CD does. Returns the code, and the claims of the ID token where it is redeemed. */
async function logInToArgoCd(
  stack: LoginStack,
  issuer: OryIssuer,
  redeems = true,
): Promise<{ readonly code: string; readonly claims: Claims }> {
  const browser = stack.createBrowser();
  await browser.logIn(urlOf('prod/shop/web'), email, password);
  const query = new URLSearchParams({
    ...{ client_id: (await issuer.tryGetSecret('prod', 'argo-cd-login', 'client-id')) ?? '', response_type: 'code' },
    ...{ scope: 'openid profile email groups', state: 'some-long-state', redirect_uri: argoCdCallback },
  });
  const url = await followTo(browser, `${login}/oauth2/auth?${query.toString()}`, argoCdHost('prod'));
  const code = url.searchParams.get('code') ?? '';
  if (code === '') throw new Error(`the browser arrives at ${url.href}`);
  if (!redeems) return { code, claims: {} };
  const { status, body } = await redeem(stack, issuer, 'argo-cd-login', code);
  if (status !== 200) throw new Error(`the status is ${status}: ${body}`);
  const [, payload = ''] = (JSON.parse(body) as { readonly id_token: string }).id_token.split('.');
  return { code, claims: JSON.parse(Buffer.from(payload, 'base64url').toString()) as Claims };
}

const argoCdCallback = `https://${argoCdHost('prod')}/auth/callback`;

/** Redeems a code with the credentials of a client. */
async function redeem(stack: LoginStack, issuer: OryIssuer, client: string, code: string): Promise<Page> {
  const id = await issuer.tryGetSecret('prod', client, 'client-id');
  const secret = await issuer.tryGetSecret('prod', client, 'client-secret');
  return stack.createBrowser().request(`${login}/oauth2/token`, {
    headers: {
      authorization: `Basic ${Buffer.from(`${id ?? ''}:${secret ?? ''}`).toString('base64')}`,
      accept: 'application/json',
    },
    form: { grant_type: 'authorization_code', code, redirect_uri: argoCdCallback },
  });
}

interface Flow {
  readonly ui: {
    readonly action: string;
    readonly nodes: readonly { readonly attributes: { readonly name?: string; readonly value?: string } }[];
  };
}

interface Identity {
  readonly traits: { readonly email: string };
  readonly metadata_public: { readonly groups: readonly string[] };
}

async function assertSession(browser: Browser, url: string, expected: boolean): Promise<void> {
  const { status } = await browser.request(`${url}/sessions/whoami`, { headers: { accept: 'application/json' } });
  if ((status === 200) !== expected) throw new Error(`${url}/sessions/whoami: the status is ${status}`);
}

/** Follows redirects up to a host that does not exist, and returns the URL there. */
async function followTo(browser: Browser, url: string, host: string): Promise<URL> {
  let page: Page = await browser.request(url);
  for (let redirects = 0; redirects < 10; redirects++) {
    const location = new URL(page.headers.location ?? '', page.url);
    if (location.hostname === host) return location;
    page = await browser.request(location.href);
  }
  throw new Error(`${url} does not lead to ${host}, but to ${page.url}: ${page.body}`);
}

async function logOutAtIssuer(browser: Browser): Promise<void> {
  const headers = { accept: 'application/json' };
  const { body } = await browser.request(`${accounts.prod}/self-service/logout/browser`, { headers });
  await browser.open((JSON.parse(body) as { readonly logout_url: string }).logout_url);
}

async function getIdentity(issuer: OryIssuer, user: string): Promise<Identity> {
  const ory = issuer.getCluster('prod');
  return (await (await fetch(`${ory.kratosAdminUrl}/admin/identities/${ory.getIdentity(user)}`)).json()) as Identity;
}

async function setState(issuer: OryIssuer, user: string, state: 'active' | 'inactive'): Promise<void> {
  const ory = issuer.getCluster('prod');
  const response = await fetch(`${ory.kratosAdminUrl}/admin/identities/${ory.getIdentity(user)}`, {
    method: 'PATCH',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify([{ op: 'replace', path: '/state', value: state }]),
  });
  if (!response.ok) throw new Error(`the status is ${response.status}: ${await response.text()}`);
}
