import { chmodSync, copyFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { tool } from '../tool';
import { getProviderVersion, readProviderSchema, tryGetBindings, type Bindings, type UsedTypes } from './bindings';
import { madeUpValues } from './made-up-values';

/** Provider of HashiCorp in the version of its bindings, for which a stand-in can be installed. */
export interface StandIn {
  /** `helm`. */
  readonly provider: string;
  /** Version of the provider: `3.1.1`. */
  readonly version: string;
  /** Name for reports: `stand-in provider for hashicorp/helm 3.1.1, schema from @cdktf/provider-helm 12.1.2`. */
  readonly name: string;
  readonly bindings: Bindings;
}

/** Returns the stand-in for a provider, or undefined if its bindings are not installed. */
export function tryGetStandIn(provider: string): StandIn | undefined {
  const bindings = tryGetBindings(provider);
  if (!bindings) return undefined;
  const version = getProviderVersion(bindings);
  const source = `schema from ${bindings.package} ${bindings.version}`;
  return { provider, version, name: `stand-in provider for hashicorp/${provider} ${version}, ${source}`, bindings };
}

/** Installs a stand-in into a filesystem mirror of Terraform; its schema has the given types. */
export async function installStandIn({ provider, version, name, bindings }: StandIn, types: UsedTypes, mirror: string) {
  const address = `registry.terraform.io/hashicorp/${provider}`;
  const folder = join(mirror, address, version, platform());
  mkdirSync(folder, { recursive: true });
  const program = join(folder, `terraform-provider-${provider}_v${version}`);
  copyFileSync(await tool('terraform-provider-stand-in'), program);
  chmodSync(program, 0o755);
  const definition = { name, address, schema: readProviderSchema(bindings, types), values: madeUpValues };
  writeFileSync(join(folder, 'stand-in.json'), JSON.stringify(definition));
}

/** Returns the platform in Go's words: `linux_amd64`. */
function platform(): string {
  const architectures: Readonly<Record<string, string>> = { x64: 'amd64', ia32: '386' };
  const system = process.platform === 'win32' ? 'windows' : process.platform;
  return `${system}_${architectures[process.arch] ?? process.arch}`;
}
