import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { run, type CommandOutput } from '../../../tools/command';
import { findChart } from '../cluster/charts';
import type { ProviderUse, RequiredProvider } from './providers';

interface Block {
  readonly [key: string]: unknown;
  readonly provisioner?: readonly Readonly<Record<string, unknown>>[];
  readonly depends_on?: readonly string[];
  readonly lifecycle?: { readonly prevent_destroy?: boolean };
  /** Chart of a Helm release or template. */
  readonly chart?: string;
  readonly repository?: string;
  readonly version?: string;
}

type Blocks = Readonly<Record<string, Block>>;

interface Configuration {
  readonly provider?: Readonly<Record<string, readonly Block[]>>;
  readonly resource?: Readonly<Record<string, Blocks>>;
  readonly data?: Readonly<Record<string, Blocks>>;
  readonly terraform?: { readonly required_providers?: Readonly<Record<string, RequiredProvider>> };
}

/** Terraform stack in a scratch copy of an output. */
export class Stack implements ProviderUse {
  readonly folder: string;
  private configuration: Configuration;

  constructor(
    output: string,
    readonly name: string,
    /** CLI configuration file of Terraform. */
    private readonly cliConfiguration: string,
  ) {
    this.folder = join(output, 'cdktf.out', 'stacks', name);
    this.configuration = JSON.parse(readFileSync(this.file, 'utf8')) as Configuration;
  }

  /** Providers that must be installed. */
  get providers(): readonly RequiredProvider[] {
    return Object.values(this.configuration.terraform?.required_providers ?? {});
  }

  /** Types of the resources. */
  get resources(): readonly string[] {
    return Object.keys(this.configuration.resource ?? {});
  }

  /** Types of the data sources. */
  get dataSources(): readonly string[] {
    return Object.keys(this.configuration.data ?? {});
  }

  /** Addresses of resources with provisioners, which require hosts. */
  get provisionedResources(): readonly string[] {
    return this.listResources().flatMap(([address, block]) => (block.provisioner === undefined ? [] : [address]));
  }

  /** Whether Terraform refuses to destroy a resource of the stack. */
  get isProtected(): boolean {
    return this.listResources().some(([, { lifecycle }]) => lifecycle?.prevent_destroy === true);
  }

  /** Ids of the Helm releases. */
  get releases(): readonly string[] {
    return Object.keys(this.configuration.resource?.helm_release ?? {});
  }

  /**
   * Rewrites the copy for a test cluster: sets the kubeconfig as the only cluster of the providers, takes charts from
   * local folders, and removes releases whose charts are not available. Returns the ids of the removed releases.
   */
  adaptToLab(kubeconfig: string): readonly string[] {
    const { resource = {}, data = {} } = this.configuration;
    const removed = new Set<string>();
    const useLocalCharts = (blocks: Blocks = {}): Blocks =>
      Object.fromEntries(
        Object.entries(blocks).map(([id, { repository, ...release }]): [string, Block] => {
          if (repository === undefined) return [id, release];
          const path = findChart({ repository, name: release.chart ?? '', version: release.version ?? '' });
          if (path === undefined) removed.add(id);
          return [id, { ...release, chart: path ?? '' }];
        }),
      );
    const adapted = {
      ...this.configuration,
      provider: {
        ...this.configuration.provider,
        helm: [{ kubernetes: { config_path: kubeconfig } }],
        kubernetes: [{ config_path: kubeconfig }],
      },
      resource: { ...resource, helm_release: useLocalCharts(resource.helm_release) },
      ...(data.helm_template && { data: { ...data, helm_template: useLocalCharts(data.helm_template) } }),
    };
    this.configuration = removeReleases(removed, adapted) as Configuration;
    writeFileSync(this.file, JSON.stringify(this.configuration, null, 2));
    return [...removed];
  }

  /** Rewrites the copy without provisioners and their connections, so that it can be applied where there are no hosts. */
  removeProvisioners(): void {
    const withoutProvisioners = Object.entries(this.configuration.resource ?? {}).map(([type, blocks]) => {
      const remaining = Object.entries(blocks).map(
        ([id, { provisioner: _provisioner, connection: _connection, ...block }]) => [id, block] as const,
      );
      return [type, Object.fromEntries(remaining)] as const;
    });
    this.configuration = { ...this.configuration, resource: Object.fromEntries(withoutProvisioners) };
    writeFileSync(this.file, JSON.stringify(this.configuration, null, 2));
  }

  /** Runs Terraform in the stack's folder. */
  terraform(
    args: readonly string[],
    options: { exitCodes?: readonly number[]; env?: Readonly<Record<string, string>> } = {},
  ): Promise<CommandOutput> {
    return run(process.env.TERRAFORM_BINARY_NAME ?? 'terraform', args, {
      cwd: this.folder,
      env: {
        TF_CLI_CONFIG_FILE: this.cliConfiguration,
        TF_IN_AUTOMATION: '1',
        TF_INPUT: '0',
        TF_CLI_ARGS: '-no-color',
        PLINTH_ROLE_DELAY_SECONDS: '0',
        ...options.env,
      },
      ...(options.exitCodes && { exitCodes: options.exitCodes }),
    });
  }

  private get file(): string {
    return join(this.folder, 'cdk.tf.json');
  }

  private listResources(): readonly (readonly [string, Block])[] {
    return Object.entries(this.configuration.resource ?? {}).flatMap(([type, blocks]) =>
      Object.entries(blocks).map(([id, block]) => [`${type}.${id}`, block] as const),
    );
  }
}

/** Returns a copy of the value without the removed releases and without references to them. */
function removeReleases(removed: ReadonlySet<string>, value: unknown): unknown {
  const isRemoved = (name: unknown) => typeof name === 'string' && removed.has(name.replace(/^helm_release\./, ''));
  if (Array.isArray(value))
    return value.filter((item) => !isRemoved(item)).map((item) => removeReleases(removed, item));
  if (typeof value !== 'object' || value === null) return value;
  const remaining = Object.entries(value).filter(([key]) => !removed.has(key));
  const cleaned = remaining.map(([key, item]) => [key, removeReleases(removed, item)] as const);
  // Terraform rejects a resource type without resources.
  return Object.fromEntries(cleaned.filter(([key, item]) => !(isEmpty(item) && !isEmpty(Reflect.get(value, key)))));
}

function isEmpty(value: unknown): boolean {
  return typeof value === 'object' && value !== null && Object.keys(value).length === 0;
}
