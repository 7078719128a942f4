import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { kinds } from '../../../constructs/kinds';
import { vsphere } from '../../../constructs/machines';
import { language } from '../../../src/language';
import { planRequest, writeOutput } from '../../../src/synth';
import { Daemon } from '../cluster/daemon';
import { Session } from '../cluster/session';
import { findFreePort } from '../data/free-port';

/*
 * Applies the machines of vsphere() to vcsim, the simulator of vSphere, with the real provider, and reads their host keys
 * with govc. The simulator runs no guests: the test writes the host keys, in place of VMware Tools, and no cluster is created.
 * PLINTH_VCSIM is the folder of the programs vcsim and govc, PLINTH_TERRAFORM_PROVIDERS a filesystem mirror with the
 * provider. Without them, it is skipped.
 */
const session = new Session('vsphere');
void main();

async function main(): Promise<void> {
  const { report, scratch } = session;
  const programs = process.env.PLINTH_VCSIM ?? '';
  const mirror = process.env.PLINTH_TERRAFORM_PROVIDERS ?? '';
  const missing = [
    join(programs, 'vcsim'),
    join(programs, 'govc'),
    join(mirror, 'registry.terraform.io/vmware/vsphere'),
  ];
  const [absent] = missing.filter((path) => !existsSync(path));
  if (absent === undefined) await testMachines(programs, mirror, scratch);
  else report.skip('vSphere', `${absent} does not exist: set PLINTH_VCSIM and PLINTH_TERRAFORM_PROVIDERS`);
  session.close();
}

async function testMachines(programs: string, mirror: string, scratch: string): Promise<void> {
  const { report } = session;
  const address = `127.0.0.1:${await findFreePort()}`;
  const simulator = new Daemon(
    'vcsim',
    join(programs, 'vcsim'),
    ['-l', address, ...['-dc', '1', '-cluster', '1', '-host', '3', '-ds', '1', '-vm', '1']],
    join(scratch, 'vcsim.log'),
  );
  const credentials = { VSPHERE_SERVER: address, VSPHERE_USER: 'user', VSPHERE_PASSWORD: 'pass' };
  const cliConfig = join(scratch, 'terraform.tfrc');
  writeFileSync(cliConfig, `provider_installation {\n  filesystem_mirror { path = "${mirror}" }\n}\n`);
  const env = {
    ...process.env,
    ...credentials,
    ...{ VSPHERE_ALLOW_UNVERIFIED_SSL: 'true', TF_CLI_CONFIG_FILE: cliConfig, CHECKPOINT_DISABLE: '1' },
    ...{
      TF_CLI_ARGS: '-no-color',
      HOST_KEY_TIMEOUT_SECONDS: '120',
      PATH: `${programs}${delimiter}${process.env.PATH ?? ''}`,
    },
  };
  const stack = synthesise(join(scratch, 'output'));
  const run = async (program: string, ...args: readonly string[]) =>
    promisify(execFile)(program, args, { env, maxBuffer: 10_000_000 }).then(({ stdout }) => stdout);
  const terraform = (command: string, ...args: readonly string[]) =>
    run('terraform', `-chdir=${stack}`, command, ...args);
  const govc = (...args: readonly string[]) =>
    run(
      'bash',
      '-c',
      'export GOVC_URL=$VSPHERE_SERVER GOVC_USERNAME=$VSPHERE_USER GOVC_PASSWORD=$VSPHERE_PASSWORD GOVC_INSECURE=true; govc "$@"',
      'bash',
      ...args,
    );
  // The simulator locks up if machines are cloned at the same time.
  const apply = () =>
    terraform('apply', '-auto-approve', '-input=false', '-parallelism=1', '-target=terraform_data.host-key');
  const knownHosts = join(scratch, 'output/kubeconfig/dc1.known_hosts');
  /** Writes the host key of a machine as soon as it exists, as VMware Tools do at its first boot. */
  const publishHostKey = async (name: string, key: string): Promise<void> => {
    while ((await govc('find', 'vm', '-name', `dc1-${name}`).catch(() => '')).trim() === '') await sleep(200);
    await govc('vm.change', '-vm', `dc1-${name}`, '-e', `guestinfo.plinth.host-key=ssh-ed25519 ${key}`);
  };

  try {
    await simulator.waitUntil(async () => (await govc('about')) !== '', 60);
    await terraform('init', '-input=false');
    await report.check('vSphere: the configuration is valid for the real provider', () => terraform('validate'));
    await report.check('vSphere: machines are cloned with their sizes, and their host keys are read', async () => {
      await Promise.all([apply(), publishHostKey('cp1', 'Y3Ax'), publishHostKey('w1', 'dzE=')]);
      const lines = readFileSync(knownHosts, 'utf8').trim().split('\n').sort();
      expectEqual(lines.join(), '10.0.0.11 ssh-ed25519 Y3Ax,10.0.0.21 ssh-ed25519 dzE=');
      const { virtualMachines } = JSON.parse(await govc('vm.info', '-json', 'dc1-w1')) as {
        virtualMachines: {
          config: { hardware: { memoryMB: number }; extraConfig: { key: string; value: string }[] };
        }[];
      };
      const [{ config } = { config: { hardware: { memoryMB: 0 }, extraConfig: [] } }] = virtualMachines;
      expectEqual(String(config.hardware.memoryMB), '8192');
      const { value = '' } = config.extraConfig.find(({ key }) => key === 'guestinfo.userdata') ?? {};
      if (!Buffer.from(value, 'base64').toString().startsWith('#cloud-config\n'))
        throw new Error(`user data: ${value}`);
    });
    await report.check('vSphere: the state contains no private key and no password', async () => {
      const state = await terraform('state', 'pull');
      if (/PRIVATE KEY|"pass"/.test(state)) throw new Error('the state contains a secret');
    });
    await report.check('vSphere: a second plan changes no machine', async () => {
      expectEqual((await listChanges(terraform, scratch)).join(), '');
    });
    await report.check(
      'vSphere: a machine that was lost is created again, with its host key, and no other one',
      async () => {
        await govc('vm.destroy', 'dc1-w1');
        expectEqual(
          (await listChanges(terraform, scratch)).join(),
          'create vsphere_virtual_machine.machine-w1,delete/create terraform_data.host-key["w1"]',
        );
        await Promise.all([apply(), publishHostKey('w1', 'bmV3')]);
        const lines = readFileSync(knownHosts, 'utf8').trim().split('\n').sort();
        expectEqual(lines.join(), '10.0.0.11 ssh-ed25519 Y3Ax,10.0.0.21 ssh-ed25519 bmV3');
      },
    );
    await report.check('vSphere: all machines are destroyed', async () => {
      await terraform('destroy', '-auto-approve', '-input=false', '-parallelism=1');
      expectEqual((await govc('find', 'vm', '-name', 'dc1-*')).trim(), '');
    });
  } finally {
    simulator.stop();
  }
}

