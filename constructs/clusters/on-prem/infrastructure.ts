import type { Construct } from 'constructs';
import type { ITerraformDependable, LocalExecProvisioner } from 'cdktf';
import { defaultKubeconfigPath } from '../../../src/kinds/connection';
import type { ClusterPlan } from '../../../src/kinds/cluster-plan';
import { escapeTemplateSequences } from '../../terraform/template-sequences';
import { StackFiles } from '../../terraform/stack-files';
import { TerraformData, type TerraformDataProps } from '../../terraform/terraform-data';
import { digest } from '../../digest';
import type { CreatedMachines } from './created-machines';
import { listHosts, usesExternalEtcd, type Host } from './hosts';
import { controlPlaneEndpoint, resolveKubernetesVersion } from './kubeadm';
import { renderKubeVipPod } from './kube-vip';
import type { OnPremOptions } from './schema';
import { readScriptFiles } from './script-files';
import { renderKnownHosts } from './known-hosts';
import { listSshTargets, type SshTarget } from './ssh-targets';
import {
  hashConfiguration,
  hashHostConfiguration,
  renderBackupSettings,
  renderHostsScript,
  renderSettingsScript,
} from './settings';

/**
 * Adds the hosts of a cluster to its Terraform stack. Each role is one resource with `for_each` over its hosts. It
 * exists even without hosts, because Terraform runs destroy-time provisioners for removed keys, but not for removed
 * blocks. Only a changed address replaces a host's instance; settings, labels and the endpoint have separate resources,
 * which reset no host.
 * @param machines machines that the same stack creates; @default the hosts exist
 */
