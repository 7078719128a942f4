import { checkAdmission } from '../constructs/tenants/admission/check';
import { checkGeneratedNames } from '../constructs/tenants/generated-names';
import { createLanguage, type DefinitionLanguage, type LanguageOptions } from './create-language';
import type { AnyKind } from './kinds/cluster-kind';

/**
 * Creates the language of a set of kinds. Kinds of users are equal to the built-in ones.
 * @throws Error where two kinds have the same name
 * @example
 * const note = componentKind({ kind: 'note', summary: 'Does nothing.', schema: z.strictObject({}), releases: () => [] });
 * const acmeLanguage = language([...kinds, note]);
 */
export function language<const Kinds extends readonly AnyKind[]>(
  kinds: Kinds,
  options: LanguageOptions = {},
): DefinitionLanguage<Kinds> {
  return createLanguage(kinds, options, (tenant, cluster) => [
    ...checkAdmission(tenant, cluster),
    ...checkGeneratedNames(tenant, cluster),
  ]);
}
