import { assertLoginRedirect, assertStatus, getReceivedRequest, urlOf } from '../assertions';
import type { Browser, Page } from '../browser';
import type { Check } from '../check';
import { tryReadForm } from '../forms';
import { users, type TestUser } from '../issuer';
import type { LoginStack } from '../login-stack';
import { StandInIssuer } from '../stand-in-issuer';
import { OryIssuer } from './ory-issuer';
import { waitUntil } from './people-tests';

const accounts: Readonly<Record<string, TestUser>> = {
  ...users,
  'zoe@acme.example': { password: 'unlisted', groups: ['shop-support'] },
  'uma@acme.example': { password: 'unverified', groups: [], isVerified: false },
  'pia@partner.example': { password: 'partner', groups: [] },
};
const people = Object.entries(accounts)
  .filter(([email]) => email !== 'zoe@acme.example')
  .map(([email, { groups }]) => ({ email, groups }));

const accountsUrl = 'https://accounts.prod.acme.example';
const json = { accept: 'application/json' };

/** Returns ORY whose people have their accounts at a stand-in for the issuer of an organization. */
export function createUpstreamIssuer(port: number, folder: string): OryIssuer {
  const upstream = new StandInIssuer(port, folder, accounts);
  const { url } = upstream;
  return new OryIssuer(
    {
      people,
      upstream: [
        { id: 'stand-in', url, emailDomains: ['acme.example'] },
        { id: 'other', url },
      ],
    },
    upstream,
  );
}

/** Identity of Kratos, as far as the tests read it. */
interface Identity {
  readonly traits: { readonly email: string };
  readonly credentials: { readonly oidc?: { readonly identifiers: readonly string[] } };
}

/** Tests log-in with accounts at another issuer. */
export async function testUpstream(check: Check, stack: LoginStack, issuer: OryIssuer): Promise<void> {
  const ory = issuer.getCluster('prod');
  const listIdentities = async (): Promise<readonly Identity[]> =>
    (await (await fetch(`${ory.kratosAdminUrl}/admin/identities?include_credential=oidc`)).json()) as Identity[];
  const logIn = (browser: Browser, email: string, fields = {}) =>
    logInUpstream(browser, urlOf('prod/shop/reports'), email, { provider: 'stand-in', ...fields });
  const assertRefused = async (email: string, fields = {}, account = email) => {
    const browser = stack.createBrowser();
    const page = await logIn(browser, email, fields);
    if (page.body.includes('x-auth-request')) throw new Error(`${page.url}: ${page.body}`);
    assertLoginRedirect(await browser.request(urlOf('prod/shop/reports')), stack);
    assertStatus(await browser.request(`${accountsUrl}/sessions/whoami`, { headers: json }), 401);
    if ((await listIdentities()).some(({ traits }) => traits.email === account))
      throw new Error(`${account} has an account`);
  };
  const ann = stack.createBrowser();
  const email = 'ann@acme.example';

  await check('attack: a person who is not in the list gets no account', () => assertRefused('zoe@acme.example'));
  await check('attack: an account with another e-mail domain is refused', () => assertRefused('pia@partner.example'));
  await check('attack: an account whose e-mail address is not verified is refused', () =>
    assertRefused('uma@acme.example'),
  );
  await check('attack: the address of another person in the request of the browser is refused', () =>
    assertRefused('zoe@acme.example', { 'traits.email': email }, email),
  );
  await check(
    'log-in: a person logs in at the other issuer, and the application knows the groups of the list',
    async () => {
      const { headers } = getReceivedRequest(await logIn(ann, email), 'prod/shop/reports');
      const user = ['email', 'groups'].map((name) => headers[`x-auth-request-${name}`]).join('|');
      if (user !== `${email}|${users[email]?.groups.join() ?? ''}`) throw new Error(`the application receives ${user}`);
      const next = getReceivedRequest(await logIn(stack.createBrowser(), email), 'prod/shop/reports');
      if (next.headers['x-auth-request-user'] !== headers['x-auth-request-user']) throw new Error('another user');
    },
  );
  await check('attack: registration with a password is refused', async () => {
    for (const kind of ['api', 'browser']) {
      const browser = stack.createBrowser();
      const { body } = await browser.request(`${accountsUrl}/self-service/registration/${kind}`, { headers: json });
      const { action, nodes } = (JSON.parse(body) as Flow).ui;
      const token = nodes.find(({ attributes }) => attributes.name === 'csrf_token')?.attributes.value ?? '';
      for (const method of ['password', 'profile', 'code'])
        for (const traits of [{ 'traits.email': 'max@acme.example' }, { 'traits.email': 'bob@acme.example' }]) {
          const form = { ...traits, method, csrf_token: token, password: 'correct horse battery' };
          const page = await browser.request(action, { headers: json, form });
          if (page.status < 400) throw new Error(`${kind} ${method}: the status is ${page.status}: ${page.body}`);
        }
    }
    const emails = (await listIdentities()).map(({ traits }) => traits.email);
    if (emails.join() !== email) throw new Error(`accounts: ${emails.join()}`);
  });
  await check('attack: a person adds no account of another issuer', async () => {
    const { body } = await ann.request(`${accountsUrl}/self-service/settings/browser`, { headers: json });
    const { action, nodes } = (JSON.parse(body) as Flow).ui;
    const fields = nodes.map(({ attributes: { name = '', value = '' } }) => [name, value] as const);
    if (!fields.some(([name, value]) => name === 'link' && value === 'other')) throw new Error(body);
    const token = fields.find(([name]) => name === 'csrf_token')?.[1] ?? '';
    await passIssuer(ann, await ann.open(action, { form: { csrf_token: token, link: 'other' } }), email);
    const identifiers = (await listIdentities()).flatMap(({ credentials }) => credentials.oidc?.identifiers ?? []);
    if (identifiers.join() !== `stand-in:${email}`) throw new Error(`accounts: ${identifiers.join()}`);
  });
  await check('people: the session of a person who is removed ends, and log-in is refused', async () => {
    assertStatus(await ann.request(`${accountsUrl}/sessions/whoami`, { headers: json }), 200);
    ory.replacePeople(people.filter((person) => person.email !== email));
    await waitUntil(
      async () => (await ann.request(`${accountsUrl}/sessions/whoami`, { headers: json })).status === 401,
    );
    const page = await logIn(stack.createBrowser(), email);
    if (page.body.includes('x-auth-request')) throw new Error(`${page.url}: ${page.body}`);
  });
}

interface Flow {
  readonly ui: {
    readonly action: string;
    readonly nodes: readonly { readonly attributes: { readonly name?: string; readonly value?: string } }[];
  };
}

/** Opens a URL, chooses the issuer on the log-in page with these fields, and fills in the pages of the issuer. */
async function logInUpstream(browser: Browser, url: string, email: string, fields: object): Promise<Page> {
  const page = await browser.open(url);
  const form = tryReadForm(page.body);
  if (!form || !('provider' in form.fields)) throw new Error(`${page.url} offers no issuer: ${page.body}`);
  return passIssuer(browser, await browser.open(form.action, { form: { ...form.fields, ...fields } }), email);
}

/** Fills in the pages of the stand-in issuer: those for the password and the consent. */
async function passIssuer(browser: Browser, first: Page, email: string): Promise<Page> {
  let page = first;
  for (let forms = 0; forms < 2 && page.url.includes('/interaction/'); forms++)
    page = await browser.submit(page, { email, password: accounts[email]?.password ?? '' });
  return page;
}
