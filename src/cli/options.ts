import { lockFileName } from '../files/lock';

const defaultFiles = 'default: platform.ts, .yaml, .yml or .json';

/** Argument of commands that read the platform definition. */
export const definitionArgument = [
  '[file]',
  `Platform definition: a program (.ts, .js), data (.yaml, .json), or - for data in standard input; ${defaultFiles}`,
] as const;

/** Option for the platform definition, of commands that have other arguments. */
export const definitionOption = ['--file <file>', `Platform definition; ${defaultFiles}`] as const;

/** Values of {@link definitionOption}. */
export interface DefinitionOptions {
  readonly file?: string;
}

export const lockOption = ['--lock <file>', 'Definition that was last applied', lockFileName] as const;

export const allowRemovalOption = [
  '--allow-removal <path>',
  'Allow the removal of a resource from its clusters, such as tenants.shop; can be repeated',
  (path: string, paths: readonly string[]) => [...paths, path],
  [] as readonly string[],
] as const;

/** Values of {@link lockOption} and {@link allowRemovalOption}. */
export interface PlanCommandOptions {
  readonly lock: string;
  readonly allowRemoval: readonly string[];
}
