import type { Construct } from 'constructs';
import type { ITerraformDependable, LocalExecProvisioner } from 'cdktf';
import type { ClusterPlan } from '../../../src/model/cluster-plan';
import { TerraformData, type TerraformDataProps } from '../../terraform/terraform-data';
import { digest } from '../../digest';
import { hostsOf, type Host } from './hosts';
import { endpointOf, versionOf } from './kubeadm';
import { kubeVipPod } from './kube-vip';
import type { OnPremOptions } from './schema';
import { ScriptFiles } from './script-files';
import { configurationOf, hostList, hostSettings, settingsOf } from './settings';

/**
 * Draws the machines of a cluster into its stack. Each role is one block with a key for each host, there even when it is
 * empty, since Terraform runs the destroy step of a key that is gone but not that of a block. Only a new address
 * replaces a member; settings, labels and the endpoint have blocks of their own, without a step that resets a host.
 */
export function drawInfrastructure(scope: Construct, cluster: ClusterPlan, options: OnPremOptions): void {
  const hosts = hostsOf(options);
  // With nothing left of them, all blocks run their destroy steps: a block that vanished would not.
  const own = (id: string, props: TerraformDataProps): TerraformData => {
    const block = new TerraformData(scope, id, props);
    if (cluster.removed) block.addOverride('count', 0);
    return block;
  };
  new ScriptFiles(scope, 'scripts', { settings: settingsOf(cluster, options), hosts: hostList(hosts) });

  // Its id, made by Terraform, is the identity of the cluster. Without a step at creation it can never be half-made.
  const identity = own('identity', {
    input: cluster.name,
    provisioners: [atDestroy('reset-orphans', { IDENTITY: '${self.id}' })],
  });
  const IDENTITY = `\${${identity.fqn}${cluster.removed ? '[0]' : ''}.id}`;
  const prepared = own('hosts', {
    dependsOn: [identity],
    triggersReplace: digest(hostSettings(cluster, options)),
    provisioners: [atCreate('prepare-hosts', { IDENTITY })],
  });
  const founded = own('cluster', {
    dependsOn: [prepared],
    provisioners: [atCreate('init-cluster', { IDENTITY })],
  });
  const standing = cluster.removed ? [] : hosts;
  const etcd = members(scope, 'etcd', standing, IDENTITY, [founded]);
  const controlPlanes = members(scope, 'control-plane', standing, IDENTITY, [etcd]);
  const workers = members(scope, 'worker', standing, IDENTITY, [controlPlanes]);
  const endpoint = own('endpoint', {
    dependsOn: [controlPlanes],
    triggersReplace: [
      endpointOf(options) ?? '',
      ...(options.endpoint?.via === 'keepalived' ? Object.values(options.controlPlanes) : []),
      ...(options.endpoint?.via === 'kube-vip' ? [digest(kubeVipPod(cluster.facts, options))] : []),
    ],
    provisioners: [atCreate('configure-endpoint', { IDENTITY })],
  });
  const nodes = own('nodes', {
    dependsOn: [workers, endpoint],
    // Of hosts without any, none stands here: to add one replaces nothing else.
    triggersReplace: {
      workloadsOnControlPlanes: options.workloadsOnControlPlanes,
      workers: Object.fromEntries(
        hosts.flatMap(({ name, role, labels, taints }): [string, string][] =>
          role === 'control-plane' || Object.keys(labels).length + taints.length === 0
            ? []
            : [[name, digest({ labels, taints })]],
        ),
      ),
    },
    provisioners: [atCreate('reconcile-nodes', { IDENTITY })],
  });
  const version = own('version', {
    dependsOn: [nodes],
    triggersReplace: versionOf(cluster.facts, options),
    provisioners: [atCreate('verify-version', { IDENTITY })],
  });
  own('configuration', {
    dependsOn: [version],
    triggersReplace: configurationOf(cluster, options),
    provisioners: [atCreate('rollout-configuration', { IDENTITY })],
  });
  own('kubeconfig', {
    dependsOn: [nodes],
    input: cluster.access.path,
    triggersReplace: [cluster.access.path, endpointOf(options) ?? Object.values(options.controlPlanes)],
    provisioners: [
      atCreate('fetch-kubeconfig', { KUBECONFIG_FILE: '${self.input}' }),
      atDestroy('delete-kubeconfig', { KUBECONFIG_FILE: '${self.input}' }),
    ],
  });
  // The first to go when everything goes: it tells the hosts that nobody has to wait for anybody.
  own('teardown', {
    dependsOn: [nodes],
    input: IDENTITY,
    provisioners: [
      atCreate('cancel-teardown', { IDENTITY: '${self.input}' }),
      atDestroy('begin-teardown', { IDENTITY: '${self.input}' }),
    ],
  });
}

/** The membership of all hosts of a role, a key for each. */
function members(
  scope: Construct,
  role: Host['role'],
  hosts: readonly Host[],
  identity: string,
  dependsOn: ITerraformDependable[],
): TerraformData {
  const environment = {
    ROLE: role,
    NAME: '${self.input.name}',
    ADDRESS: '${self.input.address}',
    IDENTITY: '${self.input.identity}',
  };
  const block = new TerraformData(scope, role, {
    dependsOn,
    input: { name: '${each.key}', address: '${each.value}', identity },
    triggersReplace: '${each.value}',
    provisioners: [atCreate('join-node', environment), atDestroy('remove-node', environment)],
  });
  const own = hosts.filter((host) => host.role === role);
  block.addOverride('for_each', Object.fromEntries(own.map(({ name, address }) => [name, address])));
  return block;
}

type Environment = Readonly<Record<string, string>>;

function atCreate(script: string, environment: Environment): LocalExecProvisioner {
  return { type: 'local-exec', command: `bash '\${path.module}/scripts/local/${script}.sh'`, environment };
}

function atDestroy(script: string, environment: Environment): LocalExecProvisioner {
  return { ...atCreate(script, environment), when: 'destroy' };
}