export function addInfrastructure(
  scope: Construct,
  cluster: ClusterPlan,
  options: OnPremOptions,
  machines?: CreatedMachines,
): void {
  const hosts = listHosts(options);
  // To remove a cluster, its resources get `count = 0`: for removed blocks no destroy-time provisioner would run.
  const addResource = (id: string, props: TerraformDataProps): TerraformData => {
    const resource = new TerraformData(scope, id, props);
    if (cluster.removed) resource.addOverride('count', 0);
    return resource;
  };
  new StackFiles(scope, 'scripts', {
    files: readScriptFiles({
      settings: renderSettingsScript(cluster, options, machines),
      hosts: renderHostsScript(hosts),
      knownHosts: renderKnownHosts(options),
    }),
  });

  // The ID that Terraform generates is the identity of the cluster. The resource has no creation-time provisioner, so
  // its creation cannot be interrupted halfway.
  const identity = addResource('identity', {
    input: cluster.name,
    provisioners: [destroyTimeProvisioner('reset-orphans', { CLUSTER_IDENTITY: '${self.id}' })],
  });
  const CLUSTER_IDENTITY = `\${${identity.fqn}${cluster.removed ? '[0]' : ''}.id}`;
  const hostKeys =
    machines?.hostKeyCommand === undefined ? undefined : addHostKeys(scope, cluster.removed ? [] : hosts, machines);
  const preparedHosts = addResource('hosts', {
    dependsOn: hostKeys ? [identity, hostKeys] : [identity],
    triggersReplace: hashHostConfiguration(cluster, options),
    provisioners: [creationTimeProvisioner('prepare-hosts', { CLUSTER_IDENTITY })],
  });
  const initializedCluster = addResource('cluster', {
    dependsOn: [preparedHosts],
    provisioners: [creationTimeProvisioner('init-cluster', { CLUSTER_IDENTITY })],
  });
  const remainingHosts = cluster.removed ? [] : hosts;
  const sshTargets = listSshTargets(options);
  const addRole = (role: Host['role'], previousRole: TerraformData): TerraformData =>
    addMembers(scope, { role, hosts: remainingHosts, identity: CLUSTER_IDENTITY, sshTargets, machines }, [
      previousRole,
    ]);
  const etcd = addRole('etcd', initializedCluster);
  const controlPlanes = addRole('control-plane', etcd);
  const workers = addRole('worker', controlPlanes);
  const endpoint = addResource('endpoint', {
    dependsOn: [controlPlanes],
    triggersReplace: [
      controlPlaneEndpoint(options) ?? '',
      ...(options.endpoint?.via === 'keepalived' ? Object.values(options.controlPlanes) : []),
      ...(options.endpoint?.via === 'kube-vip' ? [digest(renderKubeVipPod(cluster.clusterInfo, options))] : []),
    ],
    provisioners: [creationTimeProvisioner('configure-endpoint', { CLUSTER_IDENTITY })],
  });
  const nodes = addResource('nodes', {
    dependsOn: [workers, endpoint],
    // Hosts without labels and taints are left out, so that adding such a host does not replace this resource.
    triggersReplace: {
      workloadsOnControlPlanes: options.workloadsOnControlPlanes,
      workers: Object.fromEntries(
        hosts.flatMap(({ name, role, labels, taints }): [string, string][] =>
          Object.keys(labels).length + (role === 'control-plane' ? 0 : taints.length) === 0
            ? []
            : [[name, digest({ labels, taints })]],
        ),
      ),
    },
    provisioners: [creationTimeProvisioner('reconcile-nodes', { CLUSTER_IDENTITY })],
  });
  const kubernetesVersion = resolveKubernetesVersion(cluster.clusterInfo, options);
  // A changed version replaces only the steps of the upgrade, which have no destroy-time provisioner, and no host.
  const addUpgradeStep = (id: string, script: string, previousStep: TerraformData): TerraformData =>
    addResource(id, {
      dependsOn: [previousStep],
      triggersReplace: kubernetesVersion,
      provisioners: [creationTimeProvisioner(script, { CLUSTER_IDENTITY })],
    });
  const version = addUpgradeStep('version', 'check-upgrade', nodes);
  const snapshot = addUpgradeStep('etcd-snapshot', 'snapshot-etcd', version);
  const upgradedEtcd = usesExternalEtcd(options) ? addUpgradeStep('etcd-version', 'upgrade-etcd', snapshot) : snapshot;
  const upgradedControlPlanes = addUpgradeStep('control-plane-version', 'upgrade-control-planes', upgradedEtcd);
  const upgradedWorkers = addUpgradeStep('worker-version', 'upgrade-workers', upgradedControlPlanes);
  const configuration = addResource('configuration', {
    dependsOn: [upgradedWorkers],
    triggersReplace: hashConfiguration(cluster, options),
    provisioners: [creationTimeProvisioner('rollout-configuration', { CLUSTER_IDENTITY })],
  });
  // Without encryption too, since its script then decrypts what an earlier key has encrypted.
  addResource('encryption', {
    dependsOn: [configuration],
    triggersReplace: options.encryptionKey,
    provisioners: [creationTimeProvisioner('rotate-encryption-key', { CLUSTER_IDENTITY })],
  });
  // It exists without backups too, since its script then removes the timer of earlier ones.
  addResource('backup', {
    dependsOn: [upgradedWorkers],
    triggersReplace: [
      digest(renderBackupSettings(cluster, options)),
      ...(options.backup ? Object.values({ ...options.etcd, ...options.controlPlanes }) : []),
    ],
    provisioners: [creationTimeProvisioner('configure-backup', { CLUSTER_IDENTITY })],
  });
  const kubeconfig = escapeTemplateSequences(defaultKubeconfigPath(cluster.name));
  addResource('kubeconfig', {
    dependsOn: [nodes],
    input: kubeconfig,
    triggersReplace: [kubeconfig, controlPlaneEndpoint(options) ?? Object.values(options.controlPlanes)],
    provisioners: [
      creationTimeProvisioner('fetch-kubeconfig', { KUBECONFIG_FILE: '${self.input}' }),
      destroyTimeProvisioner('delete-kubeconfig', { KUBECONFIG_FILE: '${self.input}' }),
    ],
  });
  // Destroyed first when the whole cluster is destroyed: it marks all hosts, which then leave without draining and
  // waiting.
  addResource('teardown', {
    dependsOn: [nodes],
    input: CLUSTER_IDENTITY,
    provisioners: [
      creationTimeProvisioner('cancel-teardown', { CLUSTER_IDENTITY: '${self.input}' }),
      destroyTimeProvisioner('begin-teardown', { CLUSTER_IDENTITY: '${self.input}' }),
    ],
  });
}

/** Hosts of a role, and what is the same for all of them. */
interface MembersProps {
  readonly role: Host['role'];
  /** Hosts of all roles. */
  readonly hosts: readonly Host[];
  /** Terraform expression of the identity of the cluster. */
  readonly identity: string;
  readonly sshTargets: readonly SshTarget[];
  readonly machines: CreatedMachines | undefined;
}

