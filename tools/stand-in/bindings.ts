import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { userCache } from '../user-cache';
import { readBindingModule } from './binding-module';
import { extractSchema, type ExtractedSchema } from './extract-schema';
import type { ProviderSchema, Schema } from './schema-json';

/** Installed cdktf package of a provider. */
export interface Bindings {
  /** `@cdktf/provider-helm`. */
  readonly package: string;
  readonly version: string;
  /** Folder with a module for each resource and data source. */
  readonly folder: string;
}

/** Versions of the packages that `npm run bindings` installs. */
export const pinnedBindings: Readonly<Record<string, string>> = {
  aws: '21.22.1',
  azurerm: '14.23.1',
  google: '16.12.1',
};

/** Types of a provider that are in use. */
export interface UsedTypes {
  /** `aws_vpc`. */
  readonly resources: readonly string[];
  readonly dataSources: readonly string[];
}

/** Returns the folder in which `npm run bindings` installs the packages that the project does not depend on. */
export function bindingsCache(): string {
  return userCache('bindings');
}

/** Returns the bindings of a provider, which are a dependency of this project or in the cache, or undefined. */
export function tryGetBindings(provider: string): Bindings | undefined {
  const name = `@cdktf/provider-${provider}`;
  for (const root of [join(__dirname, '../..'), bindingsCache()]) {
    const file = join(root, 'node_modules', name, 'package.json');
    if (!existsSync(file)) continue;
    const { version } = JSON.parse(readFileSync(file, 'utf8')) as { version: string };
    if (root === bindingsCache() && version !== pinnedBindings[provider]) continue;
    return { package: name, version, folder: join(dirname(file), 'lib') };
  }
  return undefined;
}

/** Returns the version of the provider from which the bindings were generated: `3.1.1`. */
export function getProviderVersion({ folder }: Bindings): string {
  return extractSchema(readBindingModule(join(folder, 'provider'))).providerVersion;
}

/** Reads the schema of a provider and of the given types from its bindings. @throws if the bindings have no such type */
export function readProviderSchema(bindings: Bindings, types: UsedTypes): ProviderSchema {
  const readAll = (names: readonly string[], sort: ExtractedSchema['sort']) =>
    Object.fromEntries([...new Set(names)].sort().map((name) => [name, readSchema(bindings, name, sort)]));
  return {
    provider: toSchema(extractSchema(readBindingModule(join(bindings.folder, 'provider')))),
    resource_schemas: readAll(types.resources, 'resource'),
    data_source_schemas: readAll(types.dataSources, 'data source'),
  };
}

function readSchema(bindings: Bindings, name: string, sort: ExtractedSchema['sort']): Schema {
  const folder = findModule(bindings.folder, name, sort);
  if (folder === undefined)
    throw new Error(`${bindings.package} ${bindings.version} has no ${sort} ${name}: check the name of the type`);
  try {
    return toSchema(extractSchema(readBindingModule(folder)));
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new Error(`${bindings.package} ${bindings.version}: the schema of ${name} cannot be read: ${reason}`, {
      cause: error,
    });
  }
}

/** Bindings do not record the version of a schema, which only matters to states of earlier versions. */
function toSchema({ block }: ExtractedSchema): Schema {
  return { version: 0, block };
}

/** Returns the folder of a type: `aws_eks_cluster` is in `eks-cluster`, the data source in `data-aws-eks-cluster`. */
function findModule(folder: string, name: string, sort: ExtractedSchema['sort']): string | undefined {
  const isData = sort === 'data source';
  const dashed = name.replaceAll('_', '-');
  const likely = join(folder, isData ? `data-${dashed}` : dashed.slice(dashed.indexOf('-') + 1));
  if (definesType(likely, name)) return likely;
  // cdktf renames modules whose names are reserved in a language.
  return readdirSync(folder)
    .filter((module) => module.startsWith('data-') === isData)
    .map((module) => join(folder, module))
    .find((module) => definesType(module, name));
}

function definesType(module: string, name: string): boolean {
  const file = join(module, 'index.js');
  return existsSync(file) && readFileSync(file, 'utf8').includes(`.tfResourceType = "${name}"`);
}
