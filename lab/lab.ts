import { Command, Option } from 'commander';
import { CommandError } from '../tools/command';
import { artifactsFolder } from './artifacts';
import { memoryMiB } from './cgroups';
import { down } from './down';
import { cut, expireCertificates, fillDisk, freeDisk, heal, slow, type Slowness } from './faults';
import { debianReleases, type Debian } from './host-image';
import { firstProcess, getHost, hostsOf, startHost, stopHost } from './hosts';
import { type Host, knownHostsFile, labNamed, privateKeyFile, user, type Lab } from './layout';
import { inside, networkExists } from './network';
import { addImages, optionalImages } from './optional-images';
import { handOver, hostAnswers, sshCommand } from './ssh';
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
  .addOption(new Option('--debian <release>', 'of hosts that are new').choices(debianReleases).default('12'))
  .action(async ({ hosts, debian }: { hosts: string; debian: Debian }) => {
    await up({ lab: lab(), hosts: hostNames(hosts), debian, progress });
    status(lab());
  });

program
  .command('down')
  .description('take everything away')
  .action(async () => {
    console.log('looked for                          found');
    for (const { what, found } of await down(lab())) console.log(`${what.padEnd(34)}  ${found.join(' ') || 'none'}`);
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

program
  .command('artifacts')
  .description('print the folder that the artifact server shows')
  .action(async () => {
    console.log(await artifactsFolder(console.error));
  });

program
  .command('images')
  .description('add images to the artifacts that take minutes to build')
  .argument('<names...>', optionalImages.join(', '))
  .action(async (names: string[]) => {
    console.log((await addImages(names, progress)).join('\n'));
  });

onHosts('kill-host', 'switch hosts off, as pulling the plug would', async (of, host) => {
  await stopHost(of, host.name);
});
onHosts('start-host', 'switch hosts on again, with the disk that they had', async (of, host) => {
  await startHost(of, host);
  await hostAnswers(of, host);
});
onHosts('cut', "pull hosts' network cable", cut);
onHosts('slow', "make hosts' network slow, both ways", (of, host, options) => slow(of, host, options))
  .option('--rate <rate>', 'as tc takes it: 1mbit')
  .option('--delay <time>', 'added each way, as tc takes it: 100ms (the kernel must have netem)');
onHosts('heal', 'end what cut and slow did', heal);
onHosts('fill-disk', 'fill the disk to the last block', fillDisk);
onHosts('free-disk', 'undo fill-disk', freeDisk);
onHosts('expire-certificates', 'let the certificates of control planes expire', expireCertificates);

/** A verb that does the same to each of the hosts that are named. */
function onHosts(
  verb: string,
  description: string,
  act: (of: Lab, host: Host, options: Slowness) => Promise<void>,
): Command {
  return program
    .command(verb)
    .description(description)
    .argument('<hosts...>')
    .action(async (names: string[], options: Slowness) => {
      const hosts = names.map((name) => getHost(lab(), name));
      for (const host of hosts) await act(lab(), host, options);
    });
}

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
  if (error instanceof CommandError) console.error(error.output.trimEnd().split('\n').slice(-15).join('\n'));
  process.exitCode = 1;
});
