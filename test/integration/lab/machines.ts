import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { machineKind, renderIgnition, renderNetworkConfig, renderUserData } from '../../../constructs/machines';
import { formatYaml } from '../../../constructs/kubernetes/yaml';
import { TerraformData } from '../../../constructs/terraform/terraform-data';
import { stopHost } from '../../../lab/hosts';
import type { Scenario } from '../../../lab/scenario';
import { up } from '../../../lab/up';
import { run } from '../../../tools/command';
import { tool } from '../../../tools/tool';
import { AvailabilityClient, createWorkload, expectNoneLost } from './availability/workload';
import { plinth } from './terraform/backups';
import { OnPremCluster } from './terraform/cluster';

/** Returns the UIDs of the nodes of workers. */
async function readNodeIds(cluster: OnPremCluster): Promise<readonly string[]> {
  const selector = '--selector=!node-role.kubernetes.io/control-plane';
  return (await cluster.kubectl(`get nodes ${selector} --output=jsonpath={.items[*].metadata.uid}`)).stdout.split(' ');
}

/** Tests the contract of machine kinds with hosts of the lab as machines, which Terraform does not create here. */
export const scenario: Scenario = {
  title:
    'machines of a machine kind become a cluster by host keys that they hand over, and a lost one joins again by its name',
  // The last one gets its address again after it was lost.
  hosts: ['cp1', 'w2', 'w1'],
  async run(context) {
    const { report, lab } = context;
    const cluster = new OnPremCluster(context);
    const kind = machineKind({
      kind: 'lab',
      summary: 'A kubeadm cluster on hosts of the lab.',
      schema: z.strictObject({}),
      addProviders: () => undefined,
      addMachines: (scope, hosts) =>
        Object.fromEntries(hosts.map(({ name }) => [name, new TerraformData(scope, `machine-${name}`)])),
      hostKeyCommand: `cat '${join(lab.folder, 'hosts')}'/"$NAME"/ssh_host_ed25519.pub`,
    });
    const knownHosts = join(context.folder, 'empty');
    writeFileSync(knownHosts, '');
    const options = { machines: {}, ssh: { ...cluster.ssh, knownHosts } };
    await cluster.synthesise({ controlPlanes: ['cp1'], workers: ['w1', 'w2'], kind, options });

    await context.step('the machines are created, and become a cluster', async () => {
      await cluster.apply();
      await cluster.applyFlannel();
      await cluster.expectNodes('cp1', 'w1', 'w2');
    });
    await report.check('a second plan has no changes', () => cluster.expectPlan());
    const machineKeys = join(cluster.outputFolder, 'kubeconfig/dc1.known_hosts');
    const [firstKey] = readFileSync(machineKeys, 'utf8')
      .split('\n')
      .filter((line) => line.includes(context.host('w1').address));

    await context.step('a machine is lost, and another one has its address', async () => {
      await stopHost(lab, 'w1');
      rmSync(context.host('w1').folder, { recursive: true });
      await up({ lab, hosts: ['w1'], progress: console.log });
    });
    await context.step('the plan replaces this machine, and no other one', async () => {
      const replace = '-replace=terraform_data.machine-w1';
      await cluster.terraform('plan', '-input=false', replace, `-out=${join(context.folder, 'plan')}`);
      const { stdout } = await cluster.terraform('show', join(context.folder, 'plan'));
      const replaced = [...stdout.matchAll(/# terraform_data\.(\S+) (?:will|must) be replaced/g)].map(
        ([, name]) => name,
      );
      const expected = ['host-key["w1"]', 'machine-w1', 'worker["w1"]'];
      if (replaced.sort().join() !== expected.join()) throw new Error(`replaced: ${replaced.join(', ')}`);
      await cluster.terraform('apply', '-input=false', join(context.folder, 'plan'));
      await cluster.expectNodes('cp1', 'w1', 'w2');
      const lines = readFileSync(machineKeys, 'utf8').trim().split('\n');
      if (lines.length !== 3 || firstKey === undefined || lines.includes(firstKey)) throw new Error(lines.join('\n'));
    });
    await report.check('a plan after it has no changes', () => cluster.expectPlan());

    await context.step('a workload answers through every worker', () => createWorkload(cluster, ['w1', 'w2']));
    await context.step('plinth replace-machines replaces the workers, one after another', async () => {
      const client = new AvailabilityClient(context, ['cp1']);
      const before = await readNodeIds(cluster);
      const replacement = [...plinth, 'replace-machines', 'dc1', '--yes', 'w2', 'w1', '--out', cluster.outputFolder];
      const env = { CHECKPOINT_DISABLE: '1', TF_CLI_CONFIG_FILE: '/dev/null' };
      const { stdout } = await context.runInNetwork(replacement, { env });
      if (!stdout.includes('replaced: w2, w1')) throw new Error(stdout);
      await cluster.expectNodes('cp1', 'w1', 'w2');
      const after = await readNodeIds(cluster);
      if (before.some((id) => after.includes(id))) throw new Error('a node was not replaced');
      const availability = await client.stop();
      console.log(`${availability.sent} requests, ${availability.lost.length} lost`);
      expectNoneLost(availability);
    });

    await report.check("user data are valid for cloud-init's own schema", async () => {
      const host = { name: 'w1.dc1', user: 'ops', address: '10.0.0.21' };
      const network = { interface: 'ens192', prefixLength: 24, gateway: '10.0.0.1', nameServers: ['10.0.0.2'] };
      const key = readFileSync(join(lab.folder, 'id_ed25519.pub'), 'utf8').trim();
      const validate =
        'cat >user-data && cloud-init schema --config-file user-data && ! cloud-init schema --config-file user-data 2>&1 | grep -i -e deprecated -e warning';
      await context.runOnHost('w1', validate, renderUserData(host, [key], ['echo started']));
      // cloud-init of Debian 12 has no schema of networks; it renders the configuration for networkd.
      const render =
        'cat >network && sudo cloud-init devel net-convert --network-data network --kind yaml --directory out --distro debian --output-kind networkd && sudo cat out/etc/systemd/network/*';
      const { stdout } = await context.runOnHost('w1', render, formatYaml(renderNetworkConfig(host, network)));
      if (!['Name=ens192', 'Address=10.0.0.21/24', 'Gateway=10.0.0.1'].every((line) => stdout.includes(line)))
        throw new Error(stdout);
    });
    await report.check('user data of Flatcar and Fedora CoreOS are valid for Ignition', async () => {
      const host = { name: 'w1.dc1', user: 'core', address: '10.0.0.21', secondAddress: 'fd00:10::21' };
      const network = { interface: 'ens192', prefixLength: 24, gateway: '10.0.0.1', nameServers: ['10.0.0.2'] };
      const file = join(context.folder, 'config.ign');
      for (const system of ['flatcar', 'fedora-coreos'] as const) {
        const options = { system, authorizedKeys: ['ssh-ed25519 AAAA ops'], network, commands: ['echo started'] };
        writeFileSync(file, renderIgnition(host, options));
        const { stdout, stderr } = await run(await tool('ignition-validate'), [file]);
        if (stdout + stderr !== '') throw new Error(`${system}: ${stdout}${stderr}`);
      }
    });
  },
};
