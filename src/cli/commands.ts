/* eslint-disable @typescript-eslint/no-require-imports, @typescript-eslint/consistent-type-imports -- an import would load cdktf, cdk8s and all kinds for `plinth --help` */
import type { Command } from 'commander';

/** Command of `plinth`. Its module is loaded when the command is used. */
export interface CommandEntry {
  readonly name: string;
  /** Effect of the command, in the imperative and without a full stop. */
  readonly description: string;
  /** Page of the documentation, a path in the package. */
  readonly page: string;
  /** Set where the command has commands of its own. */
  readonly hasCommands?: true;
  /** Loads the function that adds the command, with its arguments and options, to the program. */
  readonly load: () => (program: Command) => void;
}

/** All commands, in the order of the help. */
export const commands: readonly CommandEntry[] = [
  {
    name: 'init',
    description: 'Create a project with a platform definition',
    page: 'docs/getting-started.md',
    load: () => (require('./init') as typeof import('./init')).addInitCommand,
  },
  {
    name: 'new',
    description: 'Add an application, a tenant or a cluster to the definition',
    hasCommands: true,
    page: 'docs/getting-started.md',
    load: () => (require('./new') as typeof import('./new')).addNewCommand,
  },
  {
    name: 'import',
    description: 'Print a definition of what another tool has described',
    hasCommands: true,
    page: 'docs/on-premises.md',
    load: () => (require('./import') as typeof import('./import')).addImportCommand,
  },
  {
    name: 'check',
    description: 'Show all errors of the definition without writing anything',
    page: 'docs/getting-started.md',
    load: () => (require('./check') as typeof import('./check')).addCheckCommand,
  },
  {
    name: 'diff',
    description: 'Show changes since the last apply and flag dangerous ones',
    page: 'docs/delivery.md',
    load: () => (require('./diff') as typeof import('./diff')).addDiffCommand,
  },
  {
    name: 'upgrade-plan',
    description: 'Show the steps of upgrades to other versions of Kubernetes',
    page: 'docs/on-premises.md',
    load: () => (require('./upgrade-plan') as typeof import('./upgrade-plan')).addUpgradePlanCommand,
  },
  {
    name: 'synth',
    description: 'Write Terraform stacks to cdktf.out and manifests to dist',
    page: 'docs/getting-started.md',
    load: () => (require('./synth') as typeof import('./synth')).addSynthCommand,
  },
  {
    name: 'apply',
    description: 'Synthesize, apply the Terraform stacks in order, and write the lock',
    page: 'docs/apply.md',
    load: () => (require('./apply') as typeof import('./apply')).addApplyCommand,
  },
  {
    name: 'destroy',
    description: 'Destroy the Terraform stacks of clusters, in reverse order',
    page: 'docs/apply.md',
    load: () => (require('./destroy') as typeof import('./destroy')).addDestroyCommand,
  },
  {
    name: 'render',
    description: 'Render the Helm charts in dist to rendered.yaml files; run it after synth',
    page: 'docs/delivery.md',
    load: () => (require('./render') as typeof import('./render')).addRenderCommand,
  },
  {
    name: 'lock',
    description: 'Record the definition as applied, after an apply by another program than plinth apply',
    page: 'docs/apply.md',
    load: () => (require('./lock') as typeof import('./lock')).addLockCommand,
  },
  {
    name: 'status',
    description:
      'Compare the lock, and the definition, with what is on the clusters, and check the hosts of on-premises clusters',
    page: 'docs/apply.md',
    load: () => (require('./status') as typeof import('./status')).addStatusCommand,
  },
  {
    name: 'state',
    description: 'Create the storage of the Terraform states in a cloud',
    hasCommands: true,
    page: 'docs/state.md',
    load: () => (require('./state') as typeof import('./state')).addStateCommand,
  },
  {
    name: 'pin',
    description: 'Write the digests of all charts and images to plinth.pins.json, as their registries have them',
    page: 'README.md',
    load: () => (require('./pin') as typeof import('./pin')).addPinCommand,
  },
  {
    name: 'promote',
    description: 'Set the image of an application in one environment to that of an earlier one',
    page: 'docs/delivery.md',
    load: () => (require('./promote') as typeof import('./promote')).addPromoteCommand,
  },
  {
    name: 'clients',
    description: 'List the OpenID Connect clients to register at issuers, with their redirect URLs',
    page: 'docs/login.md',
    load: () => (require('./clients') as typeof import('./clients')).addClientsCommand,
  },
  {
    name: 'secrets',
    description: 'List the Secrets of a cluster: keys, source, and what happens when they change',
    page: 'docs/secrets.md',
    load: () => (require('./secrets') as typeof import('./secrets')).addSecretsCommand,
  },
  {
    name: 'permissions',
    description: 'List who may do what in the cloud, as the Terraform stacks in cdktf.out grant it',
    page: 'docs/aws.md',
    load: () => (require('./permissions') as typeof import('./permissions')).addPermissionsCommand,
  },
  {
    name: 'kubeconfig',
    description: 'Write the kubeconfig of a cluster',
    page: 'docs/on-premises.md',
    load: () => (require('./kubeconfig') as typeof import('./kubeconfig')).addKubeconfigCommand,
  },
  {
    name: 'replace-machines',
    description: 'Replace machines that Terraform creates, one after another, such as for a new template',
    page: 'docs/on-premises.md',
    load: () => (require('./replace-machines') as typeof import('./replace-machines')).addReplaceMachinesCommand,
  },
  {
    name: 'restore',
    description: 'Restore an on-premises cluster whose etcd is lost from a backup, over SSH',
    page: 'docs/on-premises.md',
    load: () => (require('./restore') as typeof import('./restore')).addRestoreCommand,
  },
  {
    name: 'schema',
    description: 'Print the JSON Schema of platform definitions, for editors',
    page: 'README.md',
    load: () => (require('./schema') as typeof import('./schema')).addSchemaCommand,
  },
  {
    name: 'explain',
    description: 'Show the options of a kind or of a part of the definition, or one option',
    page: 'docs/getting-started.md',
    load: () => (require('./explain') as typeof import('./explain')).addExplainCommand,
  },
  {
    name: 'completion',
    description: 'Print a script that completes commands and options in bash, zsh or fish',
    page: 'docs/getting-started.md',
    load: () => (require('./completion') as typeof import('./completion')).addCompletionCommand,
  },
];
