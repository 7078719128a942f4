import { join } from 'node:path';
import { formatYaml } from '../../constructs/kubernetes/yaml';
import { UserError } from '../schema/user-error';
import type { Platform } from '../definition/platform';
import { suggest } from '../schema/suggestions';
import { parseReference } from '../definition/references';
import { formatPath } from '../schema/problem';
import type { Tenant } from '../definition/tenant';
import { editDefinition, isProgram, displayPath, tryGetEditLocation, setValueAtPath, writeNewFile } from './edit';
import { listEnvironments } from './promote';
import type { LoadedDefinition } from './read-definition';

/** What `plinth new service` takes. */
export interface NewServiceOptions {
  readonly image?: string;
  readonly ingress?: string;
}

/** A service of a tenant that is not there yet, as it is begun. */
export interface ServiceScaffold {
  readonly tenant: string;
  readonly name: string;
  readonly path: readonly string[];
  readonly options: { readonly image: string; readonly [option: string]: unknown };
}

/**
 * Begins a service: an image, a line for each environment after the first, and the defaults for all else.
 * @param service `tenant/application`
 * @throws UserError where there is no such tenant, or the tenant has one of this name
 */
export function scaffoldService(
  platform: Platform,
  service: string,
  { image, ingress }: NewServiceOptions,
): ServiceScaffold {
  const { tenant, application: name } = parseReference(service, '');
  const found = platform.tenants[tenant];
  if (!found)
    throw new UserError(
      `there is no tenant '${tenant}' for service '${service}': ${suggest(tenant, Object.keys(platform.tenants))}, or run plinth new tenant`,
    );
  const path = ['tenants', tenant, 'applications', name];
  if (found.applications?.[name]) throw new UserError(`${formatPath(path)} is there already: nothing written`);
  const [, ...later] = listEnvironments(platform, found);
  const first = image ?? `${defaultRegistry(platform, tenant, found)}/${name}:0.1.0`;
  return {
    tenant,
    name,
    path,
    options: {
      image: first,
      ...(ingress === undefined ? {} : { ingress }),
      // What runs where is one line for each environment: plinth promote moves it.
      ...(later.length === 0
        ? {}
        : { perEnvironment: Object.fromEntries(later.map((environment) => [environment, { image: first }])) }),
    },
  };
}

function defaultRegistry({ domain }: Platform, name: string, { registries }: Tenant): string {
  return registries?.[0] ?? `registry.${domain}/${name}`;
}

/** Writes a new service into the description, or a file for programs to import. Returns what to do next. */
export function newService(said: LoadedDefinition, service: string, options: NewServiceOptions): string {
  const { platform } = said.language.plan(said.platform);
  const begun = scaffoldService(platform, service, options);
  const place = tryGetEditLocation(said, begun.path);
  if (place) {
    editDefinition(said, place, begun.path, begun.options);
    return `${displayPath(place.file)}: ${formatPath(begun.path)} written\nnext: say its image and port there, then plinth check\n`;
  }
  said.language.plan(setValueAtPath(said.platform, begun.path, begun.options));
  const file = `tenants/${begun.tenant}/${begun.name}.ts`;
  const variable = camelCase(begun.name);
  writeNewFile(
    file,
    `import { application } from 'plinth';\n\nexport const ${variable} = application(${formatLiteral(begun.options)});\n`,
  );
  return formatImportInstructions(said, file, variable, formatPath(begun.path.slice(0, -1)), begun.name);
}

/** What `plinth new tenant` takes. */
export interface NewTenantOptions {
  readonly owners?: string;
}

