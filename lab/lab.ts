import { Command } from 'commander';
import { memoryMiB } from './cgroups';
import { down } from './down';
import { firstProcess, getHost, hostsOf } from './hosts';
import { knownHostsFile, labNamed, privateKeyFile, user, type Lab } from './layout';
import { inside, networkExists } from './network';
import { handOver, sshCommand } from './ssh';
import { artifactsUrl, up } from './up';

const program = new Command('lab')
  .description('Whole hosts on this machine, in a network of their own with no way out.')
  .option('--name <name>', 'which lab', 'lab')
  .enablePositionalOptions();

const lab = (): Lab => labNamed(program.opts<{ name: string }>().name);
const progress = (line: string): void => {
  console.log(line);
};

program
  .command('up')
  .description('bring hosts up, or add some to a lab that is up')
  .option('--hosts <hosts>', 'how many (h1, h2, …), or their names with commas between', '2')
  .action(async ({ hosts }: { hosts: string }) => {
    await up({ lab: lab(), hosts: hostNames(hosts), progress });
    status(lab());
  });

program
  .command('down')
  .description('take everything away')
  .action(async () => {
    await down(lab());
  });

program
  .command('status')
  .description('hosts, addresses, processes, memory')
  .option('--json', 'for programs')
  .action(({ json }: { json?: boolean }) => {
    if (json) console.log(JSON.stringify(facts(lab()), null, 2));
    else status(lab());
  });

program
  .command('ssh')
  .description('log in on a host, or run a command there')
  .argument('<host>')
  .argument('[command...]')
  .passThroughOptions()
  .action(async (host: string, command: string[]) => {
    process.exitCode = await handOver(...sshCommand(lab(), getHost(lab(), host), command));
  });

program
  .command('run')
  .description('run a command inside the network of the lab, with the files of this machine')
  .argument('<command...>')
  .passThroughOptions()
  .action(async (command: string[]) => {
    if (!networkExists(lab())) throw new Error(`lab "${lab().name}" is not up: npm run lab -- up`);
    process.exitCode = await handOver(...inside(lab(), command));
  });

function hostNames(hosts: string): string[] {
  if (!/^\d+$/.test(hosts)) return hosts.split(',');
  return Array.from({ length: Number(hosts) }, (_, index) => `h${index + 1}`);
}

function facts(of: Lab) {
  return {
    name: of.name,
    up: networkExists(of),
    user,
    privateKeyFile: privateKeyFile(of),
    knownHostsFile: knownHostsFile(of),
    artifacts: artifactsUrl,
    hosts: hostsOf(of).map((host) => ({
      name: host.name,
      address: host.address,
      pid: firstProcess(of, host) ?? null,
      memoryMiB: memoryMiB(of, host.name) ?? null,
    })),
  };
}

function status(of: Lab): void {
  const { hosts, up: isUp } = facts(of);
  if (!isUp && hosts.length === 0) {
    console.log(`lab "${of.name}" is down`);
    return;
  }
  console.log('host        address       state  pid      memory');
  for (const { name, address, pid, memoryMiB: memory } of hosts) {
    const running = pid === null ? 'off' : `on     ${String(pid).padEnd(7)}  ${memory ?? '?'} MiB`;
    console.log(`${name.padEnd(10)}  ${address.padEnd(12)}  ${running}`);
  }
  console.log(`ssh: ${user}@ADDRESS, key ${privateKeyFile(of)}, known hosts ${knownHostsFile(of)}`);
  console.log(`artifacts: ${artifactsUrl} (from inside: npm run lab -- run COMMAND)`);
}

program.parseAsync().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
