import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Report } from '../../../tools/report';
import { findTool, version } from '../../../tools/tool';
import { testAttacks } from './attacks';
import { LoginStack } from './login-stack';
import { testLogin } from './log-in';
import { testSessions } from './sessions';

// Logs in to applications of a platform through Traefik and OAuth2 Proxy on loopback, with the configuration that Plinth
// generates. The issuer is a stand-in.
const report = new Report('login', { folder: join(__dirname, '../../../.plinth/reports') });

void main();

async function main(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'plinth-login-'));
  const stack = new LoginStack(folder);
  try {
    const isRunning = await report.check('the log-in path starts with the generated configuration', () =>
      stack.start(),
    );
    if (!isRunning) return;
    await testLogin(report, stack);
    await testAttacks(report, stack);
    await testSessions(report, stack);
    const gateVersion = version(findTool('oauth2-proxy'));
    console.log(`Traefik ${stack.versions.join(', ')}, OAuth2 Proxy ${gateVersion}, stand-in issuer (oidc-provider)`);
  } finally {
    stack.stop();
    process.exitCode = report.close();
    if (process.exitCode === 0) rmSync(folder, { recursive: true, force: true });
    else console.log(`logs: ${folder}`);
  }
}