/** Writes a new tenant on all clusters, in a file of its own where tenants have one. Returns what to do next. */
export function newTenant(said: LoadedDefinition, name: string, { owners }: NewTenantOptions): string {
  const { platform } = said.language.plan(said.platform);
  const path = ['tenants', name];
  if (platform.tenants[name]) throw new UserError(`${formatPath(path)} is there already: nothing written`);
  const tenant = {
    clusters: Object.entries(platform.clusters).flatMap(([cluster, { state }]) =>
      state === 'present' ? [cluster] : [],
    ),
    owners: owners ?? `${name}-developers`,
    quota: { cpu: 8, memoryGiB: 32 },
  };
  const next = `next: plinth new service ${name}/web\n`;
  const [folder = isProgram(said) ? 'tenants' : undefined] = said.tenantFiles.folders;
  if (folder === undefined) {
    editDefinition(said, { file: said.file, path }, path, tenant);
    return `${displayPath(said.file)}: ${formatPath(path)} written\n${next}`;
  }
  said.language.plan(setValueAtPath(said.platform, path, tenant));
  const file = join(folder, `${name}.yaml`);
  writeNewFile(
    file,
    `# Tenant ${name}; groups are those that people log in to the clusters with.\n${formatYaml(tenant)}`,
  );
  const include =
    said.tenantFiles.folders.length > 0 ? '' : `add to ${said.file}: tenants: { ...tenantsIn('${folder}') }\n`;
  return `${displayPath(file)}: written\n${include}${next}`;
}

/** What `plinth new cluster` takes. */
export interface NewClusterOptions {
  readonly environment?: string;
  readonly kind: string;
}

const clusterTemplates: Readonly<Record<string, (name: string) => object>> = {
  existing: (name) => ({
    kubeconfig: '~/.kube/config',
    context: name,
    provides: { network: {}, 'network-policy': {}, dns: {} },
    components: [{ kind: 'metrics-server' }],
  }),
  'on-prem': (name) => ({
    ssh: { user: 'ops' },
    controlPlanes: { [`${name}-cp1`]: '192.0.2.11' },
    workers: { [`${name}-w1`]: '192.0.2.21', [`${name}-w2`]: '192.0.2.22' },
    components: [{ kind: 'cilium' }, { kind: 'core-dns' }, { kind: 'local-path' }, { kind: 'metrics-server' }],
  }),
};

/** Writes a new cluster into the description, or a file for programs to import. Returns what to do next. */
export function newCluster(said: LoadedDefinition, name: string, { environment, kind }: NewClusterOptions): string {
  const { platform } = said.language.plan(said.platform);
  const path = ['clusters', name];
  if (platform.clusters[name]) throw new UserError(`${formatPath(path)} is there already: nothing written`);
  const options = clusterTemplates[kind]?.(name);
  if (!options)
    throw new UserError(`there is no beginning for kind '${kind}': ${suggest(kind, Object.keys(clusterTemplates))}`);
  const cluster = { kind, environment: environment ?? platform.environments.at(-1), ...options };
  const place = tryGetEditLocation(said, path);
  const next = `next: say there how it is reached${kind === 'on-prem' ? ' and the addresses of its hosts' : ''}, then plinth check\n`;
  if (place) {
    editDefinition(said, place, path, cluster);
    return `${displayPath(place.file)}: ${formatPath(path)} written\n${next}`;
  }
  said.language.plan(setValueAtPath(said.platform, path, cluster));
  const file = `clusters/${name}.ts`;
  const variable = camelCase(name);
  writeNewFile(file, `/** Cluster ${name}. */\nexport const ${variable} = ${formatLiteral(cluster)} as const;\n`);
  return `${formatImportInstructions(said, file, variable, 'clusters', name)}${next}`;
}

function formatImportInstructions(
  said: LoadedDefinition,
  file: string,
  variable: string,
  where: string,
  name: string,
): string {
  const key = name === variable ? name : `'${name}': ${variable}`;
  return `${file}: written\nadd to ${said.file}:\n  import { ${variable} } from './${file.replace(/\.ts$/, '')}';\n  in ${where}: ${key},\n`;
}

function camelCase(name: string): string {
  return name.replace(/-+([a-z0-9])/g, (_, letter: string) => letter.toUpperCase()).replace(/^[0-9]/, '_$&');
}

/** Plain data as TypeScript. */
function formatLiteral(value: unknown): string {
  return JSON.stringify(value, null, 2)
    .replace(/"([A-Za-z_][A-Za-z0-9_]*)":/g, '$1:')
    .replace(/"((?:[^"\\']|\\.)*)"/g, "'$1'");
}
