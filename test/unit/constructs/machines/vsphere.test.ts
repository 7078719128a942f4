import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { App } from 'cdktf';
import { parse } from 'yaml';
import { compareClusters } from '../../../../src/changes/cluster-changes';
import { machineKind, vsphere } from '../../../../constructs/machines';
import { kinds } from '../../../../constructs/kinds';
import type { AnyClusterKind } from '../../../../src/kinds/cluster-kind';
import { language } from '../../../../src/language';
import { InfrastructureStack } from '../../../../stacks';
import { identity, runLocalScript } from '../clusters/on-prem/run-local-script';
import { temporaryDirectory } from '../clusters/on-prem/synth-infrastructure';

const publicKey = 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAcnGqIRjKc6xhvEtFqXn4gEHsjJUGXFsIRDmJcZ5RpX ops';
const machines = {
  ...{ datacenter: 'dc ${1}', computeCluster: 'compute', datastore: 'ssd', network: 'kubernetes', template: 'debian' },
  ...{ prefixLength: 24, gateway: '10.0.0.1', nameServers: ['10.0.0.2'], authorizedKeys: [publicKey] },
};
const cluster = {
  ...{ environment: 'dev', ssh: { user: 'ops' }, machines },
  ...{ controlPlanes: { cp1: '10.0.0.11' }, workers: { 'w[1-2]': '10.0.0.21-10.0.0.22' } },
};
const sites = language([...kinds, vsphere]);

function planCluster(options: object) {
  const clusters = { dc1: { kind: 'vsphere', ...cluster, ...options } };
  const plan = sites.plan({ name: 'acme', domain: 'acme.example', environments: ['dev'], clusters, tenants: {} });
  const [planned] = plan.clusters;
  if (planned === undefined) throw new Error('no cluster');
  return planned;
}

interface VirtualMachine {
  readonly name: string;
  readonly memory: number;
  readonly extra_config: Readonly<Record<string, string>>;
}

interface Configuration {
  readonly resource: {
    readonly vsphere_virtual_machine?: Readonly<Record<string, VirtualMachine>>;
    readonly terraform_data: Readonly<
      Record<string, { for_each?: object; triggers_replace?: unknown; depends_on?: readonly string[] }>
    >;
  };
  readonly data: { readonly vsphere_datacenter: object };
}

/** Synthesizes the infrastructure stack; returns its configuration and its directory. */
function synth(options: object = {}, kind: AnyClusterKind = vsphere) {
  const outdir = join(temporaryDirectory(), 'cdktf.out');
  const app = new App({ outdir });
  new InfrastructureStack(app, planCluster(options), kind);
  app.synth();
  const directory = join(outdir, 'stacks/dc1-infrastructure');
  const text = readFileSync(join(directory, 'cdk.tf.json'), 'utf8');
  return { directory, text, configuration: JSON.parse(text) as Configuration };
}

const noMachine: VirtualMachine = { name: '', memory: 0, extra_config: {} };

