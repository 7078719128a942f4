import { basename, join, resolve } from 'node:path';
import { Option, type Command } from 'commander';
import { UserError } from '../schema/user-error';
import { defaultKubernetesVersion } from '../definition/kubernetes-versions';
import { dnsLabel, hostname } from '../schema/field-types';
import { cdktfCliVersion, requiredPeerDependencies, zodVersion } from '../version';
import { pipelineSystems, renderPipeline, type PipelineSystem } from './pipelines';
import { resolvePlinthDependency } from './plinth-dependency';
import { renderDefinitionSchema, renderSchemaComment, renderTenantSchema, schemaFiles } from './schema';
import { assertFilesAbsent, displayPath, writeNewFile } from './write-files';

/** Options of `plinth init`. */
export interface InitOptions {
  readonly domain: string;
  /** Write the definition in YAML instead of TypeScript. */
  readonly yaml?: boolean;
  /**
   * Dependency on Plinth, as npm takes it. Paths of files are relative to the working directory.
   * @default the one in the package.json of the working directory
   */
  readonly plinth?: string;
  /**
   * System of CI for which a pipeline is written.
   * @default no pipeline is written
   */
  readonly ci?: PipelineSystem;
}

/** Adds `plinth init`. */
export function addInitCommand(program: Command): void {
  program
    .command('init')
    .argument('[folder]', 'Folder of the project; the platform has its name', '.')
    .option('--plinth <spec>', 'Dependency on Plinth; default: the one in ./package.json')
    .option('--domain <domain>', 'Parent domain of the host names of the platform', 'acme.example')
    .option('--yaml', 'Write the definition in YAML instead of TypeScript')
    .addOption(
      new Option('--ci <system>', 'Write a pipeline, too, which checks changes and applies the main branch').choices(
        pipelineSystems,
      ),
    )
    .addHelpText(
      'after',
      `
Plinth is not in the npm registry, so its name alone is not a safe dependency. --plinth takes the tarball of npm pack
(file:… relative to this folder, or https://…), a Git repository (git+https://…, git+ssh://…) that contains the build in
lib, or a package of your own scope (npm:@acme/plinth@0.1.0).

Examples:
  # Create a project in ./acme that installs Plinth from a tarball in this folder
  plinth init acme --domain acme.example --plinth file:plinth-0.1.0.tgz

  # Create a project with a YAML definition that installs Plinth from a package server
  plinth init acme --yaml --plinth https://packages.acme.example/plinth-0.1.0.tgz

  # Create a project with a workflow of GitHub Actions
  plinth init acme --ci github --plinth file:plinth-0.1.0.tgz`,
    )
    .action((folder: string, options: InitOptions) => {
      process.stdout.write(initProject(folder, options));
    });
}

/**
 * Writes a project: a definition with one cluster, a folder for tenants, and configuration of npm, cdktf, cdk8s and Git.
 * @returns a report with the next steps
 * @throws UserError when an option is invalid, or one of the files exists
 */
export function initProject(folder: string, { domain, yaml = false, plinth, ci }: InitOptions): string {
  const name = basename(resolve(folder));
  if (!dnsLabel.safeParse(name).success)
    throw new UserError(
      `folder name '${name}' is not a DNS label, and the platform is named after it: choose another folder`,
    );
  if (!hostname.safeParse(domain).success)
    throw new UserError(`'${domain}' is not a domain: write one such as acme.example`);
  const pipeline = ci === undefined ? undefined : renderPipeline(ci);
  const files = {
    ...renderProjectFiles(name, domain, yaml, resolvePlinthDependency(plinth, folder)),
    ...(pipeline && { [pipeline.file]: pipeline.text }),
  };
  const paths = Object.keys(files).map((path) => join(folder, path));
  assertFilesAbsent(...paths);
  for (const [path, text] of Object.entries(files)) writeNewFile(join(folder, path), text);
  const changeFolder = resolve(folder) === resolve('.') ? '' : `cd ${displayPath(folder)} && `;
  const pipelineStep = pipeline
    ? `before the first run of ${pipeline.file}: set what its first lines name, and a remote backend as \`state\`\n`
    : '';
  return `${paths.map((path) => `${displayPath(path)}: written\n`).join('')}next: ${changeFolder}npm install, then npx plinth synth\n${pipelineStep}`;
}

