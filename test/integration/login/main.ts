import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Command, Option } from 'commander';
import { Report } from '../../../tools/report';
import { findTool, version } from '../../../tools/tool';
import { testAttacks } from './attacks';
import type { Check } from './check';
import { PostgresServer } from '../data/postgres-server';
import { testDatabases } from './databases';
import { oathkeeperProgram, testOathkeeper } from './oathkeeper';
import { ketoProgram, testPermissions } from './permissions';
import { testRegistrars } from './registrars';
import { testServiceGate } from './service-gate';
import { testChromium, tryFindChromium } from './chromium';
import { DexIssuer } from './dex-issuer';
import type { LoginIssuer } from './issuer';
import { testLogin } from './log-in';
import { LoginStack } from './login-stack';
import { nginxProgram } from './nginx-configuration';
import { OryIssuer } from './ory/ory-issuer';
import { testOry } from './ory/ory-tests';
import { testPeople } from './ory/people-tests';
import { testRealm } from './ory/realm-tests';
import { createUpstreamIssuer, testUpstream } from './ory/upstream-tests';
import { testProxy } from './proxy-tests';
import { testSessions } from './sessions';
import { StandInIssuer } from './stand-in-issuer';

// Logs in to applications of a platform through Traefik and OAuth2 Proxy on loopback, with the configuration that Plinth
// generates: at Kratos and Hydra, at Dex, and at a stand-in for an issuer of an organization; at the first and the last also
// through NGINX, behind which OAuth2 Proxy forwards the requests. The registrars of Dex and Hydra run on a real API server.
const parts = [
  'ory',
  'upstream',
  'stand-in',
  'nginx',
  'dex',
  'registrars',
  'service-gate',
  'permissions',
  'databases',
  'oathkeeper',
] as const;

const command = new Command('npm run test:login --')
  .description('Logs in to applications through the log-in path on loopback.')
  .addOption(new Option('--only <part>', 'run one part of the tests').choices(parts))
  .parse();

const reportsFolder = join(__dirname, '../../../.plinth/reports');
const report = new Report('login', { folder: reportsFolder });
const firstPort = 24_180;

void main();

async function main(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'plinth-login-'));
  const { only } = command.opts<{ only?: (typeof parts)[number] }>();
  if (only === undefined || only === 'stand-in')
    await testIssuer(join(folder, 'stand-in'), (path) => new StandInIssuer(firstPort + 1, path));
  if (only === undefined || only === 'dex')
    await testIssuer(join(folder, 'dex'), (path) => new DexIssuer(firstPort + 1, path));
  if (only === undefined || only === 'ory') await testIssuer(join(folder, 'ory'), () => new OryIssuer());
  if (only === undefined || only === 'upstream')
    await testIssuer(join(folder, 'upstream'), (path) => createUpstreamIssuer(firstPort + 1, path));
  if (only === undefined || only === 'nginx') {
    if (nginxProgram === undefined) report.skip('NGINX: log-in of users', 'NGINX is not installed: set PLINTH_NGINX');
    else {
      await testIssuer(join(folder, 'nginx'), (path) => new StandInIssuer(firstPort + 1, path), nginxProgram);
      await testIssuer(join(folder, 'nginx-ory'), () => new OryIssuer(), nginxProgram);
    }
  }
  if (only === undefined || only === 'registrars')
    await testRegistrars((name, run) => report.check(name, run), join(folder, 'registrars'));
  if (only === undefined || only === 'service-gate')
    await testServiceGate((name, run) => report.check(name, run), join(folder, 'service-gate'));
  if (only === undefined || only === 'permissions') {
    const title = 'Keto: the relation tuples of the definition';
    if (ketoProgram === undefined) report.skip(title, 'no registry has Keto: set PLINTH_KETO to the program');
    else await testPermissions((name, run) => report.check(name, run), join(folder, 'permissions'), ketoProgram);
  }
  if (only === undefined || only === 'oathkeeper') {
    const title = 'Oathkeeper: bearer tokens of Hydra';
    if (oathkeeperProgram === undefined)
      report.skip(title, 'no registry has Oathkeeper: set PLINTH_OATHKEEPER to the program');
    else await testOathkeeper((name, run) => report.check(name, run), join(folder, 'oathkeeper'), oathkeeperProgram);
  }
  if (only === undefined || only === 'databases') {
    const programs = PostgresServer.findPrograms();
    if (programs === undefined) report.skip('databases of ORY', 'no PostgreSQL server in /usr/lib/postgresql');
    else await testDatabases((name, run) => report.check(name, run), join(folder, 'databases'), programs);
  }
  process.exitCode = report.close();
  if (process.exitCode === 0) rmSync(folder, { recursive: true, force: true });
  else console.log(`logs: ${folder}`);
}

async function testIssuer(
  folder: string,
  createIssuer: (folder: string) => LoginIssuer,
  nginx?: string,
): Promise<void> {
  mkdirSync(folder);
  const issuer = createIssuer(folder);
  const label = nginx === undefined ? issuer.label : `${issuer.label} behind NGINX`;
  const check: Check = (name, run) => report.check(`${label}: ${name}`, run);
  const stack = new LoginStack(folder, firstPort, issuer, nginx);
  try {
    const isRunning = await check('the log-in path starts with the generated configuration', () => stack.start());
    if (!isRunning) return;
    if (issuer instanceof OryIssuer && issuer.upstream) {
      await testUpstream(check, stack, issuer);
      return;
    }
    await testLogin(check, stack);
    await testAttacks(check, stack);
    if (nginx !== undefined) await testProxy(check, stack);
    if (issuer instanceof OryIssuer) {
      await testOry(check, stack, issuer);
      await testRealm(check, stack, issuer);
      await testPeople(check, stack, issuer);
      const program = tryFindChromium();
      if (program === undefined)
        report.skip(`${label}: log-in: a user logs in with Chromium`, 'Chromium is not installed: set CHROMIUM');
      else await testChromium(check, program, firstPort, join(reportsFolder, 'login'));
    }
    await testSessions(check, stack);
    const gateVersion = version(findTool('oauth2-proxy'));
    console.log([...stack.versions, `OAuth2 Proxy ${gateVersion}`, ...issuer.versions].join(', '));
  } finally {
    stack.stop();
  }
}
