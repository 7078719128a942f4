import type { Platform } from '../definition/platform';
import { parseReference } from '../definition/references';
import type { Tenant } from '../definition/tenant';
import { suggest } from '../schema/suggestions';
import { formatPath } from '../schema/problem';
import { UserError } from '../schema/user-error';
import { listEnvironments } from './environments';

/** Settings of a new application. */
export interface ScaffoldOptions {
  /**
   * Image with tag.
   * @default version 0.1.0 in the tenant's registry
   */
  readonly image?: string;
  /** Host name of its ingress. */
  readonly ingress?: string;
}

/** New application, not yet part of the definition. */
export interface ApplicationScaffold {
  readonly tenant: string;
  readonly name: string;
  /** Path of the application in the definition. */
  readonly path: readonly string[];
  readonly options: { readonly image: string; readonly [option: string]: unknown };
}

/**
 * Creates the options of a new application: its image, and the image of each environment after the first.
 * @param reference `tenant/application`
 * @throws UserError when the tenant does not exist, or has an application of this name
 */
export function scaffoldApplication(
  platform: Platform,
  reference: string,
  { image, ingress }: ScaffoldOptions,
): ApplicationScaffold {
  const { tenant: tenantName, application: name } = parseReference(reference, '');
  const tenants = Object.keys(platform.tenants);
  if (tenantName === '')
    throw new UserError(
      `'${reference}' names no tenant: ${tenants.length === 0 ? 'run plinth new tenant, and ' : ''}write <tenant>/${name}, such as ${tenants[0] ?? 'shop'}/${name}`,
    );
  const tenant = platform.tenants[tenantName];
  if (!tenant)
    throw new UserError(
      `tenant '${tenantName}' of application '${reference}' does not exist: ${suggest(tenantName, tenants)}, or run plinth new tenant`,
    );
  const path = ['tenants', tenantName, 'applications', name];
  if (tenant.applications?.[name]) throw new UserError(`${formatPath(path)} already exists: nothing was written`);
  const initialImage = image ?? `${defaultRegistry(platform, tenantName, tenant)}/${name}:0.1.0`;
  const [, ...laterEnvironments] = listEnvironments(platform, tenant);
  // One image for each environment, so that plinth promote edits one line.
  const perEnvironment = Object.fromEntries(
    laterEnvironments.map((environment) => [environment, { image: initialImage }]),
  );
  return {
    tenant: tenantName,
    name,
    path,
    options: {
      image: initialImage,
      ...(ingress === undefined ? {} : { ingress }),
      ...(laterEnvironments.length === 0 ? {} : { perEnvironment }),
    },
  };
}

function defaultRegistry({ domain }: Platform, tenantName: string, { registries }: Tenant): string {
  return registries?.[0] ?? `registry.${domain}/${tenantName}`;
}
