import { spawn } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { UserError } from '../schema/user-error';

const scriptsFolder = 'scripts/local';
const infrastructureSuffix = '-infrastructure';

/** Returns the path of a script of an on-premises cluster; undefined unless `plinth synth` has written it. */
export function tryGetClusterScript(out: string, cluster: string, name: string): string | undefined {
  const script = join(stacksFolder(out), `${cluster}${infrastructureSuffix}`, scriptsFolder, `${name}.sh`);
  return existsSync(script) ? script : undefined;
}

/**
 * Returns the path of a script of an on-premises cluster, which `plinth synth` has written.
 * @param out folder that contains `cdktf.out`
 * @throws UserError when the cluster does not exist
 */
export function getClusterScript(out: string, cluster: string, name: string): string {
  const stacks = stacksFolder(out);
  const script = tryGetClusterScript(out, cluster, name);
  if (script !== undefined) return script;
  const clusters = listOnPremClusters(stacks, name);
  const choice = clusters.length === 0 ? '' : `write one of ${clusters.join(', ')}, or `;
  throw new UserError(`${stacks} has no on-premises cluster '${cluster}': ${choice}run plinth synth first`);
}

/** Runs a script of an on-premises cluster with environment variables; returns true if it succeeds. */
export async function runClusterScript(
  script: string,
  environment: Readonly<Record<string, string>>,
): Promise<boolean> {
  const child = spawn('bash', [script], { env: { ...process.env, ...environment }, stdio: 'inherit' });
  const exitCode = await new Promise<number | null>((succeed, fail) => {
    child.on('error', fail);
    child.on('close', succeed);
  });
  return exitCode === 0;
}

function stacksFolder(out: string): string {
  return join(resolve(out), 'cdktf.out/stacks');
}

function listOnPremClusters(stacks: string, script: string): readonly string[] {
  if (!existsSync(stacks)) return [];
  return readdirSync(stacks)
    .filter((stack) => existsSync(join(stacks, stack, scriptsFolder, `${script}.sh`)))
    .map((stack) => stack.slice(0, -infrastructureSuffix.length));
}