describe('a cluster on machines of vSphere', () => {
  const { configuration, text } = synth();
  const { vsphere_virtual_machine: virtualMachines = {}, terraform_data: data } = configuration.resource;

  test('has a machine for each host, with the address of the host', () => {
    expect(Object.keys(virtualMachines)).toEqual(['machine-cp1', 'machine-w1', 'machine-w2']);
    const { name, extra_config: settings } = virtualMachines['machine-w2'] ?? noMachine;
    expect(name).toBe('dc1-w2');
    const decode = (key: string) => Buffer.from(settings[`guestinfo.${key}`] ?? '', 'base64').toString();
    expect(parse(decode('metadata'))).toMatchObject({
      'local-hostname': 'w2',
      network: {
        ethernets: { ens192: { addresses: ['10.0.0.22/24'], routes: [{ to: '0.0.0.0/0', via: '10.0.0.1' }] } },
      },
    });
    expect(decode('userdata')).toMatch(/^#cloud-config\n/);
    expect(parse(decode('userdata'))).toMatchObject({ users: [{ name: 'ops', ssh_authorized_keys: [publicKey] }] });
    expect(configuration.data.vsphere_datacenter).toMatchObject({ datacenter: { name: 'dc $${1}' } });
  });

  test('has no private key and no credential in its configuration', () => {
    const userData = Object.values(virtualMachines).map(({ extra_config }) =>
      Buffer.from(extra_config['guestinfo.userdata'] ?? '', 'base64').toString(),
    );
    expect(text + userData.join()).not.toMatch(/PRIVATE KEY|password:|ssh_keys/);
  });

  test('joins a machine again that was replaced, and no other one', () => {
    const w1 = { address: '10.0.0.21', machine: '${vsphere_virtual_machine.machine-w1.id}' };
    const w2 = { address: '10.0.0.22', machine: '${vsphere_virtual_machine.machine-w2.id}' };
    expect(data.worker).toMatchObject({
      for_each: { w1, w2 },
      triggers_replace: ['${each.value.address}', '${each.value.machine}'],
    });
    expect(data['host-key']?.for_each).toMatchObject({ w1, w2 });
    expect(data.hosts?.depends_on).toContain('terraform_data.host-key');
  });

  test('keeps its machines when the template or a size changes, which the plan shows as a risk', () => {
    const machine = JSON.stringify(virtualMachines['machine-w1']);
    for (const attribute of ['clone', 'num_cpus', 'memory']) expect(machine).toMatch(`"${attribute}"`);
    expect(virtualMachines['machine-w1']).toHaveProperty(
      'lifecycle.ignore_changes',
      expect.arrayContaining(['clone', 'memory', 'num_cpus']),
    );
    const changed = planCluster({ machines: { ...machines, template: 'debian-13' } });
    const { changes } = compareClusters([planCluster({}), changed]);
    expect(changes.map(({ path, risk }) => [path.join('.'), risk])).toEqual([
      ['clusters.dc1.machines', expect.stringContaining('plinth replace-machines')],
    ]);
  });

  test('has no machine any more once it is removed', () => {
    const { resource } = synth({ state: 'removed' }).configuration;
    expect(resource.vsphere_virtual_machine).toBeUndefined();
    expect([resource.terraform_data.worker?.for_each, resource.terraform_data['host-key']?.for_each]).toEqual([{}, {}]);
  });

  test.each<[string, object, string]>([
    ['a private key', { authorizedKeys: ['-----BEGIN OPENSSH PRIVATE KEY-----'] }, 'must be a public SSH key'],
    ['no template', { template: undefined }, 'clusters.dc1.machines.template'],
    [
      'a gateway of another IP family',
      { gateway: 'fd00:10::1' },
      'is of another IP family than the addresses of hosts',
    ],
    ['a second gateway without `dualStack`', { secondGateway: 'fd00:10::1' }, 'has no effect: the cluster has one IP'],
  ])('is rejected with %s', (_, changes, message) => {
    expect(() => planCluster({ machines: { ...machines, ...changes } })).toThrow(message);
  });
});

describe('machines with Flatcar or Fedora CoreOS', () => {
  test.each(['flatcar', 'fedora-coreos'])('have user data for Ignition: %s', (system) => {
    const options = { system, endpoint: { address: '10.0.0.9', via: 'kube-vip' } };
    const { vsphere_virtual_machine: virtualMachines = {} } = synth(options).configuration.resource;
    const { extra_config: settings } = virtualMachines['machine-w1'] ?? noMachine;
    expect(Object.keys(settings)).toEqual([
      'guestinfo.ignition.config.data',
      'guestinfo.ignition.config.data.encoding',
    ]);
    const text = Buffer.from(settings['guestinfo.ignition.config.data'] ?? '', 'base64').toString();
    expect(JSON.parse(text)).toMatchObject({ passwd: { users: [{ name: 'ops', sshAuthorizedKeys: [publicKey] }] } });
    expect(text).not.toContain('PRIVATE KEY');
  });
});

describe('machines whose host keys a certificate authority signs', () => {
  const ssh = { user: 'ops', hostCertificateAuthorities: [publicKey] };

  test('get a certificate at their first boot, and no host key is read', () => {
    const { configuration, directory } = synth({
      ssh,
      machines: { ...machines, hostCertificateCommand: 'sign "$HOST_KEY" >"$HOST_CERTIFICATE"' },
    });
    const { vsphere_virtual_machine: virtualMachines = {}, terraform_data: data } = configuration.resource;
    const { extra_config: settings } = virtualMachines['machine-w1'] ?? noMachine;
    const userData = Buffer.from(settings['guestinfo.userdata'] ?? '', 'base64').toString();
    const [command] = (parse(userData) as { runcmd: readonly (readonly string[])[] }).runcmd;
    expect(command).toEqual(['bash', '-euc', expect.stringContaining('sign "$HOST_KEY" >"$HOST_CERTIFICATE"')]);
    expect(userData).toContain('HostCertificate /etc/ssh/ssh_host_ed25519_key-cert.pub');
    expect(userData).not.toContain('vmware-rpctool');
    expect(Object.keys(data)).not.toContain('host-key');
    expect(readFileSync(join(directory, 'scripts/known_hosts'), 'utf8')).toBe(`@cert-authority * ${publicKey}\n`);
    expect(readFileSync(join(directory, 'scripts/settings.sh'), 'utf8')).not.toContain('HOST_KEY_COMMAND');
  });

  test('are the only ones of a kind that reads no host keys', () => {
    const kind = machineKind({
      kind: 'unreadable',
      summary: 'Reads no host keys.',
      schema: vsphere.schema.shape.machines,
      addProviders: () => undefined,
      addMachines: () => ({}),
    });
    const plan = (options: object) =>
      language([...kinds, kind]).plan({
        ...{ name: 'acme', domain: 'acme.example', environments: ['dev'], tenants: {} },
        clusters: { dc1: { ...cluster, kind: 'unreadable', ...options } },
      });
    expect(() => plan({})).toThrow(
      'clusters.dc1.ssh.hostCertificateAuthorities: is required: the kind unreadable reads no host keys of machines',
    );
    expect(plan({ ssh }).warnings).toEqual([]);
  });

  test('must be trusted', () => {
    expect(() => planCluster({ machines: { ...machines, hostCertificateCommand: 'sign' } })).toThrow(
      'clusters.dc1.machines.hostCertificateCommand is "sign": has no effect: no authority is trusted',
    );
  });
});

describe('the host key of a machine', () => {
  const { directory } = synth();
  const knownHosts = join(directory, '../../../kubeconfig/dc1.known_hosts');

  /** Runs read-host-key.sh with a program for govc. */
  function readHostKey(govc: string) {
    const bin = temporaryDirectory();
    writeFileSync(join(bin, 'govc'), `#!/bin/sh\n${govc}\n`, { mode: 0o755 });
    const host = { NAME: 'w1', ADDRESS: '10.0.0.21', MACHINE_ID: 'uuid-1', TEST_BIN: bin };
    const environment = {
      ...host,
      VSPHERE_SERVER: 'v',
      VSPHERE_USER: 'u',
      VSPHERE_PASSWORD: 'p',
      HOST_KEY_TIMEOUT_SECONDS: '0',
    };
    return runLocalScript(directory, 'read-host-key', {}, environment);
  }

  test('is read from vSphere, and replaces that of an earlier machine with the address', () => {
    mkdirSync(join(knownHosts, '..'), { recursive: true });
    writeFileSync(knownHosts, '10.0.0.21 ssh-ed25519 b2xk\n10.0.0.211 ssh-ed25519 b3RoZXI=\n');
    const { status } = readHostKey('echo "  guestinfo.plinth.host-key:  ssh-ed25519 bmV3 root@w1"; echo "  other: $*"');
    expect(status).toBe(0);
    expect(readFileSync(knownHosts, 'utf8')).toBe('10.0.0.211 ssh-ed25519 b3RoZXI=\n10.0.0.21 ssh-ed25519 bmV3\n');
  });

  test.each([
    ['it does not exist', 'exit 0', 'could not read the host key of the machine'],
    ['vSphere cannot be reached', 'echo "connection refused" >&2; exit 1', '(connection refused)'],
    ['it is none', 'echo "  guestinfo.plinth.host-key: * ssh-rsa,evil"', 'could not read the host key'],
  ])('is not written if %s', (_, govc, message) => {
    writeFileSync(knownHosts, '');
    const { status, stdout } = readHostKey(govc);
    expect([status, readFileSync(knownHosts, 'utf8')]).toEqual([1, '']);
    expect(stdout).toContain(message);
  });
});

test('a lost machine whose address another one has is removed from the cluster, and the other one is not changed', () => {
  const { directory } = synth();
  const host = { NAME: 'w1', ADDRESS: '10.0.0.21', ROLE: 'worker' };
  const answers = { '10.0.0.21.fails': 'Host key verification failed.', '10.0.0.11.health': identity };
  const { status, stdout, executed } = runLocalScript(directory, 'remove-node', answers, host);
  expect([status, executed]).toEqual([0, ['10.0.0.11 health', '10.0.0.11 get-teardown', '10.0.0.11 delete-node']]);
  expect(stdout).toContain('w1: warning: was not reset (another machine has its address)');
});

test('a machine kind must create a machine for every host', () => {
  const incomplete = machineKind({
    kind: 'incomplete',
    summary: 'Creates no machine.',
    schema: vsphere.schema.shape.machines,
    addProviders: () => undefined,
    addMachines: () => ({}),
    hostKeyCommand: 'false',
  });
  expect(() => synth({}, incomplete)).toThrow('the machine kind has created no machine for the host cp1');
});
