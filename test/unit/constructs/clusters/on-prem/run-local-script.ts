import { spawnSync } from 'node:child_process';
import { chmodSync, copyFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryDirectory } from './synth-infrastructure';

/** Identity of the cluster of the stacks under test. */
export const identity = '11111111-2222-3333-4444-555555555555';

/** Installs ssh-stub.sh as ssh; returns the directory of its answers and the environment for scripts that call it. */
export function stubSsh(directory: string) {
  const [binDirectory, answersDirectory] = [temporaryDirectory(), temporaryDirectory()];
  copyFileSync(join(__dirname, 'ssh-stub.sh'), join(binDirectory, 'ssh'));
  chmodSync(join(binDirectory, 'ssh'), 0o755);
  const env = {
    PATH: `${binDirectory}:${process.env.PATH ?? ''}`,
    ANSWERS: answersDirectory,
    HOST_SCRIPTS: join(directory, 'scripts/host'),
    CLUSTER_IDENTITY: identity,
  };
  return { answersDirectory, env };
}

/** Lists the scripts that were executed on hosts, as `ADDRESS SCRIPT`, in their order. */
export function listExecutedScripts(answersDirectory: string): readonly string[] {
  const file = join(answersDirectory, 'executed');
  return existsSync(file) ? readFileSync(file, 'utf8').trim().split('\n') : [];
}

/**
 * Runs a script of scripts/local.
 * @param directory directory of the stack
 * @param answers files for ssh-stub.sh, by name: the output of a script on a host (`ADDRESS.SCRIPT`), or a failure
 * @param environment environment variables of the script, in addition to CLUSTER_IDENTITY; TEST_BIN is a directory with
 * programs that replace those of this machine
 */
export function runLocalScript(
  directory: string,
  script: string,
  answers: Readonly<Record<string, string>>,
  environment: Readonly<Record<string, string>> = {},
) {
  const { answersDirectory, env } = stubSsh(directory);
  for (const [name, content] of Object.entries(answers)) writeFileSync(join(answersDirectory, name), content);
  const { status, stdout } = spawnSync('bash', [`./scripts/local/${script}.sh`], {
    // As Terraform runs it.
    cwd: directory,
    env: { ...env, ...environment, PATH: `${environment.TEST_BIN ?? '/'}:${env.PATH}` },
    encoding: 'utf8',
  });
  /** Returns the value of a variable that a script on a host received. */
  const getVariable = (address: string, hostScript: string, variable: string) =>
    new RegExp(`^${variable}="(.*)"$`, 'm').exec(
      readFileSync(join(answersDirectory, `${address}.${hostScript}.input`), 'utf8'),
    )?.[1];
  return { status, stdout, executed: listExecutedScripts(answersDirectory), getVariable };
}

/** Formats the output of state.sh. */
export const hostState = (
  stage: string,
  stateIdentity: string,
  name: string,
  address: string,
  role: string,
  cluster = 'dc1',
) => [stage, stateIdentity, cluster, name, address, role, '1790000000.1'].join(' ');