/** Writes the output of a cluster with two machines, and returns the folder of its infrastructure stack. */
function synthesise(folder: string): string {
  const authorizedKeys = ['ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAcnGqIRjKc6xhvEtFqXn4gEHsjJUGXFsIRDmJcZ5RpX ops'];
  const machines = {
    ...{ datacenter: 'DC0', computeCluster: 'DC0_C0', datastore: 'LocalDS_0', network: 'VM Network' },
    ...{ template: 'DC0_C0_RP0_VM0', worker: { cpus: 4, memoryGiB: 8, diskGiB: 40 }, waitForGuestMinutes: 0 },
    ...{ prefixLength: 24, gateway: '10.0.0.1', authorizedKeys },
  };
  const cluster = {
    ...{ kind: 'vsphere', environment: 'dev', ssh: { user: 'ops' }, machines },
    ...{ controlPlanes: { cp1: '10.0.0.11' }, workers: { w1: '10.0.0.21' }, components: [] },
  };
  const platform = {
    name: 'site',
    domain: 'acme.example',
    environments: ['dev'],
    clusters: { dc1: cluster },
    tenants: {},
  };
  const sites = language([...kinds, vsphere]);
  mkdirSync(folder, { recursive: true });
  const plan = planRequest({ platform, language: sites }, join(folder, 'no-lock.json'));
  writeOutput(plan, sites, { terraform: join(folder, 'cdktf.out'), dist: join(folder, 'dist') });
  return join(folder, 'cdktf.out/stacks/dc1-infrastructure');
}

/** Lists the changes of machines and their host keys in a new plan, sorted. */
async function listChanges(
  terraform: (command: string, ...args: readonly string[]) => Promise<string>,
  scratch: string,
): Promise<readonly string[]> {
  const file = join(scratch, 'plan');
  await terraform('plan', '-input=false', '-target=terraform_data.host-key', `-out=${file}`);
  const { resource_changes: changes = [] } = JSON.parse(await terraform('show', '-json', file)) as {
    resource_changes?: readonly { address: string; change: { actions: readonly string[] } }[];
  };
  return changes
    .filter(({ change }) => !['no-op', 'read'].includes(change.actions[0] ?? ''))
    .map(({ address, change }) => `${change.actions.join('/')} ${address}`)
    .sort();
}

function expectEqual(actual: string, expected: string): void {
  if (actual !== expected) throw new Error(`is ${actual || 'empty'}, not ${expected || 'empty'}`);
}
