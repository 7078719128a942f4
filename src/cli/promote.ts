import { UserError } from '../schema/user-error';
import type { Platform } from '../definition/platform';
import { workloadClusters, resolveForEnvironment, parseReference } from '../definition/references';
import { suggest } from '../schema/suggestions';
import type { Tenant, TenantWorkload } from '../definition/tenant';
import { editDefinition, displayPath, tryGetEditLocation } from './edit';
import type { LoadedDefinition } from './read-definition';

/** What `plinth promote` takes. */
export interface PromoteOptions {
  readonly to: string;
  /** @default the nearest earlier environment that it runs in */
  readonly from?: string;
}

/**
 * Lets an environment run the image that an earlier one runs: one line of the description.
 * @param service `tenant/application`
 * @returns what was done, for people
 * @throws UserError where there is no such application or environment, or a program says what runs
 */
export function promote(said: LoadedDefinition, service: string, { to, from }: PromoteOptions): string {
  const { platform } = said.language.plan(said.platform);
  const { name, tenant, application, workload } = getWorkload(platform, service);
  const runsIn = listEnvironments(platform, tenant, workload);
  for (const environment of [to, from ?? to]) {
    if (!platform.environments.includes(environment))
      throw new UserError(`there is no environment '${environment}': ${suggest(environment, platform.environments)}`);
    if (!runsIn.includes(environment))
      throw new UserError(`${service} runs nowhere in ${environment}: its clusters are of ${runsIn.join(', ')}`);
  }
  const source = from ?? runsIn[runsIn.indexOf(to) - 1];
  if (source === undefined)
    throw new UserError(`${service} runs in no environment before ${to}: name the one to take it from, with --from`);
  const { image } = resolveForEnvironment(workload, source);
  const { image: earlier } = resolveForEnvironment(workload, to);
  if (image === earlier) return `${service}: ${to} runs ${image} already, as ${source} does\n`;

  const path = ['tenants', name, 'applications', application, 'perEnvironment', to, 'image'];
  const place = tryGetEditLocation(said, path);
  if (!place)
    throw new UserError(
      `${said.file} is a program, which only people edit: write perEnvironment: { ${to}: { image: '${image}' } } in tenants.${name}.applications.${application}, or give the tenant a file of its own (tenantsIn), which plinth promote can edit`,
    );
  editDefinition(said, place, path, image);
  return `${service}: ${to} ${earlier} -> ${image}, as in ${source}\n${displayPath(place.file)}: written; next: plinth diff, plinth synth, commit\n`;
}

interface FoundWorkload {
  readonly name: string;
  readonly tenant: Tenant;
  readonly application: string;
  readonly workload: TenantWorkload;
}

function getWorkload({ tenants }: Platform, service: string): FoundWorkload {
  const all = Object.entries(tenants).flatMap(([name, tenant]) =>
    Object.keys(tenant.applications ?? {}).map((application) => `${name}/${application}`),
  );
  const { tenant: name, application } = parseReference(service, '');
  const tenant = tenants[name];
  const workload = tenant?.applications?.[application];
  if (!tenant || !workload) throw new UserError(`there is no application '${service}': ${suggest(service, all)}`);
  return { name, tenant, application, workload };
}

/** Environments that a workload runs in, in the order of the platform. */
export function listEnvironments(
  { environments, clusters }: Platform,
  tenant: Tenant,
  workload?: TenantWorkload,
): readonly string[] {
  const own = workload ? workloadClusters(tenant, workload) : tenant.clusters;
  return environments.filter((environment) => own.some((cluster) => clusters[cluster]?.environment === environment));
}
