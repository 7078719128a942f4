import { spawn } from 'node:child_process';
import { CommandError, run, type CommandOutput } from '../tools/command';
import { knownHostsFile, privateKeyFile, labUser, type Host, type Lab } from './layout';
import { networkCommand } from './network';
import { waitFor } from './wait-for';

/** Returns the program and arguments of an SSH connection to a host; the host key is verified. */
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
    // Ends the connection when the host is disconnected or killed.
    '-o',
    'ServerAliveInterval=5',
  ];
  return networkCommand(lab, [...ssh, ...checks, ...options, `${labUser}@${host.address}`, ...command]);
}

/** Runs a shell command on a host as user `lab`; `input` is its standard input. @throws CommandError if it fails */
export async function runOnHost(lab: Lab, host: Host, command: string, input?: string): Promise<CommandOutput> {
  const [program, args] = sshCommand(lab, host, [command], ['-o', 'BatchMode=yes']);
  try {
    return await run(program, args, input === undefined ? {} : { input });
  } catch (error) {
    if (!(error instanceof CommandError)) throw error;
    // The message has the command on the host instead of ssh's long command line.
    const code = error.exitCode ?? 'none';
    throw new CommandError(`${host.name}: ${command.slice(0, 120)}: exit code ${code}`, error.output, error.exitCode);
  }
}

/** Runs a command with this process's standard streams and returns its exit code. */
export async function runInteractive(program: string, args: readonly string[]): Promise<number> {
  const child = spawn(program, args, { stdio: 'inherit' });
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => {
      resolve(code ?? 1);
    });
  });
}

/** Waits until a host accepts SSH connections and cloud-init is done, which may restart sshd. */
export async function waitForHost(lab: Lab, host: Host, seconds = 180): Promise<void> {
  const [program, args] = sshCommand(
    lab,
    host,
    ['cloud-init status --wait >/dev/null || test $? = 2'],
    ['-o', 'BatchMode=yes'],
  );
  await waitFor(
    seconds,
    async () =>
      run(program, args).then(
        () => true,
        () => undefined,
      ),
    `host ${host.name} (${host.address}) does not accept SSH connections within ${seconds} s; see ${host.folder}/console.log`,
  );
}
