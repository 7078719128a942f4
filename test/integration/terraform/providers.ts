import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { UsedTypes } from '../../../tools/stand-in/bindings';
import { installStandIn, tryGetStandIn, type StandIn } from '../../../tools/stand-in/stand-in';

/**
 * Source from which Terraform installs a provider: a folder with real providers, the registry, or a stand-in of this
 * repository; undefined if none has it.
 */
export type ProviderSource = 'folder' | 'registry' | StandIn | undefined;

/** Types of a stack's resources and data sources, and the providers that it requires. */
export interface ProviderUse extends UsedTypes {
  readonly providers: readonly RequiredProvider[];
}

/**
 * Sources of Terraform providers: the filesystem mirror in the folder PLINTH_TERRAFORM_PROVIDERS; with
 * PLINTH_TERRAFORM_REGISTRY=1 the registry; otherwise stand-ins. By default tests have no network access.
 */
export class Providers {
  private readonly folder: string | undefined;
  private readonly hasRegistry: boolean;

  /** @param use all sources, only real providers, or only stand-ins */
  constructor(private readonly use: 'all' | 'real' | 'stand-ins' = 'all') {
    this.folder = use === 'stand-ins' ? undefined : process.env.PLINTH_TERRAFORM_PROVIDERS;
    this.hasRegistry = use !== 'stand-ins' && process.env.PLINTH_TERRAFORM_REGISTRY === '1';
  }

  /** Returns the source of a provider, or undefined if it is not available. */
  tryGetSource(provider: RequiredProvider): ProviderSource {
    if (this.folder !== undefined && existsSync(join(this.folder, providerAddress(provider), provider.version)))
      return 'folder';
    if (this.hasRegistry) return 'registry';
    if (this.use === 'real') return undefined;
    const [host, namespace, name = ''] = providerAddress(provider).split('/');
    if (host !== 'registry.terraform.io' || namespace !== 'hashicorp') return undefined;
    const standIn = tryGetStandIn(name);
    return standIn?.version === provider.version ? standIn : undefined;
  }

  /** Lists the stand-ins that a stack uses. */
  listStandIns(use: ProviderUse): readonly StandIn[] {
    return use.providers
      .map((provider) => this.tryGetSource(provider))
      .filter((source): source is StandIn => typeof source === 'object');
  }

  /**
   * Installs the stand-ins that stacks use into a filesystem mirror in a folder, and writes a CLI configuration file for
   * Terraform, which replaces that of the user. Returns its path.
   */
  async install(folder: string, uses: readonly ProviderUse[]): Promise<string> {
    const standIns = new Map(
      uses.flatMap((use) => this.listStandIns(use)).map((standIn) => [standIn.provider, standIn]),
    );
    const mirror = join(folder, 'stand-ins');
    for (const standIn of standIns.values()) {
      const ofProvider = (type: string) => type.startsWith(`${standIn.provider}_`);
      const types: UsedTypes = {
        resources: uses.flatMap(({ resources }) => resources.filter(ofProvider)),
        dataSources: uses.flatMap(({ dataSources }) => dataSources.filter(ofProvider)),
      };
      await installStandIn(standIn, types, mirror);
    }
    const file = join(folder, 'terraformrc');
    mkdirSync(folder, { recursive: true });
    this.writeConfiguration(file, standIns.size === 0 ? undefined : mirror);
    return file;
  }

  /** Writes a CLI configuration file for Terraform; `standIns` is the filesystem mirror of the stand-ins. */
  writeConfiguration(file: string, standIns?: string): void {
    const mirroredProviders = this.folder === undefined ? [] : listAddresses(this.folder);
    const methods: string[] = [];
    for (const mirror of [this.folder, standIns])
      if (mirror !== undefined) methods.push(`filesystem_mirror {\n    path = ${JSON.stringify(mirror)}\n  }`);
    if (this.hasRegistry) methods.push(`direct {\n    exclude = ${JSON.stringify(mirroredProviders)}\n  }`);
    // Without any installation method Terraform uses the registry.
    if (methods.length === 0) methods.push(`direct {\n    include = []\n    exclude = ["*/*/*"]\n  }`);
    writeFileSync(file, `disable_checkpoint = true\nprovider_installation {\n  ${methods.join('\n  ')}\n}\n`);
  }
}

/** Entry of `required_providers`. */
export interface RequiredProvider {
  readonly source: string;
  readonly version: string;
}

/** Returns the full source address of a provider: `registry.terraform.io/hashicorp/helm` for `helm`. */
export function providerAddress({ source }: RequiredProvider): string {
  const segments = source.split('/');
  return ['registry.terraform.io', 'hashicorp']
    .slice(0, 3 - segments.length)
    .concat(segments)
    .join('/');
}

/** Lists the source addresses in a filesystem mirror: HOST/NAMESPACE/TYPE. */
function listAddresses(folder: string): readonly string[] {
  const listChildren = (path: string) => readdirSync(join(folder, path)).map((name) => join(path, name));
  return listChildren('').flatMap(listChildren).flatMap(listChildren);
}
