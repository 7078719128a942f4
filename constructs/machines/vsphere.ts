import { TerraformDataSource, TerraformProvider, TerraformResource } from 'cdktf';
import type { Construct } from 'constructs';
import { addressFamily } from '../../src/schema/address-range';
import { error, type Problem } from '../../src/schema/problem';
import { formatYaml } from '../kubernetes/yaml';
import { escapeTemplateSequences } from '../terraform/template-sequences';
import { renderHostCertificateCommands, renderNetworkConfig, renderUserData } from './cloud-init';
import { ignitionSystems, renderIgnition, type IgnitionSystem } from './ignition';
import { machineKind, type CheckedMachines, type MachineHost } from './machine-kind';
import { vsphereMachines, type VsphereMachines } from './vsphere-schema';

/** Version of the provider against whose schema and behaviour this kind is tested. */
const providerVersion = '2.15.0';

/** Key of the machine's settings in vSphere (guestinfo) in which the machine publishes its host key. */
const hostKeySetting = 'guestinfo.plinth.host-key';

/** Provider of vSphere, with its credentials in the environment: VSPHERE_SERVER, VSPHERE_USER, VSPHERE_PASSWORD. */
class VsphereProvider extends TerraformProvider {
  constructor(scope: Construct) {
    super(scope, 'vsphere', {
      terraformResourceType: 'vsphere',
      terraformProviderSource: 'vmware/vsphere',
      terraformGeneratorMetadata: { providerName: 'vsphere', providerVersionConstraint: `~> ${providerVersion}` },
    });
  }

  protected override synthesizeAttributes(): Record<string, unknown> {
    return {};
  }
}

/**
 * A kubeadm cluster on virtual machines of vSphere, which Terraform clones from a template, one for each host. Each has
 * the address of its host in the definition, by cloud-init or, where `system` is flatcar or fedora-coreos, by Ignition.
 * @see https://registry.terraform.io/providers/vmware/vsphere/latest/docs/resources/virtual_machine
 * @see https://cloudinit.readthedocs.io/en/latest/reference/datasources/vmware.html
 * @example
 * vsphere({
 *   environment: 'dev',
 *   ssh: { user: 'ops' },
 *   controlPlanes: { cp1: '10.0.0.11' },
 *   workers: { 'w[1-3]': '10.0.0.21-10.0.0.23' },
 *   machines: {
 *     datacenter: 'dc1', computeCluster: 'compute', datastore: 'ssd', network: 'kubernetes', template: 'debian-12',
 *     prefixLength: 24, gateway: '10.0.0.1', nameServers: ['10.0.0.2'], authorizedKeys: ['ssh-ed25519 AAAA… ops'],
 *   },
 *   components: [flannel(), coreDns()],
 * })
 */
export const vsphere = machineKind({
  kind: 'vsphere',
  summary: 'A kubeadm cluster on virtual machines of vSphere.',
  schema: vsphereMachines,
  validate: (options, { hosts, trustsAuthorities }) => [
    ...checkGateways(options, hosts),
    ...(options.hostCertificateCommand === undefined || trustsAuthorities
      ? []
      : [
          error(
            ['hostCertificateCommand'],
            options.hostCertificateCommand,
            'has no effect: no authority is trusted',
            'write its public key into `ssh.hostCertificateAuthorities`',
          ),
        ]),
  ],
  changeRisk:
    'existing machines keep their template, CPUs, memory and user data: plinth replace-machines replaces them one after another, and volumes on their disks are lost',
  addProviders: (scope) => {
    new VsphereProvider(scope);
  },
  addMachines: (scope, hosts, options) => {
    const locations = lookUpLocations(scope, options);
    return Object.fromEntries(hosts.map((host) => [host.name, addMachine(scope, host, options, locations)]));
  },
  // VMware Tools on the machine write the setting; only the machine and administrators of vSphere can.
  hostKeyCommand: [
    'export GOVC_URL="${GOVC_URL:-$VSPHERE_SERVER}" GOVC_USERNAME="${GOVC_USERNAME:-$VSPHERE_USER}" GOVC_PASSWORD="${GOVC_PASSWORD:-$VSPHERE_PASSWORD}" GOVC_INSECURE="${GOVC_INSECURE:-${VSPHERE_ALLOW_UNVERIFIED_SSL:-false}}"',
    `govc vm.info -e -vm.uuid "$MACHINE_ID" | sed -n 's/^ *${hostKeySetting.replaceAll('.', String.raw`\.`)}: *//p'`,
  ].join('\n'),
});

/** Checks that each gateway is of the IP family of the addresses that use it. */
function checkGateways(
  { gateway, secondGateway }: VsphereMachines,
  hosts: CheckedMachines['hosts'],
): readonly Problem[] {
  const addresses = hosts.map(({ address }) => address);
  const secondAddresses = hosts.flatMap(({ secondAddress }) => secondAddress ?? []);
  const isReachable = (address: string, gatewayAddress: string) =>
    addressFamily(address) === addressFamily(gatewayAddress);
  const fix = 'write the gateway of their network';
  return [
    ...(addresses.every((address) => isReachable(address, gateway))
      ? []
      : [error(['gateway'], gateway, 'is of another IP family than the addresses of hosts', fix)]),
    ...(secondGateway === undefined || secondAddresses.length > 0
      ? []
      : [
          error(
            ['secondGateway'],
            secondGateway,
            'has no effect: the cluster has one IP family',
            'remove it, or write `dualStack` of the cluster',
          ),
        ]),
    ...(secondGateway === undefined || secondAddresses.every((address) => isReachable(address, secondGateway))
      ? []
      : [error(['secondGateway'], secondGateway, 'is of another IP family than the addresses of `dualStack`', fix)]),
  ];
}

