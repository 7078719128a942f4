import { setTimeout as sleep } from 'node:timers/promises';
import { assertStatus, getReceivedRequest, urlOf } from '../assertions';
import type { Browser } from '../browser';
import type { Check } from '../check';
import { tryReadForm } from '../forms';
import type { LoginStack } from '../login-stack';
import { listedPerson, type OryIssuer } from './ory-issuer';

const { email } = listedPerson;
const password = 'tortoise and hare';
const whoami = 'https://accounts.prod.acme.example/sessions/whoami';

/** Tests people whom the definition lists: the first password, their groups, and what follows from their removal. */
export async function testPeople(check: Check, stack: LoginStack, issuer: OryIssuer): Promise<void> {
  const browser = stack.createBrowser();
  const logIn = (client: Browser) => client.logIn(urlOf('prod/shop/reports'), email, password);
  await check('people: a person sets a password with the code of an administrator, and keeps it', async () => {
    const { link, code } = await issuer.getCluster('prod').createRecovery(email);
    const settings = await browser.submit(await browser.open(link), { code });
    if (tryReadForm(settings.body)?.fields.password === undefined) throw new Error(settings.body);
    assertStatus(await browser.submit(settings, { password }), 200);
    const other = await stack.createBrowser().submit(await stack.createBrowser().open(link), { code });
    if (other.body.includes('name="password"')) throw new Error('the code is valid twice');
  });
  await check('people: the application knows the groups of the definition', async () => {
    const { headers } = getReceivedRequest(await logIn(browser), 'prod/shop/reports');
    const user = ['email', 'groups'].map((name) => headers[`x-auth-request-${name}`]).join('|');
    if (user !== `${email}|${listedPerson.groups.join()}`) throw new Error(`the application receives ${user}`);
  });
  await check('people: other groups apply from the next log-in on', async () => {
    issuer.getCluster('prod').replacePeople([{ ...listedPerson, groups: ['everybody'] }]);
    await waitUntil(async () => (await logIn(stack.createBrowser())).status === 403);
  });
  await check('people: the session of a person who is removed ends, and the password is refused', async () => {
    assertStatus(await browser.request(whoami), 200);
    issuer.getCluster('prod').replacePeople([{ email: 'finn@acme.example', groups: [] }]);
    await waitUntil(async () => (await browser.request(whoami)).status === 401);
    // Kratos shows its page of errors: the account is deactivated.
    const otherBrowser = stack.createBrowser();
    const { url } = await logIn(otherBrowser);
    if (!/^https:\/\/accounts\.prod\.acme\.example\/(login|error)\?/.test(url)) throw new Error(`the page is ${url}`);
    assertStatus(await otherBrowser.request(whoami), 401);
  });
}

/** Waits up to 30 seconds. @throws Error where the condition is not met */
export async function waitUntil(isMet: () => Promise<boolean>): Promise<void> {
  for (let attempt = 0; attempt < 60; attempt++) {
    if (await isMet()) return;
    await sleep(500);
  }
  throw new Error('nothing changes within 30 seconds');
}
