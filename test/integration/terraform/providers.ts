import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Source from which Terraform installs a provider; undefined if it is not available. */
export type ProviderSource = 'folder' | 'registry' | undefined;

/**
 * Sources of Terraform providers: the filesystem mirror in the folder PLINTH_TERRAFORM_PROVIDERS and, with
 * PLINTH_TERRAFORM_REGISTRY=1, the registry. By default tests have no network access.
 */
export class Providers {
  private readonly folder = process.env.PLINTH_TERRAFORM_PROVIDERS;
  private readonly hasRegistry = process.env.PLINTH_TERRAFORM_REGISTRY === '1';

  /** Returns the source of a provider, or undefined if it is not available. */
  tryGetSource(provider: RequiredProvider): ProviderSource {
    if (this.folder !== undefined && existsSync(join(this.folder, providerAddress(provider), provider.version)))
      return 'folder';
    return this.hasRegistry ? 'registry' : undefined;
  }

  /** Writes a CLI configuration file for Terraform, which replaces that of the user. */
  writeConfiguration(file: string): void {
    const mirroredProviders = this.folder === undefined ? [] : listAddresses(this.folder);
    const methods: string[] = [];
    if (this.folder !== undefined) {
      methods.push(`filesystem_mirror {\n    path = ${JSON.stringify(this.folder)}\n  }`);
    }
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