/** References to IDs of objects that exist in vSphere. */
interface Locations {
  readonly resourcePool: string;
  readonly datastore: string;
  readonly network: string;
  /** Data source of the template. */
  readonly template: string;
}

/** Adds data sources of the objects that the options name. */
function lookUpLocations(scope: Construct, options: VsphereMachines): Locations {
  const { datacenter, computeCluster, datastore, network, template } = options;
  const find = (type: string, id: string, attributes: Readonly<Record<string, string>>): string => {
    const data = new TerraformDataSource(scope, id, { terraformResourceType: `vsphere_${type}` });
    for (const [attribute, value] of Object.entries(attributes)) data.addOverride(attribute, value);
    return data.fqn;
  };
  const datacenterId = `\${${find('datacenter', 'datacenter', { name: escapeTemplateSequences(datacenter) })}.id}`;
  const findInDatacenter = (type: string, id: string, name: string) =>
    find(type, id, { name: escapeTemplateSequences(name), datacenter_id: datacenterId });
  return {
    resourcePool: `\${${findInDatacenter('compute_cluster', 'compute-cluster', computeCluster)}.resource_pool_id}`,
    datastore: `\${${findInDatacenter('datastore', 'datastore', datastore)}.id}`,
    network: `\${${findInDatacenter('network', 'network', network)}.id}`,
    template: findInDatacenter('virtual_machine', 'template', template),
  };
}

function addMachine(
  scope: Construct,
  host: MachineHost,
  options: VsphereMachines,
  { resourcePool, datastore, network, template }: Locations,
): TerraformResource {
  const { folder, authorizedKeys, waitForGuestMinutes } = options;
  const { cpus, memoryGiB, diskGiB } =
    host.role === 'control-plane' ? options.controlPlane : host.role === 'etcd' ? options.etcd : options.worker;
  const metadata = formatYaml({
    'instance-id': `${host.cluster}-${host.name}`,
    'local-hostname': host.name,
    network: renderNetworkConfig(host, options),
  });
  const commands = renderFirstBootCommands(host, options);
  const machine = new TerraformResource(scope, `machine-${host.name}`, {
    terraformResourceType: 'vsphere_virtual_machine',
  });
  const attributes = {
    name: `${host.cluster}-${host.name}`,
    annotation: `Host ${host.name} of the cluster ${host.cluster}. Created by Plinth.`,
    ...(folder === undefined ? {} : { folder: escapeTemplateSequences(folder) }),
    resource_pool_id: resourcePool,
    datastore_id: datastore,
    num_cpus: cpus,
    memory: memoryGiB * 1024,
    guest_id: `\${${template}.guest_id}`,
    firmware: `\${${template}.firmware}`,
    scsi_type: `\${${template}.scsi_type}`,
    // kubelet requires it for the serial numbers of volumes.
    enable_disk_uuid: true,
    wait_for_guest_net_timeout: waitForGuestMinutes,
    wait_for_guest_ip_timeout: 0,
    network_interface: [{ network_id: network }],
    disk: [{ label: 'disk0', size: diskGiB, thin_provisioned: true }],
    clone: [{ template_uuid: `\${${template}.id}` }],
    extra_config: isIgnitionSystem(host.system)
      ? renderGuestInfo({
          'ignition.config.data': renderIgnition(host, {
            ...{ system: host.system, authorizedKeys, network: options, commands },
          }),
        })
      : renderGuestInfo({ metadata, userdata: renderUserData(host, authorizedKeys, commands) }),
    lifecycle: {
      // Another template, size or user data are for new machines: Terraform would restart or replace several machines of a
      // cluster in use at once, without draining them. plinth replace-machines rolls them out.
      ignore_changes: [
        'clone',
        'extra_config',
        'firmware',
        'guest_id',
        'memory',
        'num_cpus',
        'scsi_type',
        'swap_placement_policy',
      ],
    },
  };
  for (const [attribute, value] of Object.entries(attributes)) machine.addOverride(attribute, value);
  return machine;
}

function isIgnitionSystem(system: string | undefined): system is IgnitionSystem {
  return ignitionSystems.some((ignitionSystem) => ignitionSystem === system);
}

/** Returns the commands of the first boot: the host key gets a certificate, or is published. */
function renderFirstBootCommands(
  { hasHostCertificate }: MachineHost,
  { hostCertificateCommand }: VsphereMachines,
): readonly string[] {
  if (!hasHostCertificate)
    return [`vmware-rpctool "info-set ${hostKeySetting} $(cut -d' ' -f1,2 /etc/ssh/ssh_host_ed25519_key.pub)"`];
  return hostCertificateCommand === undefined ? [] : renderHostCertificateCommands(hostCertificateCommand);
}

/** Renders settings of the machine that its guest reads. */
function renderGuestInfo(settings: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(settings).flatMap(([name, text]) => [
      [`guestinfo.${name}`, Buffer.from(text).toString('base64')],
      [`guestinfo.${name}.encoding`, 'base64'],
    ]),
  );
}
