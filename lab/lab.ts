import { Command, Option } from 'commander';
import { CommandError } from '../tools/command';
import { buildArtifacts } from './artifacts';
import { memoryUsageMiB } from './cgroups';
import { down } from './down';
import {
  cutNetwork,
  expireCertificates,
  fillDisk,
  freeDisk,
  restoreNetwork,
  slowNetwork,
  type NetworkLimits,
} from './faults';
import { debianReleases, type DebianRelease } from './host-image';
import { tryGetInitPid, getHost, listHosts, startHost, stopHost } from './hosts';
import { type Host, knownHostsFile, resolveLab, privateKeyFile, labUser, type Lab } from './layout';
import { networkCommand, networkExists } from './network';
import { addImages, optionalImages } from './optional-images';
import { runInteractive, waitForHost, sshCommand } from './ssh';
import { artifactsUrl, up } from './up';

const program = new Command('lab')
  .description('Runs hosts with systemd on this machine, in an isolated network.')
  .option('--name <name>', 'name of the lab', 'lab')
  .enablePositionalOptions();

const selectedLab = (): Lab => resolveLab(program.opts<{ name: string }>().name);
const progress = (line: string): void => {
  console.log(line);
};

program
  .command('up')
  .description('create and start hosts, or add hosts to a running lab')
  .option('--hosts <hosts>', 'number of hosts (h1, h2, …), or their names, separated by commas', '2')
  .addOption(new Option('--debian <release>', 'release of new hosts').choices(debianReleases).default('12'))
  .action(async ({ hosts, debian }: { hosts: string; debian: DebianRelease }) => {
    await up({ lab: selectedLab(), hosts: hostNames(hosts), debian, progress });
    printStatus(selectedLab());
  });

program
  .command('down')
  .description('remove the lab and verify that nothing remains')
  .action(async () => {
    console.log('resource                            found');
    for (const { resource, instances } of await down(selectedLab()))
      console.log(`${resource.padEnd(34)}  ${instances.join(' ') || 'none'}`);
  });

program
  .command('status')
  .description('hosts, addresses, processes, memory')
  .option('--json', 'print JSON')
  .action(({ json }: { json?: boolean }) => {
    if (json) console.log(JSON.stringify(getStatus(selectedLab()), null, 2));
    else printStatus(selectedLab());
  });

program
  .command('ssh')
  .description('open a shell on a host, or run a command')
  .argument('<host>')
  .argument('[command...]')
  .passThroughOptions()
  .action(async (host: string, command: string[]) => {
    process.exitCode = await runInteractive(...sshCommand(selectedLab(), getHost(selectedLab(), host), command));
  });

program
  .command('run')
  .description('run a command of this machine in the network of the lab')
  .argument('<command...>')
  .passThroughOptions()
  .action(async (command: string[]) => {
    if (!networkExists(selectedLab())) throw new Error(`lab "${selectedLab().name}" is not up: npm run lab -- up`);
    process.exitCode = await runInteractive(...networkCommand(selectedLab(), command));
  });

program
  .command('artifacts')
  .description('print the folder that the artifact server serves')
  .action(async () => {
    console.log(await buildArtifacts(console.error));
  });

program
  .command('images')
  .description('build images and add them to the artifacts; takes minutes')
  .argument('<names...>', optionalImages.join(', '))
  .action(async (names: string[]) => {
    console.log((await addImages(names, progress)).join('\n'));
  });

hostCommand('kill-host', 'power hosts off without a shutdown', async (lab, host) => {
  await stopHost(lab, host.name);
});
hostCommand('start-host', 'start hosts that are off; their disks are retained', async (lab, host) => {
  await startHost(lab, host);
  await waitForHost(lab, host);
});
hostCommand('cut', 'disconnect hosts from the network', cutNetwork);
hostCommand('slow', 'limit the network of hosts in both directions', (lab, host, options) =>
  slowNetwork(lab, host, options),
)
  .option('--rate <rate>', "maximum rate in tc's format: 1mbit")
  .option('--delay <time>', "additional delay in tc's format: 100ms; requires a kernel with netem");
hostCommand('heal', 'undo cut and slow', restoreNetwork);
hostCommand('fill-disk', 'fill the disk to the last block', fillDisk);
hostCommand('free-disk', 'undo fill-disk', freeDisk);
hostCommand('expire-certificates', 'expire the kubeadm certificates of control planes', expireCertificates);

/** Adds a subcommand that runs an action on each host in its arguments. */
function hostCommand(
  name: string,
  description: string,
  action: (lab: Lab, host: Host, options: NetworkLimits) => Promise<void>,
): Command {
  return program
    .command(name)
    .description(description)
    .argument('<hosts...>')
    .action(async (names: string[], options: NetworkLimits) => {
      const hosts = names.map((hostName) => getHost(selectedLab(), hostName));
      for (const host of hosts) await action(selectedLab(), host, options);
    });
}

/** Parses `--hosts`: `2` is h1 and h2, `cp1,w1` are names. */
function hostNames(hosts: string): string[] {
  if (!/^\d+$/.test(hosts)) return hosts.split(',');
  return Array.from({ length: Number(hosts) }, (_, index) => `h${index + 1}`);
}

function getStatus(lab: Lab) {
  return {
    name: lab.name,
    up: networkExists(lab),
    user: labUser,
    privateKeyFile: privateKeyFile(lab),
    knownHostsFile: knownHostsFile(lab),
    artifacts: artifactsUrl,
    hosts: listHosts(lab).map((host) => ({
      name: host.name,
      address: host.address,
      pid: tryGetInitPid(lab, host) ?? null,
      memoryMiB: memoryUsageMiB(lab, host.name) ?? null,
    })),
  };
}

function printStatus(lab: Lab): void {
  const { hosts, up: isUp } = getStatus(lab);
  if (!isUp && hosts.length === 0) {
    console.log(`lab "${lab.name}" is down`);
    return;
  }
  console.log('host        address       state  pid      memory');
  for (const { name, address, pid, memoryMiB: memory } of hosts) {
    const running = pid === null ? 'off' : `on     ${String(pid).padEnd(7)}  ${memory ?? '?'} MiB`;
    console.log(`${name.padEnd(10)}  ${address.padEnd(12)}  ${running}`);
  }
  console.log(`ssh: ${labUser}@ADDRESS, key ${privateKeyFile(lab)}, known hosts ${knownHostsFile(lab)}`);
  console.log(`artifacts: ${artifactsUrl} (from this machine: npm run lab -- run COMMAND)`);
}

program.parseAsync().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  if (error instanceof CommandError) console.error(error.output.trimEnd().split('\n').slice(-15).join('\n'));
  process.exitCode = 1;
});
