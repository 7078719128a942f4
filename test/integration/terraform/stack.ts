import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { run, type Printed } from '../../../tools/command';
import { findChart } from '../cluster/charts';
import type { RequiredProvider } from './providers';

interface Block {
  readonly [key: string]: unknown;
  readonly provisioner?: readonly Readonly<Record<string, unknown>>[];
  readonly depends_on?: readonly string[];
  /** Of a Helm release or template. */
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

/** One Terraform stack of an output, in a scratch copy: what it needs, and Terraform itself run in its folder. */
export class Stack {
  readonly folder: string;
  private configuration: Configuration;

  constructor(
    output: string,
    readonly name: string,
    private readonly cliConfiguration: string,
  ) {
    this.folder = join(output, 'cdktf.out', 'stacks', name);
    this.configuration = JSON.parse(readFileSync(this.file, 'utf8')) as Configuration;
  }

  /** Providers that Terraform does not have built in. */
  get providers(): readonly RequiredProvider[] {
    return Object.values(this.configuration.terraform?.required_providers ?? {});
  }

  /** Resources whose provisioners do something on a machine, so that applying them needs hosts. */
  get onMachines(): readonly string[] {
    return this.resources().flatMap(([address, block]) => (block.provisioner === undefined ? [] : [address]));
  }

  /** Names of the releases that it brings to a cluster. */
  get releases(): readonly string[] {
    return Object.keys(this.configuration.resource?.helm_release ?? {});
  }

  /**
   * Makes the copy fit for the lab: points the helm provider to the lab's cluster and to no other, takes charts from the
   * folders of charts, and leaves out the releases whose charts are not there. Gives the names of those.
   */
  fitToLab(kubeconfig: string): readonly string[] {
    const { resource = {}, data = {} } = this.configuration;
    const missing = new Set<string>();
    const fit = (blocks: Blocks = {}): Blocks =>
      Object.fromEntries(
        Object.entries(blocks).map(([id, { repository, ...release }]): [string, Block] => {
          if (repository === undefined) return [id, release];
          const path = findChart({ repository, name: release.chart ?? '', version: release.version ?? '' });
          if (path === undefined) missing.add(id);
          return [id, { ...release, chart: path ?? '' }];
        }),
      );
    const fitted = {
      ...this.configuration,
      provider: { ...this.configuration.provider, helm: [{ kubernetes: { config_path: kubeconfig } }] },
      resource: { ...resource, helm_release: fit(resource.helm_release) },
      ...(data.helm_template && { data: { ...data, helm_template: fit(data.helm_template) } }),
    };
    this.configuration = without(missing, fitted) as Configuration;
    writeFileSync(this.file, JSON.stringify(this.configuration, null, 2));
    return [...missing];
  }

  /** Runs Terraform in the stack's folder. */
  terraform(args: readonly string[], options: { exitCodes?: readonly number[] } = {}): Promise<Printed> {
    return run(process.env.TERRAFORM_BINARY_NAME ?? 'terraform', args, {
      cwd: this.folder,
      env: {
        TF_CLI_CONFIG_FILE: this.cliConfiguration,
        TF_IN_AUTOMATION: '1',
        TF_INPUT: '0',
        TF_CLI_ARGS: '-no-color',
      },
      ...options,
    });
  }

  private get file(): string {
    return join(this.folder, 'cdk.tf.json');
  }

  private resources(): readonly (readonly [string, Block])[] {
    return Object.entries(this.configuration.resource ?? {}).flatMap(([type, blocks]) =>
      Object.entries(blocks).map(([id, block]) => [`${type}.${id}`, block] as const),
    );
  }
}

/** The same without the releases that are gone, and without what refers to them. */
function without(gone: ReadonlySet<string>, value: unknown): unknown {
  const isGone = (name: unknown) => typeof name === 'string' && gone.has(name.replace(/^helm_release\./, ''));
  if (Array.isArray(value)) return value.filter((item) => !isGone(item)).map((item) => without(gone, item));
  if (typeof value !== 'object' || value === null) return value;
  const kept = Object.entries(value).filter(([key]) => !gone.has(key));
  const fitted = kept.map(([key, item]) => [key, without(gone, item)] as const);
  // A type of resource with no resource left is refused.
  return Object.fromEntries(fitted.filter(([key, item]) => !(isEmpty(item) && !isEmpty(Reflect.get(value, key)))));
}

function isEmpty(value: unknown): boolean {
  return typeof value === 'object' && value !== null && Object.keys(value).length === 0;
}
