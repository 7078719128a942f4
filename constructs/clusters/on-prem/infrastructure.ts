import type { Construct } from 'constructs';
import type { ITerraformDependable, LocalExecProvisioner } from 'cdktf';
import type { ClusterPlan } from '../../../src/kinds/cluster-plan';
import { TerraformData, type TerraformDataProps } from '../../terraform/terraform-data';
import { digest } from '../../digest';
import { listHosts, type Host } from './hosts';
import { controlPlaneEndpoint, resolveKubernetesVersion } from './kubeadm';
import { renderKubeVipPod } from './kube-vip';
import type { OnPremOptions } from './schema';
import { ScriptFiles } from './script-files';
import { hashConfiguration, renderHostsScript, renderHostSettings, renderSettingsScript } from './settings';

/**
 * Draws the machines of a cluster into its stack. Each role is one block with a key for each host, there even when it is
 * empty, since Terraform runs the destroy step of a key that is gone but not that of a block. Only a new address
 * replaces a member; settings, labels and the endpoint have blocks of their own, without a step that resets a host.
 */
export function addInfrastructure(scope: Construct, cluster: ClusterPlan, options: OnPremOptions): void {
  const hosts = listHosts(options);
  // With nothing left of them, all blocks run their destroy steps: a block that vanished would not.
  const own = (id: string, props: TerraformDataProps): TerraformData => {
    const block = new TerraformData(scope, id, props);
    if (cluster.removed) block.addOverride('count', 0);
    return block;
  };
  new ScriptFiles(scope, 'scripts', {
    settings: renderSettingsScript(cluster, options),
    hosts: renderHostsScript(hosts),
  });

  // Its id, made by Terraform, is the identity of the cluster. Without a step at creation it can never be half-made.
  const identity = own('identity', {
    input: cluster.name,
    provisioners: [destroyTimeProvisioner('reset-orphans', { IDENTITY: '${self.id}' })],
  });
  const IDENTITY = `\${${identity.fqn}${cluster.removed ? '[0]' : ''}.id}`;
  const prepared = own('hosts', {
    dependsOn: [identity],
    triggersReplace: digest(renderHostSettings(cluster, options)),
    provisioners: [creationTimeProvisioner('prepare-hosts', { IDENTITY })],
  });
  const founded = own('cluster', {
    dependsOn: [prepared],
    provisioners: [creationTimeProvisioner('init-cluster', { IDENTITY })],
  });
  const standing = cluster.removed ? [] : hosts;
  const etcd = addMembers(scope, 'etcd', standing, IDENTITY, [founded]);
  const controlPlanes = addMembers(scope, 'control-plane', standing, IDENTITY, [etcd]);
  const workers = addMembers(scope, 'worker', standing, IDENTITY, [controlPlanes]);
  const endpoint = own('endpoint', {
    dependsOn: [controlPlanes],
    triggersReplace: [
      controlPlaneEndpoint(options) ?? '',
      ...(options.endpoint?.via === 'keepalived' ? Object.values(options.controlPlanes) : []),
      ...(options.endpoint?.via === 'kube-vip' ? [digest(renderKubeVipPod(cluster.clusterInfo, options))] : []),
    ],
    provisioners: [creationTimeProvisioner('configure-endpoint', { IDENTITY })],
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
    provisioners: [creationTimeProvisioner('reconcile-nodes', { IDENTITY })],
  });
  const version = own('version', {
    dependsOn: [nodes],
    triggersReplace: resolveKubernetesVersion(cluster.clusterInfo, options),
    provisioners: [creationTimeProvisioner('verify-version', { IDENTITY })],
  });
  own('configuration', {
    dependsOn: [version],
    triggersReplace: hashConfiguration(cluster, options),
    provisioners: [creationTimeProvisioner('rollout-configuration', { IDENTITY })],
  });
  own('kubeconfig', {
    dependsOn: [nodes],
    input: cluster.access.path,
    triggersReplace: [cluster.access.path, controlPlaneEndpoint(options) ?? Object.values(options.controlPlanes)],
    provisioners: [
      creationTimeProvisioner('fetch-kubeconfig', { KUBECONFIG_FILE: '${self.input}' }),
      destroyTimeProvisioner('delete-kubeconfig', { KUBECONFIG_FILE: '${self.input}' }),
    ],
  });
  // The first to go when everything goes: it tells the hosts that nobody has to wait for anybody.
  own('teardown', {
    dependsOn: [nodes],
    input: IDENTITY,
    provisioners: [
      creationTimeProvisioner('cancel-teardown', { IDENTITY: '${self.input}' }),
      destroyTimeProvisioner('begin-teardown', { IDENTITY: '${self.input}' }),
    ],
  });
}

/** The membership of all hosts of a role, a key for each. */
function addMembers(
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
    provisioners: [
      creationTimeProvisioner('join-node', environment),
      destroyTimeProvisioner('remove-node', environment),
    ],
  });
  const own = hosts.filter((host) => host.role === role);
  block.addOverride('for_each', Object.fromEntries(own.map(({ name, address }) => [name, address])));
  return block;
}

type ProvisionerEnvironment = Readonly<Record<string, string>>;

function creationTimeProvisioner(script: string, environment: ProvisionerEnvironment): LocalExecProvisioner {
  return { type: 'local-exec', command: `bash '\${path.module}/scripts/local/${script}.sh'`, environment };
}

function destroyTimeProvisioner(script: string, environment: ProvisionerEnvironment): LocalExecProvisioner {
  return { ...creationTimeProvisioner(script, environment), when: 'destroy' };
}
