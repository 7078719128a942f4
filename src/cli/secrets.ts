import type { Command } from 'commander';
import { lockFileName } from '../files/lock';
import type { ClusterPlan, PlannedSecret } from '../kinds/cluster-plan';
import { planRequest } from '../synth';
import { getCluster } from './kubeconfig';
import { kubectlOption, outOption, runKubectl, type KubectlOptions } from './kubectl';
import { definitionOption, type DefinitionOptions } from './definition-file';
import { withProgress } from './progress';
import { withDefinition } from './with-definition';
import { UserError } from '../schema/user-error';
import { formatJson } from './json-output';

interface SecretsOptions extends KubectlOptions, DefinitionOptions {
  readonly json: boolean;
  readonly live: boolean;
}

/** Secret with what was read from the cluster. */
export interface SecretState extends PlannedSecret {
  /** `missing`, `present`, or `incomplete` where a key is missing. @default the cluster was not read */
  readonly state?: 'present' | 'incomplete' | 'missing';
  /** Keys that the Secret lacks. */
  readonly missingKeys?: readonly string[];
}

/** Prints names of Secrets and of their keys; values never leave kubectl. */
const keysTemplate =
  '{{range .items}}{{.metadata.name}}{{range $key, $value := .data}} {{$key}}{{end}}{{"\\n"}}{{end}}';

/** Adds `plinth secrets`. */
export function addSecretsCommand(program: Command): void {
  program
    .command('secrets')
    .argument('<cluster>', 'Name of the cluster')
    .option(...definitionOption)
    .option('--live', 'Read from the cluster which of them exist; exit with 1 unless all do', false)
    .option('--json', 'Print JSON', false)
    .option(...outOption)
    .option(...kubectlOption)
    .addHelpText(
      'after',
      `
Examples:
  # List the Secrets of a cluster
  plinth secrets dc1

  # List those that do not exist
  plinth secrets dc1 --live --json | jq '.secrets[] | select(.state != "present")'

No values are printed. With --live, kubectl prints the names of Secrets and of their keys.`,
    )
    .action(async (name: string, options: SecretsOptions) => {
      await withDefinition(options.file, async (definition) => {
        const { clusters } = planRequest(definition, lockFileName, 'all');
        const cluster = getCluster(name, clusters);
        const secrets: readonly SecretState[] = options.live
          ? await withProgress((showStep) => {
              showStep(`reading the Secrets of cluster '${name}'`);
              return readSecretStates(cluster, options);
            })
          : cluster.secrets;
        const notListed = listUnlistedSecrets(cluster);
        process.stdout.write(
          options.json ? formatJson({ cluster: name, secrets, notListed }) : formatSecrets(secrets, notListed),
        );
        if (secrets.some(({ state = 'present' }) => state !== 'present')) process.exitCode = 1;
      });
    });
}

/**
 * Reads which Secrets of a cluster exist, with which keys.
 * @throws UserError when the cluster cannot be read
 */
export async function readSecretStates(cluster: ClusterPlan, options: KubectlOptions): Promise<readonly SecretState[]> {
  const namespaces = [...new Set(cluster.secrets.map(({ namespace }) => namespace))];
  const keys = new Map<string, readonly string[]>();
  for (const namespace of namespaces) {
    const args = ['get', 'secrets', `--namespace=${namespace}`, `--output=go-template=${keysTemplate}`];
    const result = await runKubectl(cluster, args, options);
    if ('reason' in result)
      throw new UserError(
        `cannot read the Secrets of namespace ${namespace} of cluster '${cluster.name}': ${result.reason}`,
      );
    for (const line of result.stdout.split('\n')) {
      const [name = '', ...secretKeys] = line.split(' ');
      keys.set(`${namespace}/${name}`, secretKeys);
    }
  }
  return cluster.secrets.map((secret) => {
    const present = keys.get(`${secret.namespace}/${secret.name}`);
    if (present === undefined) return { ...secret, state: 'missing' };
    const missingKeys = secret.keys.filter((key) => !present.includes(key));
    return missingKeys.length === 0 ? { ...secret, state: 'present' } : { ...secret, state: 'incomplete', missingKeys };
  });
}

/** Lists what the list of Secrets cannot contain, since its names or its places are not in the definition. */
export function listUnlistedSecrets({ clusterInfo, tenants }: ClusterPlan): readonly string[] {
  const { delivery, secrets } = clusterInfo.capabilities;
  const url = clusterInfo.delivery === 'argo-cd' ? delivery?.url : undefined;
  const isPublic = url?.startsWith('https://') === true;
  return [
    ...(url === undefined
      ? []
      : [
          `${isPublic ? 'if the repository is private, ' : ''}a Secret in ${delivery?.namespace ?? 'argo-cd'} with the label argocd.argoproj.io/secret-type: repository, and the keys ${isPublic ? 'url, username and password' : 'url and sshPrivateKey'}: Argo CD reads ${url} with it`,
        ]),
    ...(secrets === undefined || tenants.length === 0
      ? []
      : ['entries of tenants in the secret store, such as <tenant>/database-backups of databases with backups']),
  ];
}

/** Formats Secrets as text, one paragraph each, and what the list does not contain. */
export function formatSecrets(secrets: readonly SecretState[], notListed: readonly string[] = []): string {
  const text = secrets.map(formatSecret).join('\n');
  if (notListed.length === 0) return text === '' ? 'the cluster needs no Secrets\n' : text;
  const separator = text === '' ? '' : '\n';
  return `${text}${separator}not listed (docs/components.md#secrets):\n${notListed.map((entry) => `  ${entry}\n`).join('')}`;
}

function formatSecret({
  namespace,
  name,
  owner,
  keys,
  source,
  rotation,
  state,
  missingKeys = [],
}: SecretState): string {
  const stateText = state === undefined ? '' : ` (${[state, ...missingKeys].join(' ')})`;
  return [
    `${namespace}/${name}${stateText}`,
    `  of ${owner}`,
    ...(keys.length > 0 ? [`  keys ${keys.join(', ')}`] : []),
    `  ${source}`,
    `  change: ${rotation}`,
    '',
  ].join('\n');
}
