import type { Command } from 'commander';
import { UserError } from '../schema/user-error';
import type { Platform } from '../definition/platform';
import { parseReference, resolveForEnvironment } from '../definition/references';
import { suggest } from '../schema/suggestions';
import { formatPath } from '../schema/problem';
import type { Tenant, TenantWorkload } from '../definition/tenant';
import { editDefinition, tryGetEditLocation } from './edit-definition';
import { listEnvironments } from './environments';
import { definitionOption, type DefinitionOptions } from './definition-file';
import type { LoadedDefinition } from './read-definition';
import { withDefinition } from './with-definition';
import { displayPath } from './write-files';

/** Options of `plinth promote`. */
export interface PromoteOptions {
  /** Environment whose image is set. */
  readonly to: string;
  /**
   * Environment that has the image.
   * @default the last environment before `to` that the application runs in
   */
  readonly from?: string;
}

/** Adds `plinth promote`. */
export function addPromoteCommand(program: Command): void {
  program
    .command('promote')
    .argument('<tenant/application>', 'Application to promote')
    .requiredOption('--to <environment>', 'Environment whose image is set')
    .option(
      '--from <environment>',
      'Environment that has the image; default: the previous one that the application runs in',
    )
    .option(...definitionOption)
    .addHelpText(
      'after',
      `
Examples:
  # Run in prod what runs in the environment before prod
  plinth promote shop/web --to prod

  # Run in prod what runs in dev
  plinth promote shop/web --from dev --to prod`,
    )
    .action(async (application: string, options: PromoteOptions & DefinitionOptions) => {
      await withDefinition(options.file, (definition) => {
        process.stdout.write(promote(definition, application, options));
      });
    });
}

/**
 * Sets the image of an application in one environment to its image in an earlier one, which edits one line.
 * @param reference `tenant/application`
 * @returns a report with the next steps
 * @throws UserError when the application or an environment does not exist, or the application is defined in a program
 */
export function promote(definition: LoadedDefinition, reference: string, { to, from }: PromoteOptions): string {
  const { platform } = definition.language.plan(definition.platform);
  const { tenantName, tenant, workloadName, workload } = getWorkload(platform, reference);
  const environments = listEnvironments(platform, tenant, workload);
  for (const environment of [to, from ?? to]) {
    if (!platform.environments.includes(environment))
      throw new UserError(
        `environment '${environment}' does not exist: ${suggest(environment, platform.environments)}`,
      );
    if (!environments.includes(environment))
      throw new UserError(`${reference} does not run in ${environment}: write one of ${environments.join(', ')}`);
  }
  const source = from ?? environments[environments.indexOf(to) - 1];
  if (source === undefined)
    throw new UserError(
      `${reference} runs in no environment before ${to}: set the environment that has the image with --from`,
    );
  const { image } = resolveForEnvironment(workload, source);
  const { image: previousImage } = resolveForEnvironment(workload, to);
  if (image === previousImage) return `${reference}: ${to} already runs ${image}, as ${source} does\n`;

  const workloadPath = ['tenants', tenantName, 'applications', workloadName];
  const path = [...workloadPath, 'perEnvironment', to, 'image'];
  const location = tryGetEditLocation(definition, path);
  if (!location)
    throw new UserError(
      `${definition.file} is a program, which plinth promote cannot edit: write perEnvironment: { ${to}: { image: '${image}' } } in ${formatPath(workloadPath)}, or move its applications to a file of the tenant (tenantsIn)`,
    );
  editDefinition(definition, location, path, image);
  return `${reference}: ${to} ${previousImage} → ${image}, as in ${source}\n${displayPath(location.file)}: written\nnext: npx plinth diff, npx plinth synth, then commit\n`;
}

interface FoundWorkload {
  readonly tenantName: string;
  readonly tenant: Tenant;
  readonly workloadName: string;
  readonly workload: TenantWorkload;
}

function getWorkload({ tenants }: Platform, reference: string): FoundWorkload {
  const { tenant: tenantName, application: workloadName } = parseReference(reference, '');
  const tenant = tenants[tenantName];
  const workload = tenant?.applications?.[workloadName];
  if (tenant && workload) return { tenantName, tenant, workloadName, workload };
  const candidates = Object.entries(tenants).flatMap(([name, { applications = {} }]) =>
    Object.keys(applications).map((application) => `${name}/${application}`),
  );
  throw new UserError(`application '${reference}' does not exist: ${suggest(reference, candidates)}`);
}
