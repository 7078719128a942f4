import { TerraformProvider, TerraformResource } from 'cdktf';
import type { Construct } from 'constructs';
import { coreDns, flannel, kinds, language, localPath, synth } from 'plinth';
import { machineKind, renderNetworkConfig, renderUserData } from 'plinth/machines';
import { z } from 'zod';

/** Provider of libvirt. */
class LibvirtProvider extends TerraformProvider {
  constructor(
    scope: Construct,
    private readonly uri: string,
  ) {
    super(scope, 'libvirt', {
      terraformResourceType: 'libvirt',
      terraformProviderSource: 'dmacvicar/libvirt',
      terraformGeneratorMetadata: { providerName: 'libvirt', providerVersionConstraint: '~> 0.8.3' },
    });
  }

  protected override synthesizeAttributes(): Record<string, unknown> {
    return { uri: this.uri };
  }
}

/** Adds a resource of the provider. `npx cdktf get` generates typed classes, if you prefer these. */
function addResource(scope: Construct, type: string, id: string, attributes: object): TerraformResource {
  const resource = new TerraformResource(scope, id, { terraformResourceType: `libvirt_${type}` });
  for (const [name, value] of Object.entries(attributes)) resource.addOverride(name, value);
  return resource;
}

/**
 * A custom kind of machines: a kubeadm cluster on virtual machines of libvirt, from a cloud image with
 * qemu-guest-agent. Everything else is that of onPrem().
 */
const libvirt = machineKind({
  kind: 'libvirt',
  summary: 'A kubeadm cluster on virtual machines of libvirt.',
  schema: z.strictObject({
    uri: z.string().default('qemu:///system').describe('URI of the hypervisor'),
    image: z
      .string()
      .describe('path or URL of a cloud image in the format qcow2, with cloud-init and qemu-guest-agent'),
    bridge: z.string().describe('bridge of the hypervisor in the network of the hosts'),
    cpus: z.int().min(1).default(2).describe('number of CPUs of each machine'),
    memoryMiB: z.int().min(1024).default(4096).describe('memory of each machine, in MiB'),
    diskGiB: z.int().min(10).default(40).describe('disk of each machine, in GiB'),
    interface: z.string().default('enp1s0').describe('name of the network interface in the operating system'),
    prefixLength: z.int().describe('prefix length of the network of the hosts'),
    gateway: z.string().describe('IP address of the default gateway'),
    nameServers: z.array(z.string()).default([]).describe('IP addresses of name servers'),
    authorizedKeys: z.array(z.string()).min(1).describe('public SSH keys'),
  }),
  addProviders: (scope, { uri }) => {
    new LibvirtProvider(scope, uri);
  },
  addMachines: (scope, hosts, options) => {
    const image = addResource(scope, 'volume', 'image', { name: 'plinth-image', source: options.image });
    return Object.fromEntries(
      hosts.map((host) => {
        const name = `${host.cluster}-${host.name}`;
        const disk = addResource(scope, 'volume', `disk-${host.name}`, {
          ...{ name: `${name}.qcow2`, base_volume_id: `\${${image.fqn}.id}`, size: options.diskGiB * 1024 ** 3 },
        });
        const seed = addResource(scope, 'cloudinit_disk', `seed-${host.name}`, {
          name: `${name}.iso`,
          user_data: renderUserData(host, options.authorizedKeys, ['systemctl enable --now qemu-guest-agent']),
          network_config: JSON.stringify(renderNetworkConfig(host, options)),
        });
        const machine = addResource(scope, 'domain', `machine-${host.name}`, {
          ...{ name, vcpu: options.cpus, memory: options.memoryMiB, autostart: true, qemu_agent: true },
          cloudinit: `\${${seed.fqn}.id}`,
          disk: [{ volume_id: `\${${disk.fqn}.id}` }],
          network_interface: [{ bridge: options.bridge, wait_for_lease: true }],
        });
        return [host.name, machine];
      }),
    );
  },
  // The guest agent answers on a channel between the machine and its hypervisor.
  hostKeyCommand: `
    agent() { virsh qemu-agent-command "$MACHINE_ID" "$1"; }
    file=$(agent '{"execute": "guest-file-open", "arguments": {"path": "/etc/ssh/ssh_host_ed25519_key.pub"}}' | tr -dc 0-9)
    agent '{"execute": "guest-file-read", "arguments": {"handle": '"$file"'}}' | sed 's/.*"buf-b64":"\\([^"]*\\)".*/\\1/' | base64 --decode`,
});

const acme = language([...kinds, libvirt]);

synth(
  acme.definePlatform({
    name: 'acme',
    domain: 'acme.example',
    environments: ['dev'],
    clusters: {
      dc1: libvirt({
        environment: 'dev',
        ssh: { user: 'ops' },
        controlPlanes: { 'cp[1-3]': '10.0.0.11-10.0.0.13' },
        workers: { 'w[01-04]': '10.0.0.21-10.0.0.24' },
        endpoint: { address: '10.0.0.10', via: 'kube-vip' },
        machines: {
          image: 'https://cloud.debian.org/images/cloud/bookworm/latest/debian-12-generic-amd64.qcow2',
          ...{ bridge: 'br0', prefixLength: 24, gateway: '10.0.0.1', nameServers: ['10.0.0.2'] },
          authorizedKeys: ['ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAcnGqIRjKc6xhvEtFqXn4gEHsjJUGXFsIRDmJcZ5RpX ops'],
        },
        components: [flannel(), coreDns(), localPath()],
      }),
    },
    tenants: {
      shop: {
        clusters: ['dc1'],
        owners: 'shop-developers',
        applications: { web: { image: 'registry.acme.example/shop/web:1.4.2', port: 8080 } },
      },
    },
  }),
  { language: acme },
);
