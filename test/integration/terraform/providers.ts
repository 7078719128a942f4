import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Where a provider that a stack needs comes from; undefined: it is not to be had here. */
export type ProviderSource = 'folder' | 'registry' | undefined;

/**
 * Where Terraform finds providers: in the folder PLINTH_TERRAFORM_PROVIDERS, laid out as a filesystem mirror, and with
 * PLINTH_TERRAFORM_REGISTRY=1 in the registry. By default a test asks nobody outside.
 */
export class Providers {
  private readonly folder = process.env.PLINTH_TERRAFORM_PROVIDERS;
  private readonly hasRegistry = process.env.PLINTH_TERRAFORM_REGISTRY === '1';

  /** Where this provider comes from. */
  sourceOf(provider: RequiredProvider): ProviderSource {
    if (this.folder !== undefined && existsSync(join(this.folder, address(provider), provider.version)))
      return 'folder';
    return this.hasRegistry ? 'registry' : undefined;
  }

  /** Writes Terraform's command-line configuration, so that nothing of the user's own is read. */
  writeConfiguration(file: string): void {
    const mirrored = this.folder === undefined ? [] : addressesIn(this.folder);
    const methods: string[] = [];
    if (this.folder !== undefined) {
      methods.push(`filesystem_mirror {\n    path = ${JSON.stringify(this.folder)}\n  }`);
    }
    if (this.hasRegistry) methods.push(`direct {\n    exclude = ${JSON.stringify(mirrored)}\n  }`);
    // With no method at all Terraform would ask the registry.
    if (methods.length === 0) methods.push(`direct {\n    include = []\n    exclude = ["*/*/*"]\n  }`);
    writeFileSync(file, `disable_checkpoint = true\nprovider_installation {\n  ${methods.join('\n  ')}\n}\n`);
  }
}

/** A provider as `required_providers` names it. */
export interface RequiredProvider {
  readonly source: string;
  readonly version: string;
}

/** The whole address of a provider: `helm` is `registry.terraform.io/hashicorp/helm`. */
export function address({ source }: RequiredProvider): string {
  const parts = source.split('/');
  return ['registry.terraform.io', 'hashicorp']
    .slice(0, 3 - parts.length)
    .concat(parts)
    .join('/');
}

function addressesIn(folder: string): readonly string[] {
  const below = (path: string) => readdirSync(join(folder, path)).map((name) => join(path, name));
  return below('').flatMap(below).flatMap(below);
}
