import { assertLoginRedirect, getReceivedRequest, urlOf } from '../assertions';
import type { Check } from '../check';
import { realmUser, users } from '../issuer';
import type { LoginStack } from '../login-stack';
import { realm } from '../platform';
import { realmClient, type OryIssuer } from './ory-issuer';

const { email, password } = realmUser;
const accounts = {
  cluster: 'https://accounts.prod.acme.example',
  realm: `https://accounts-${realm}.prod.acme.example`,
};
const tokenUrls = {
  cluster: 'https://login.prod.acme.example/oauth2/token',
  realm: `https://login-${realm}.prod.acme.example/oauth2/token`,
};
const platformUser = 'ann@acme.example';
const platformPassword = users[platformUser]?.password ?? '';

/** Tests the issuer of one tenant: nothing of it is of use at the issuer of the cluster, and the other way round. */
export async function testRealm(check: Check, stack: LoginStack, issuer: OryIssuer): Promise<void> {
  await check('realm: a user logs in at the issuer of the tenant', async () => {
    const browser = stack.createBrowser();
    const start = await browser.request(urlOf('prod/agency/web'));
    if (!start.headers.location?.startsWith(`https://login-${realm}.prod.acme.example/oauth2/auth?`))
      throw new Error(`the redirect leads to ${start.headers.location ?? 'nothing'}`);
    const page = await browser.logIn(urlOf('prod/agency/web'), email, password);
    const { headers } = getReceivedRequest(page, 'prod/agency/web');
    const user = ['user', 'email', 'groups'].map((name) => String(headers[`x-auth-request-${name}`])).join('|');
    const expected = `${issuer.getCluster('prod', realm).getIdentity(email)}|${email}|${realmUser.groups.join()}`;
    if (user !== expected) throw new Error(`the application receives ${user}`);
  });
  await check(
    'attack: accounts of a realm do not exist at the issuer of the cluster, nor the other way round',
    async () => {
      const browser = stack.createBrowser();
      const page = await browser.logIn(urlOf('prod/shop/web', '/admin'), email, password);
      if (!issuer.isLoginPage(page)) throw new Error(`${page.url} responds with ${page.status}`);
      const other = await stack.createBrowser().logIn(urlOf('prod/agency/web'), platformUser, platformPassword);
      if (!issuer.isLoginPage(other)) throw new Error(`${other.url} responds with ${other.status}`);
    },
  );
  await check('attack: a session of a realm opens nothing of other tenants, with any group', async () => {
    const browser = stack.createBrowser();
    const page = await browser.logIn(urlOf('prod/agency/web'), email, password);
    const { cookie = '' } = getReceivedRequest(page, 'prod/agency/web').headers;
    for (const application of ['prod/shop/web', 'prod/shop/reports', 'prod/bank/web'] as const) {
      assertLoginRedirect(await browser.request(urlOf(application)), stack);
      assertLoginRedirect(await stack.createBrowser().request(urlOf(application), { headers: { cookie } }), stack);
    }
  });
  await check('attack: cookies of the servers of a realm are of no use at those of the cluster', async () => {
    const browser = stack.createBrowser();
    await browser.logIn(urlOf('prod/agency/web'), email, password);
    for (const [from, to, status] of [
      [accounts.realm, accounts.realm, 200],
      [accounts.realm, accounts.cluster, 401],
    ] as const) {
      const cookie = await browser.jar.getCookieString(from);
      const page = await stack.createBrowser().request(`${to}/sessions/whoami`, { headers: { cookie } });
      if (page.status !== status) throw new Error(`${to}: the status is ${page.status}`);
    }
    const names = (await browser.jar.getCookies(accounts.cluster)).map(({ key }) => key);
    if (names.length > 0) throw new Error(`the issuer of the cluster receives ${names.join(', ')}`);
  });
  await check('attack: the client of a tenant is unknown at the other issuer', async () => {
    const authenticate = async (client: string, url: string) => {
      const id = (await issuer.tryGetSecret('prod', client, 'client-id')) ?? '';
      const secret = (await issuer.tryGetSecret('prod', client, 'client-secret')) ?? '';
      const authorization = `Basic ${Buffer.from(`${id}:${secret}`).toString('base64')}`;
      const form = { grant_type: 'authorization_code', code: 'some', redirect_uri: urlOf('prod/agency/web') };
      return (await stack.createBrowser().request(url, { headers: { authorization }, form })).status;
    };
    const expected = [
      [realmClient, tokenUrls.realm, 400],
      [realmClient, tokenUrls.cluster, 401],
      ['client-shop', tokenUrls.cluster, 400],
      ['client-shop', tokenUrls.realm, 401],
    ] as const;
    for (const [client, url, status] of expected) {
      const actual = await authenticate(client, url);
      if (actual !== status) throw new Error(`${client} at ${url}: the status is ${actual}, not ${status}`);
    }
  });
}
