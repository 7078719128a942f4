import { error, type Problem } from '../schema/problem';
import { isServerUse, listUses, type ServerUseEntry } from '../definition/uses';
import type { TenantPlan } from './tenant-plan';
import type { ApplicationPlan, JobPlan } from './workload-plan';

/** Use of a server of the platform, with the workload that uses it. */
export interface ProvidedUse {
  readonly workload: ApplicationPlan | JobPlan;
  readonly use: ServerUseEntry;
}

/** Lists what the workloads of a tenant use of a capability, without external servers. */
export function listProvidedUses({ applications, jobs }: TenantPlan, capability: string): readonly ProvidedUse[] {
  return [...applications, ...jobs].flatMap((workload) =>
    listUses(workload.options)
      .filter(isServerUse)
      .filter((use) => use.capability === capability && use.options.server === undefined)
      .map((use) => ({ workload, use })),
  );
}

/** Returns the path of a use, relative to the tenant. */
export function usePath({ workload, use }: ProvidedUse): readonly string[] {
  return ['applications', workload.name, 'uses', ...use.path];
}

/** Returns the name of what a workload uses: the option `name`, or the workload and the name of the use. */
export function resolveUseName(workload: string, use: ServerUseEntry): string {
  return use.options.name ?? [workload, ...use.path.slice(1)].join('-');
}

/** Checks that a workload gets the certificate authority of its server: in a file, or as a variable. */
export function checkVerifiesServer(provided: ProvidedUse): readonly Problem[] {
  const { capability, options } = provided.use;
  if (options.files !== undefined || Object.values(options.env).includes('ca.crt')) return [];
  return [
    error(
      usePath(provided),
      undefined,
      'does not give the workload the certificate authority of the server, so that it cannot verify the server',
      `set \`files: '/run/secrets/${capability}'\`, or an environment variable with the key 'ca.crt'`,
    ),
  ];
}
