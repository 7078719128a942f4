import { spawn } from 'node:child_process';
import { CommandError, run, type Printed } from '../tools/command';
import { knownHostsFile, privateKeyFile, user, type Host, type Lab } from './layout';
import { inside } from './network';
import { within } from './within';

/** The program and arguments that log in on a host from inside the lab; host keys are checked. */
export function sshCommand(lab: Lab, host: Host, command: readonly string[], options: readonly string[] = []) {
  const ssh = ['ssh', '-F', 'none', '-i', privateKeyFile(lab), '-o', `UserKnownHostsFile=${knownHostsFile(lab)}`];
  const checks = [
    '-o',
    'StrictHostKeyChecking=yes',
    '-o',
    'IdentitiesOnly=yes',
    '-o',
    'LogLevel=ERROR',
    '-o',
    'ConnectTimeout=5',
    // A host that is cut off or killed ends the call instead of holding it for good.
    '-o',
    'ServerAliveInterval=5',
  ];
  return inside(lab, [...ssh, ...checks, ...options, `${user}@${host.address}`, ...command]);
}

/** Runs a shell command on a host as its user and waits for the end; `input` reaches its standard input. */
export async function onHost(lab: Lab, host: Host, command: string, input?: string): Promise<Printed> {
  const [program, args] = sshCommand(lab, host, [command], ['-o', 'BatchMode=yes']);
  try {
    return await run(program, args, input === undefined ? {} : { input });
  } catch (error) {
    if (!(error instanceof CommandError)) throw error;
    // ssh's own options would hide what was asked of the host.
    const code = error.exitCode ?? 'none';
    throw new CommandError(`${host.name}: ${command.slice(0, 120)}: exit code ${code}`, error.output, error.exitCode);
  }
}

/** Hands the terminal to a command and gives its exit code. */
export async function handOver(program: string, args: readonly string[]): Promise<number> {
  const child = spawn(program, args, { stdio: 'inherit' });
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => {
      resolve(code ?? 1);
    });
  });
}

/** Waits until a host lets us in and cloud-init has done its part, which may restart sshd once more. */
export async function hostAnswers(lab: Lab, host: Host, seconds = 180): Promise<void> {
  const [program, args] = sshCommand(
    lab,
    host,
    ['cloud-init status --wait >/dev/null || test $? = 2'],
    ['-o', 'BatchMode=yes'],
  );
  await within(
    seconds,
    async () =>
      run(program, args).then(
        () => true,
        () => undefined,
      ),
    `host ${host.name} (${host.address}) does not answer within ${seconds} s; see ${host.folder}/console.log`,
  );
}
