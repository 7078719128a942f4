import { TerraformProvider, TerraformResource } from 'cdktf';
import type { Construct } from 'constructs';
import {
  application,
  clusterKind,
  coreDns,
  flannel,
  kinds,
  language,
  localPath,
  metricsServer,
  onPrem,
  synth,
} from 'plinth';
import { z } from 'zod';

/** Provider of Hetzner Cloud, which takes its token from the environment (HCLOUD_TOKEN). */
class HcloudProvider extends TerraformProvider {
  constructor(scope: Construct) {
    super(scope, 'Hcloud', {
      terraformResourceType: 'hcloud',
      terraformProviderSource: 'hetznercloud/hcloud',
      terraformGeneratorMetadata: { providerName: 'hcloud', providerVersionConstraint: '~> 1.52' },
    });
  }

  protected override synthesizeAttributes(): Record<string, unknown> {
    return {};
  }
}

/** Adds a resource of the provider. `npx cdktf get` generates typed classes, if you prefer these. */
function addResource(scope: Construct, type: string, id: string, attributes: object): string {
  const resource = new TerraformResource(scope, id, { terraformResourceType: `hcloud_${type}` });
  for (const [name, value] of Object.entries(attributes)) resource.addOverride(name, value);
  return `\${${resource.fqn}.id}`;
}

/**
 * A custom kind of cluster: a kubeadm cluster on servers of Hetzner Cloud. Terraform creates network and servers in
 * the network stack, which is applied first; everything else is that of onPrem().
 */
const hetzner = clusterKind({
  ...onPrem,
  kind: 'hetzner',
  summary: 'A kubeadm cluster on servers of Hetzner Cloud.',
  schema: z.strictObject({
    ...onPrem.schema.shape,
    location: z.string().describe('location of the servers, such as hel1'),
    serverType: z.string().describe('type of the servers, such as cx42'),
    networkCidr: z.string().describe('range of the private network, with the addresses of all servers'),
    sshKeys: z.array(z.string()).min(1).describe('names of the SSH keys in Hetzner Cloud'),
  }),
  immutableFields: (options) => ({
    ...onPrem.immutableFields?.(options),
    location: options.location,
    networkCidr: options.networkCidr,
  }),
  addProviders: (scope) => {
    new HcloudProvider(scope);
  },
  network: (options, { cluster }) => ({
    name: cluster,
    options: {},
    removed: 'state' in options && options.state === 'removed',
    add: (scope) => {
      const { location, serverType, networkCidr, sshKeys } = options;
      const network = addResource(scope, 'network', 'network', { name: cluster, ip_range: networkCidr });
      addResource(scope, 'network_subnet', 'subnet', {
        ...{ network_id: network, type: 'cloud', network_zone: 'eu-central', ip_range: networkCidr },
      });
      const spread = addResource(scope, 'placement_group', 'spread', { name: cluster, type: 'spread' });
      for (const { name, address } of onPrem.machines?.(options) ?? [])
        addResource(scope, 'server', name, {
          ...{ name, location, server_type: serverType, image: 'debian-12', ssh_keys: sshKeys },
          ...{ placement_group_id: spread, delete_protection: true, rebuild_protection: true },
          network: [{ network_id: network, ip: address }],
          depends_on: ['hcloud_network_subnet.subnet'],
        });
    },
  }),
});

const acme = language([...kinds, hetzner]);

synth(
  acme.definePlatform({
    name: 'acme',
    domain: 'acme.example',
    environments: ['prod'],
    clusters: {
      hel1: hetzner({
        environment: 'prod',
        location: 'hel1',
        serverType: 'cx42',
        networkCidr: '10.20.0.0/24',
        sshKeys: ['platform-team'],
        // SSH reaches the private addresses of the servers through the bastion.
        ssh: { user: 'root', bastion: 'bastion.acme.example' },
        controlPlanes: { cp1: '10.20.0.11', cp2: '10.20.0.12', cp3: '10.20.0.13' },
        workers: { w1: '10.20.0.21', w2: '10.20.0.22' },
        endpoint: { address: '10.20.0.10', via: 'kube-vip' },
        components: [flannel(), coreDns(), localPath(), metricsServer()],
      }),
    },
    tenants: {
      shop: {
        clusters: ['hel1'],
        owners: 'shop-developers',
        applications: { web: application({ image: 'registry.acme.example/web:1.0.0', port: 8080 }) },
      },
    },
  }),
  { language: acme },
);
