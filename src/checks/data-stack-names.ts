import { dataStackName } from '../planning/data-stacks';
import { error, type Problem } from '../schema/problem';
import type { CheckContext } from './context';
import { findDuplicates } from './duplicates';

/** Checks that the data stacks of tenants and environments have different names: each has a Terraform state of its own. */
export function checkDataStackNames({ platform }: CheckContext): readonly Problem[] {
  const stacks = platform.environments.flatMap((environment) => [
    { name: dataStackName(environment), path: ['environments'] },
    ...Object.keys(platform.tenants).map((tenant) => ({
      name: dataStackName(environment, tenant),
      path: ['tenants', tenant],
    })),
  ]);
  return [...findDuplicates(stacks, ({ name }) => name)].map(([name, [, second]]) =>
    error(
      second?.path ?? [],
      name,
      'is the name of the data stack of two tenants or environments',
      'rename the tenant or the environment',
    ),
  );
}
