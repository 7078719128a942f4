import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { run, type Printed } from '../../tools/command';
import { findChart } from '../cluster/charts';
import type { RequiredProvider } from './providers';

interface Block {
  readonly [key: string]: unknown;
  readonly provisioner?: readonly Readonly<Record<string, unknown>>[];
  readonly depends_on?: readonly string[];
}

interface HelmRelease extends Block {
  readonly chart: string;
  readonly repository?: string;
  readonly version?: string;
}

interface Configuration {
  readonly provider?: Readonly<Record<string, readonly Block[]>>;
  readonly resource?: Readonly<Record<string, Readonly<Record<string, Block>>>>;
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

  /**
   * Makes the copy fit for the lab: points the helm provider to the lab's cluster and to no other, takes charts from the
   * folder of charts, and leaves out the releases whose charts are not there. Gives the names of those.
   */
  fitToLab(kubeconfig: string): readonly string[] {
    const missing: string[] = [];
    const releases: Record<string, HelmRelease> = {};
    for (const [id, release] of Object.entries(this.helmReleases())) {
      const { repository, ...rest } = release;
      const chart = { repository: repository ?? '', name: release.chart, version: release.version ?? '' };
      const path = repository === undefined ? release.chart : findChart(chart);
      if (path === undefined) missing.push(id);
      else releases[id] = { ...rest, chart: path };
    }
    const gone = new Set(missing.map((id) => `helm_release.${id}`));
    const provider = { ...this.configuration.provider, helm: [{ kubernetes: { config_path: kubeconfig } }] };
    const resource = { ...this.configuration.resource, helm_release: releases };
    this.configuration = without(gone, { ...this.configuration, provider, resource }) as Configuration;
    writeFileSync(this.file, JSON.stringify(this.configuration, null, 2));
    return missing;
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

  private helmReleases(): Readonly<Record<string, HelmRelease>> {
    return (this.configuration.resource?.helm_release ?? {}) as Readonly<Record<string, HelmRelease>>;
  }
}

/** The same without references to what is gone. */
function without(gone: ReadonlySet<string>, value: unknown): unknown {
  if (Array.isArray(value)) return value.filter((item) => !gone.has(item as string)).map((item) => without(gone, item));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, without(gone, item)]));
}
