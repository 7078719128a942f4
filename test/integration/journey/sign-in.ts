import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { findTool, toolCacheFolder } from '../../../tools/tool';
import { expectEqual } from '../apply/expect';
import { readOutput } from '../cluster/output';
import type { ReceivedRequest } from '../login/echo-application';
import { LoginStack } from '../login/login-stack';
import { OryIssuer } from '../login/ory/ory-issuer';
import { users } from '../login/issuer';
import type { JourneyContext } from './step';

/** Programs of the sign-in, whose builds take minutes: the journey does not build them. */
export const signInPrograms = ['kratos', 'hydra', 'oauth2-proxy', 'traefik'] as const;

/** First of the ports on loopback. */
const firstPort = 24_600;

const email = 'ann@acme.example';

/** Returns whether the sign-in was requested (`--sign-in`), and all of its programs are built. */
export function isSignInAvailable(): boolean {
  if (!process.argv.includes('--sign-in')) return false;
  return signInPrograms.every((program) => existsSync(toolCacheFolder(findTool(program))));
}

/**
 * Signs in to the applications of the project's output, with the programs of `npm run test:login`. The registrar of clients runs
 * with the permissions that it has on the control planes.
 * @param hosts hosts by `<cluster>/<tenant>/<application>`; each requires a session
 */
export async function expectSignIn(
  { parent, project, controlPlanes }: JourneyContext,
  hosts: Readonly<Record<string, string>>,
): Promise<void> {
  const folder = join(parent.folder, 'sign-in');
  mkdirSync(folder);
  const stack = new LoginStack(folder, firstPort, new OryIssuer());
  try {
    const apis = { dev: controlPlanes.dev.api, prod: controlPlanes.prod.api };
    await stack.start({ output: readOutput(project.folder), plans: [], apis, hosts });
    for (const [application, host] of Object.entries(hosts)) await expectUser(stack, application, `https://${host}/`);
  } finally {
    stack.stop();
  }
}

/** Expects that a user signs in with the right password only, and that the application then knows the user. */
async function expectUser(stack: LoginStack, application: string, url: string): Promise<void> {
  const { password = '', groups = [] } = users[email] ?? {};
  const stranger = stack.createBrowser();
  expectEqual(stack.issuer.isLoginPage(await stranger.logIn(url, email, 'wrong')), true);
  const { status, headers } = await stranger.request(url);
  expectEqual([status, stack.issuer.isAuthorizationUrl(headers.location ?? '')], [302, true]);
  const page = await stack.createBrowser().logIn(url, email, password);
  if (page.status !== 200) throw new Error(`${page.url} responds with ${page.status}: ${page.body}`);
  const received = JSON.parse(page.body) as ReceivedRequest;
  const user = ['email', 'groups'].map((name) => received.headers[`x-auth-request-${name}`]);
  expectEqual([received.application, ...user], [application, email, groups.join()]);
}
