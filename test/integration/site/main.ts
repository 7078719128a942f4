import { spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { chromium, type Page } from 'playwright-core';
import { Report } from '../../../tools/report';
import { tryFindChromium } from '../login/chromium';
import { checkLinks } from './links';
import { withServer } from './serve';

// Builds the site of the documentation, checks its links, and opens it in Chromium where that is installed.
const root = join(__dirname, '../../..');
const site = join(root, '.plinth/site');
const reports = join(root, '.plinth/reports');
const screenshots = join(reports, 'site');
const report = new Report('site', { folder: reports });

void main();

async function main(): Promise<void> {
  if (await report.check('site: builds', build)) {
    await report.check('site: every link leads to a page and an anchor that exist', () => {
      const { pages, broken } = checkLinks(site);
      if (pages < 400) throw new Error(`only ${pages} pages were built`);
      if (broken.length > 0) throw new Error(broken.join('\n'));
    });
    await testInBrowser();
  }
  process.exitCode = report.close();
}

function build(): void {
  const { status, stdout, stderr } = spawnSync('npm', ['run', '--silent', 'site'], { cwd: root, encoding: 'utf8' });
  if (status !== 0) throw Object.assign(new Error(`exit code ${status ?? 'none'}`), { output: `${stdout}${stderr}` });
}

async function testInBrowser(): Promise<void> {
  const program = tryFindChromium();
  if (program === undefined) {
    report.skip('site: opens in Chromium', 'Chromium is not installed: set CHROMIUM');
    return;
  }
  mkdirSync(screenshots, { recursive: true });
  await withServer(site, async (url) => {
    const browser = await chromium.launch({ executablePath: program, args: ['--no-sandbox', '--disable-gpu'] });
    try {
      const page = await browser.newPage();
      page.setDefaultTimeout(120_000);
      const problems = recordProblems(page, url);
      await report.check('site: the first page opens, and needs no other host', async () => {
        await page.goto(`${url}/`);
        await page.locator('h1', { hasText: 'Plinth' }).waitFor();
        await page.screenshot({ path: join(screenshots, 'first-page.png') });
        if (problems.length > 0) throw new Error(problems.join('\n'));
      });
      await report.check('site: the search finds an option, and opens its page', () => searchFor(page, problems));
      await report.check('site: the table of modules leads to the API of a construct', () =>
        openApi(page, problems, url),
      );
    } finally {
      await browser.close();
    }
  });
}

/** Blocks requests to other hosts, and records them with the errors of the page. */
function recordProblems(page: Page, url: string): readonly string[] {
  const problems: string[] = [];
  void page.route('**/*', async (route) => {
    if (route.request().url().startsWith(url)) await route.continue();
    else {
      problems.push(`requests ${route.request().url()}`);
      await route.abort();
    }
  });
  page.on('pageerror', (error) => problems.push(`error: ${error.message}`));
  page.on('response', (response) => {
    if (response.status() >= 400 && !response.url().endsWith('/favicon.ico'))
      problems.push(`${response.status()} of ${response.url()}`);
  });
  return problems;
}

async function searchFor(page: Page, problems: readonly string[]): Promise<void> {
  await page.locator('.VPNavBarSearch button').first().click();
  await page.locator('#localsearch-input').fill('terminationGracePeriodSeconds');
  // The API of the TypeScript modules has the option too.
  const result = page.locator('.VPLocalSearchBox .result[href*="/reference/"]').first();
  await result.waitFor();
  await page.screenshot({ path: join(screenshots, 'search.png') });
  await result.click();
  await page.waitForURL(/\/reference\//);
  await page.locator('code', { hasText: 'terminationGracePeriodSeconds' }).first().waitFor();
  await page.screenshot({ path: join(screenshots, 'option.png') });
  if (problems.length > 0) throw new Error(problems.join('\n'));
}

async function openApi(page: Page, problems: readonly string[], url: string): Promise<void> {
  await page.goto(`${url}/library.html`);
  await page.locator('td a', { hasText: 'plinth/constructs' }).click();
  await page.locator('main a', { hasText: /^TenantNamespace$/ }).click();
  await page.locator('h1', { hasText: 'TenantNamespace' }).waitFor();
  await page.locator('h2', { hasText: 'Constructors' }).waitFor();
  await page.screenshot({ path: join(screenshots, 'api.png') });
  if (problems.length > 0) throw new Error(problems.join('\n'));
}
