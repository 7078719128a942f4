import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import { urlOf } from './assertions';
import type { Check } from './check';
import type { ReceivedRequest } from './echo-application';
import { users } from './issuer';

const email = 'ann@acme.example';

/** Returns the path of Chromium: CHROMIUM, or that of Debian's package; undefined where it is not installed. */
export function tryFindChromium(): string | undefined {
  const program = process.env.CHROMIUM ?? '/usr/bin/chromium';
  return existsSync(program) ? program : undefined;
}

/**
 * Tests that a user logs in with a browser.
 * @param screenshots folder for the screenshots of the log-in page and of the application
 */
export async function testChromium(
  check: Check,
  program: string,
  ingressPort: number,
  screenshots: string,
): Promise<void> {
  mkdirSync(screenshots, { recursive: true });
  await check('log-in: a user logs in with Chromium', async () => {
    const browser = await chromium.launch({
      executablePath: program,
      args: [
        '--no-sandbox',
        '--disable-gpu',
        '--disable-quic',
        `--host-resolver-rules=MAP *.acme.example 127.0.0.1:${ingressPort}`,
      ],
    });
    try {
      const page = await browser.newPage({ ignoreHTTPSErrors: true });
      page.setDefaultTimeout(120_000);
      await page.goto(urlOf('prod/shop/web', '/orders?page=2'));
      await page.locator('input[name="identifier"]').fill(email);
      await page.screenshot({ path: join(screenshots, 'log-in-page.png') });
      await page.locator('input[name="password"]').fill(users[email]?.password ?? '');
      await page.locator('input[name="password"]').press('Enter');
      await page.waitForURL(urlOf('prod/shop/web', '/orders?page=2'));
      await page.screenshot({ path: join(screenshots, 'application.png') });
      const received = JSON.parse(await page.locator('pre').first().innerText()) as ReceivedRequest;
      if (received.headers['x-auth-request-email'] !== email)
        throw new Error(`the application receives ${JSON.stringify(received.headers)}`);
      const cookies = await page.context().cookies(urlOf('prod/shop/web'));
      if (cookies.map(({ name }) => name).join() !== '__Host-login')
        throw new Error(`cookies: ${cookies.map(({ name }) => name).join()}`);
    } finally {
      await browser.close();
    }
  });
}