function renderProjectFiles(
  name: string,
  domain: string,
  yaml: boolean,
  plinth: string,
): Readonly<Record<string, string>> {
  const definitionFile = yaml ? 'platform.yaml' : 'platform.ts';
  // With --no, npx runs the installed Plinth only and never downloads a package of this name.
  const synthCommand = 'npx --no plinth synth';
  return {
    [definitionFile]: yaml ? renderYamlPlatform(name, domain) : renderTypescriptPlatform(name, domain),
    ...(yaml ? { [schemaFiles.definition]: renderDefinitionSchema() } : {}),
    [schemaFiles.tenant]: renderTenantSchema(),
    'tenants/.gitkeep': '',
    'package.json': formatJson({
      name,
      private: true,
      scripts: {
        check: 'plinth check',
        diff: 'plinth diff',
        synth: 'plinth synth',
        apply: 'plinth apply',
        ...(yaml ? {} : { typecheck: 'tsc' }),
        // For completion and validation in editors; run it after each upgrade of Plinth.
        schema: [
          ...(yaml ? [`plinth schema > ${schemaFiles.definition}`] : []),
          `plinth schema --tenant > ${schemaFiles.tenant}`,
        ].join(' && '),
      },
      // Kinds of the project have schemas of the same zod as Plinth, whatever other packages install.
      dependencies: { ...requiredPeerDependencies, plinth, zod: zodVersion },
      ...(yaml ? {} : { devDependencies: { '@types/node': '^20', typescript: '~6.0.3' } }),
    }),
    ...(yaml
      ? {}
      : {
          'tsconfig.json': formatJson({
            compilerOptions: {
              ...{ strict: true, target: 'ES2022', module: 'NodeNext' },
              ...{ types: ['node'], skipLibCheck: true, noEmit: true },
            },
          }),
        }),
    'cdktf.json': formatJson({
      language: 'typescript',
      app: synthCommand,
      projectId: name,
      sendCrashReports: 'false',
      output: 'cdktf.out',
    }),
    'cdk8s.yaml': `language: typescript\napp: ${synthCommand}\noutput: dist\n`,
    // Without dist, which is committed for reviews and for Argo CD.
    '.gitignore': ['node_modules/', 'cdktf.out/', '.plinth/', 'kubeconfig/', 'state/', ''].join('\n'),
    'README.md': renderReadme(name, definitionFile),
  };
}

function renderTypescriptPlatform(name: string, domain: string): string {
  return `import { definePlatform, existing, metricsServer, tenantsIn } from 'plinth';

export default definePlatform({
  name: '${name}',
  domain: '${domain}',
  environments: ['dev', 'prod'],
  clusters: {
    dev: existing({
      environment: 'dev',
      kubeconfig: '~/.kube/config',
      context: 'dev',
      kubernetes: '${defaultKubernetesVersion}', // the minor version that the cluster has
      // Capabilities that the cluster already has. Plinth installs the components. NetworkPolicies isolate tenants: add
      // 'network-policy': {} if the network of the cluster enforces them, as Calico and Cilium do, and Flannel does not.
      provides: { network: {}, dns: {} },
      components: [metricsServer()],
    }),
  },
  // What the platform grants each tenant: clusters, groups, quota. Their applications are in the files of the folder.
  tenants: tenantsIn('tenants', {}),
});
`;
}

function renderYamlPlatform(name: string, domain: string): string {
  return `${renderSchemaComment(schemaFiles.definition)}name: ${name}
domain: ${domain}
environments: [dev, prod]
clusters:
  dev:
    kind: existing
    environment: dev
    kubeconfig: ~/.kube/config
    context: dev
    kubernetes: '${defaultKubernetesVersion}' # the minor version that the cluster has
    # Capabilities that the cluster already has. Plinth installs the components. NetworkPolicies isolate tenants: add
    # network-policy: {} if the network of the cluster enforces them, as Calico and Cilium do, and Flannel does not.
    provides: { network: {}, dns: {} }
    components:
      - kind: metrics-server
# What the platform grants each tenant: clusters, groups, quota.
tenants: {}
# Folder with a file for each tenant: its applications, objects, products and viewers.
tenantFiles: tenants
`;
}

function renderReadme(name: string, definitionFile: string): string {
  return `# ${name}

Platform definition: [${definitionFile}](${definitionFile}), with what the platform grants each tenant. Applications of tenants: a
file for each tenant in \`tenants\`.

\`\`\`sh
npm ci                                         # npm install, the first time
npx plinth new tenant customer-a               # also: new application, new cluster
npx plinth check                               # show all errors
npx plinth diff                                # show changes since the last apply
npx plinth synth                               # write cdktf.out and dist
npx plinth apply                               # apply all stacks in order; needs terraform or tofu, and kubectl
npx plinth status                              # compare the lock with what the clusters have
npx plinth promote customer-a/web --to prod    # deploy to prod the image of the environment before
\`\`\`

The CLIs of cdktf and cdk8s are not needed. To use them too, which \`cdktf.json\` and \`cdk8s.yaml\` configure:

\`\`\`sh
npm install --save-dev cdktf-cli@${cdktfCliVersion}       # cdktf synth, cdktf deploy
npm install --save-dev cdk8s-cli               # cdk8s synth
\`\`\`

Commit the definition, \`plinth.lock.json\` and \`dist\`. After an upgrade of Plinth, or after you
add kinds of your own, run \`npm run schema\`: it writes the JSON Schemas with which editors complete and validate YAML.
`;
}

function formatJson(value: object): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}
