import type { Command } from 'commander';
import { suggest } from '../schema/suggestions';
import { formatPath } from '../schema/problem';
import { UserError } from '../schema/user-error';
import { editDefinition, tryGetEditLocation } from './edit-definition';
import { setValueAtPath } from './edit-text';
import { definitionOption, type DefinitionOptions } from './definition-file';
import { formatImportInstructions, formatLiteral, toVariableName } from './program-files';
import type { LoadedDefinition } from './read-definition';
import { withDefinition } from './with-definition';
import { displayPath, writeNewFile } from './write-files';

/** Options of `plinth new cluster`. */
export interface NewClusterOptions {
  /** @default the last environment of the platform */
  readonly environment?: string;
  readonly kind: string;
}

/** Options of a new cluster. */
interface NewCluster {
  readonly kind: string;
  readonly environment: string | undefined;
  readonly components?: readonly { readonly kind: string }[];
}

/** Initial options of a cluster, by kind. Components have their defaults. */
const templates: Readonly<Record<string, (name: string) => Pick<NewCluster, 'components'>>> = {
  existing: (name) => ({
    kubeconfig: '~/.kube/config',
    context: name,
    provides: { network: {}, dns: {} },
    components: [{ kind: 'metrics-server' }],
  }),
  'on-prem': (name) => ({
    ssh: { user: 'ops' },
    controlPlanes: { [`${name}-cp1`]: '192.0.2.11' },
    workers: { [`${name}-w1`]: '192.0.2.21', [`${name}-w2`]: '192.0.2.22' },
    components: [{ kind: 'cilium' }, { kind: 'core-dns' }, { kind: 'local-path' }, { kind: 'metrics-server' }],
  }),
};

/** What the initial options have placeholders for, by kind. */
const settingsToEdit: Readonly<Record<string, string>> = {
  existing: 'its kubeconfig and context',
  'on-prem': 'its SSH user and the addresses of its hosts',
};

/** Adds `plinth new cluster`. */
export function addNewClusterCommand(newCommand: Command): void {
  newCommand
    .command('cluster')
    .description('Add a cluster')
    .argument('<name>', 'Name of the cluster')
    .option(...definitionOption)
    .option('--environment <name>', 'Environment of the cluster; default: the last one of the platform')
    .option(
      '--kind <kind>',
      `Kind of the cluster: ${Object.keys(templates).join(', ')}, or one of your own`,
      'existing',
    )
    .addHelpText(
      'after',
      `
Examples:
  # Add an existing cluster to the last environment
  plinth new cluster eu1

  # Add a cluster on hosts of your own
  plinth new cluster dc1 --kind on-prem --environment dev`,
    )
    .action(async (name: string, options: NewClusterOptions & DefinitionOptions) => {
      await withDefinition(options.file, (definition) => {
        process.stdout.write(newCluster(definition, name, options));
      });
    });
}

/**
 * Adds a cluster to the definition, or writes a file for a program to import.
 * @returns a report with the next step
 * @throws UserError when the cluster exists, or its kind has no template
 */
export function newCluster(
  definition: LoadedDefinition,
  name: string,
  { environment, kind }: NewClusterOptions,
): string {
  const { platform } = definition.language.plan(definition.platform);
  const path = ['clusters', name];
  if (platform.clusters[name]) throw new UserError(`${formatPath(path)} already exists: nothing was written`);
  const clusterKinds = definition.language.kinds.filter(({ type }) => type === 'cluster').map((known) => known.kind);
  if (!clusterKinds.includes(kind))
    throw new UserError(`there is no kind '${kind}' of clusters: ${suggest(kind, clusterKinds)}`);
  // For any other kind, the plan reports the options that are missing.
  const options = templates[kind]?.(name) ?? {};
  const cluster: NewCluster = { kind, environment: environment ?? platform.environments.at(-1), ...options };
  const settings = settingsToEdit[kind] ?? 'the options of its kind';
  const nextStep = `next: set ${settings} there, then run npx plinth check\n`;
  const location = tryGetEditLocation(definition, path);
  if (location) {
    editDefinition(definition, location, path, cluster);
    return `${displayPath(location.file)}: ${formatPath(path)} written\n${nextStep}`;
  }
  definition.language.plan(setValueAtPath(definition.platform, path, cluster));
  const file = `clusters/${name}.ts`;
  const variable = toVariableName(name);
  writeNewFile(file, renderClusterFile(name, cluster));
  return `${formatImportInstructions(definition.file, file, variable, path)}${nextStep}`;
}

/**
 * Renders the module of a cluster. Built-in kinds are called as functions, for completion and types in the file; the names
 * of the functions of other kinds are those of their modules.
 */
function renderClusterFile(name: string, { kind, components = [], ...options }: NewCluster): string {
  const variable = toVariableName(name);
  const comment = `/** Cluster ${name}. */\n`;
  if (!(kind in templates))
    return `${comment}export const ${variable} = ${formatLiteral({ kind, ...options })} as const;\n`;
  const functions = components.map((component) => toVariableName(component.kind));
  const imports = [toVariableName(kind), ...functions].sort().join(', ');
  const written = formatLiteral(options).replace(/\n\}$/, '');
  const calls = functions.map((called) => `${called}()`).join(', ');
  return `import { ${imports} } from 'plinth';\n\n${comment}export const ${variable} = ${toVariableName(kind)}(${written},\n  components: [${calls}],\n});\n`;
}
