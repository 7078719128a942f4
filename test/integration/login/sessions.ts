import { setTimeout as sleep } from 'node:timers/promises';
import type { Check } from './check';
import { assertLoginRedirect, getReceivedRequest, urlOf } from './assertions';
import type { LoginStack } from './login-stack';

/** Tests the end of sessions, and gates that are down. */
export async function testSessions(check: Check, stack: LoginStack): Promise<void> {
  await check('session: log-out ends the session of the application', async () => {
    const browser = stack.createBrowser();
    await browser.logIn(urlOf('prod/bank/web'), 'ann@acme.example', 'correct horse');
    await browser.request(urlOf('prod/bank/web', '/oauth2/sign_out'));
    assertLoginRedirect(await browser.request(urlOf('prod/bank/web')), stack);
  });
  const gate = stack.gates.find(({ cluster, tenant }) => cluster === 'prod' && tenant === 'bank');
  await check('session: an expired session leads to a new log-in', async () => {
    await gate?.start(['--cookie-expire=2s']);
    const browser = stack.createBrowser();
    const page = await browser.logIn(urlOf('prod/bank/web'), 'ann@acme.example', 'correct horse');
    const { cookie = '' } = getReceivedRequest(page, 'prod/bank/web').headers;
    await sleep(3000);
    // A client that keeps the cookie for longer than it may.
    assertLoginRedirect(await stack.createBrowser().request(urlOf('prod/bank/web'), { headers: { cookie } }), stack);
    await gate?.start();
  });
  await check('session: a gate that is down closes its application, and no other one', async () => {
    const browser = stack.createBrowser();
    await browser.logIn(urlOf('prod/bank/web'), 'ann@acme.example', 'correct horse');
    gate?.stop();
    const { status } = await browser.request(urlOf('prod/bank/web'));
    if (status < 500) throw new Error(`the status is ${status}`);
    assertLoginRedirect(await stack.createBrowser().request(urlOf('prod/shop/web')), stack);
    await gate?.start();
    getReceivedRequest(await browser.request(urlOf('prod/bank/web')), 'prod/bank/web');
  });
}