/** Adds the resource that reads the host keys of machines once they are created, with one instance per machine. */
function addHostKeys(scope: Construct, hosts: readonly Host[], { resources }: CreatedMachines): TerraformData {
  const resource = new TerraformData(scope, 'host-key', {
    triggersReplace: ['${each.value.address}', '${each.value.machine}'],
    provisioners: [
      creationTimeProvisioner('read-host-key', {
        NAME: '${each.key}',
        ADDRESS: '${each.value.address}',
        MACHINE_ID: '${each.value.machine}',
      }),
    ],
  });
  resource.addOverride(
    'for_each',
    Object.fromEntries(hosts.map(({ name, address }) => [name, renderMachineReference(name, address, resources)])),
  );
  return resource;
}

/** Returns the value of an instance in `for_each`. Each has its own ID, since one that is not known yet would make all unknown. */
function renderMachineReference(name: string, address: string, resources: CreatedMachines['resources']) {
  const resource = resources[name];
  if (resource === undefined) throw new Error(`the machine kind has created no machine for the host ${name}`);
  return { address, machine: `\${${resource.fqn}.id}` };
}

/** Quotes a string in a Terraform expression. */
function quoteExpressionString(text: string): string {
  return JSON.stringify(escapeTemplateSequences(text));
}

/** Renders the SSH settings of the instance of a host, which its removal needs; a change of them replaces no instance. */
function renderSshInput(sshTargets: readonly SshTarget[]): { readonly ssh?: string } {
  if (sshTargets.length === 0) return {};
  const entries = sshTargets.map(
    ({ name, target }) => `${quoteExpressionString(name)} = ${quoteExpressionString(target)}`,
  );
  return { ssh: `\${lookup({${entries.join(', ')}}, each.key, "")}` };
}

/** Renders the address of an instance in the second IP family, if the cluster has one. */
function renderSecondAddresses(hosts: readonly Host[]): readonly string[] {
  const entries = hosts.flatMap(({ name, secondAddress }) =>
    secondAddress === undefined ? [] : [`${quoteExpressionString(name)} = ${quoteExpressionString(secondAddress)}`],
  );
  return entries.length === 0 ? [] : [`\${lookup({${entries.join(', ')}}, each.key, "")}`];
}

/** Adds the resource that joins and removes the hosts of a role, with one instance per host. */
function addMembers(
  scope: Construct,
  { role, hosts, identity, sshTargets, machines }: MembersProps,
  dependsOn: ITerraformDependable[],
): TerraformData {
  const environment = {
    ROLE: role,
    NAME: '${self.input.name}',
    ADDRESS: '${self.input.address}',
    CLUSTER_IDENTITY: '${self.input.identity}',
  };
  const address = machines ? '${each.value.address}' : '${each.value}';
  const secondAddresses = renderSecondAddresses(hosts);
  const resource = new TerraformData(scope, role, {
    dependsOn,
    input: { name: '${each.key}', address, identity, ...renderSshInput(sshTargets) },
    triggersReplace:
      machines || secondAddresses.length > 0
        ? [address, ...(machines ? ['${each.value.machine}'] : []), ...secondAddresses]
        : address,
    provisioners: [
      creationTimeProvisioner('join-node', environment),
      // For hosts that are no longer in the definition; states of earlier versions have no `ssh`.
      destroyTimeProvisioner('remove-node', { ...environment, SSH_HOST: '${try(self.input.ssh, "")}' }),
    ],
  });
  const members = hosts.filter((host) => host.role === role);
  resource.addOverride(
    'for_each',
    Object.fromEntries(
      members.map((host) => [
        host.name,
        machines ? renderMachineReference(host.name, host.address, machines.resources) : host.address,
      ]),
    ),
  );
  return resource;
}

type ProvisionerEnvironment = Readonly<Record<string, string>>;

function creationTimeProvisioner(script: string, environment: ProvisionerEnvironment): LocalExecProvisioner {
  return { type: 'local-exec', command: `bash '\${path.module}/scripts/local/${script}.sh'`, environment };
}

function destroyTimeProvisioner(script: string, environment: ProvisionerEnvironment): LocalExecProvisioner {
  return { ...creationTimeProvisioner(script, environment), when: 'destroy' };
}
