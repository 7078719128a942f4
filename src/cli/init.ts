import { basename, join, resolve } from 'node:path';
import { UserError } from '../schema/user-error';
import { dnsLabel, hostname } from '../schema/field-types';
import { peerDependencies, version } from '../version';
import { assertFilesAbsent, displayPath, writeNewFile } from './edit';

/** What `plinth init` takes. */
export interface InitOptions {
  readonly domain: string;
  /** The description is data instead of a program. */
  readonly yaml?: boolean;
}

/**
 * Makes a project: a description with one cluster, a folder for tenants, and what npm, cdktf, cdk8s and Git want.
 * @returns what to do next
 * @throws UserError where one of its files is there already
 */
export function initProject(folder: string, { domain, yaml = false }: InitOptions): string {
  const name = basename(resolve(folder));
  if (!dnsLabel.safeParse(name).success)
    throw new UserError(
      `the platform would be called '${name}', like the folder, and that is not a DNS label: name another folder`,
    );
  if (!hostname.safeParse(domain).success)
    throw new UserError(`'${domain}' is not a domain: write one such as acme.example`);
  const files = renderProjectFiles(name, domain, yaml);
  const paths = Object.keys(files).map((path) => join(folder, path));
  assertFilesAbsent(...paths);
  for (const [path, text] of Object.entries(files)) writeNewFile(join(folder, path), text);
  const enter = resolve(folder) === resolve('.') ? '' : `cd ${displayPath(folder)} && `;
  return `${paths.map((path) => `${displayPath(path)}: written\n`).join('')}next: ${enter}npm install, then npx plinth synth\n`;
}

function renderProjectFiles(name: string, domain: string, yaml: boolean): Readonly<Record<string, string>> {
  const description = yaml ? 'platform.yaml' : 'platform.ts';
  return {
    [description]: yaml ? renderYamlPlatform(name, domain) : renderTypescriptPlatform(name, domain),
    'tenants/.gitkeep': '',
    'package.json': formatJson({
      name,
      private: true,
      scripts: { check: 'plinth check', diff: 'plinth diff', synth: 'plinth synth' },
      dependencies: { ...peerDependencies, plinth: version },
      ...(yaml ? {} : { devDependencies: { '@types/node': '^20', typescript: '~6.0.3' } }),
    }),
    ...(yaml
      ? {}
      : {
          'tsconfig.json': formatJson({
            compilerOptions: { strict: true, target: 'ES2022', module: 'NodeNext', skipLibCheck: true, noEmit: true },
          }),
        }),
    'cdktf.json': formatJson({
      language: 'typescript',
      app: 'npx plinth synth',
      projectId: name,
      sendCrashReports: 'false',
      output: 'cdktf.out',
    }),
    'cdk8s.yaml': 'language: typescript\napp: npx plinth synth\noutput: dist\n',
    // dist is committed: it is what people review, and what Argo CD reads.
    '.gitignore': ['node_modules/', 'cdktf.out/', '.plinth/', 'kubeconfig/', 'state/', ''].join('\n'),
    'README.md': renderReadme(name, description),
  };
}

function renderTypescriptPlatform(name: string, domain: string): string {
  return `import { definePlatform, existing, metricsServer, synth, tenantsIn } from 'plinth';

synth(
  definePlatform({
    name: '${name}',
    domain: '${domain}',
    environments: ['dev', 'prod'],
    clusters: {
      dev: existing({
        environment: 'dev',
        kubeconfig: '~/.kube/config',
        context: 'dev',
        // What it has already; what you add to the components, Plinth brings.
        provides: { network: {}, 'network-policy': {}, dns: {} },
        components: [metricsServer()],
      }),
    },
    tenants: tenantsIn('tenants'),
  }),
);
`;
}

function renderYamlPlatform(name: string, domain: string): string {
  return `# yaml-language-server: $schema=plinth.schema.json
name: ${name}
domain: ${domain}
environments: [dev, prod]
clusters:
  dev:
    kind: existing
    environment: dev
    kubeconfig: ~/.kube/config
    context: dev
    # What it has already; what you add to the components, Plinth brings.
    provides: { network: {}, network-policy: {}, dns: {} }
    components:
      - kind: metrics-server
# A file for each tenant.
tenants: tenants
`;
}

function renderReadme(name: string, description: string): string {
  return `# ${name}

The platform, described in [${description}](${description}) and in a file for each tenant under \`tenants\`.

\`\`\`sh
npm ci                                         # npm install, the first time
npx plinth new tenant customer-a               # and: new service, new cluster
npx plinth check                               # every mistake, at once
npx plinth diff                                # what differs from what was last applied
npx plinth synth                               # writes cdktf.out and dist
npx cdktf-cli@0.21 deploy '*'                  # applies, in order
npx plinth lock                                # keeps what was applied; commit it
npx plinth promote customer-a/web --to prod    # the image of the environment before
\`\`\`

Commit the description, \`plinth.lock.json\` and \`dist\`.
`;
}

function formatJson(value: object): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}
