import { UserError } from '../schema/user-error';
import { DefinitionError } from '../schema/problem';
import { readDefinition, type LoadedDefinition } from './read-definition';
import { formatDefinitionError } from './report';

/** Names the description where a command's arguments name other things. */
export const definitionOption = [
  '--file <file>',
  'the description; default: platform.ts, .yaml, .yml or .json',
] as const;

/** Reads a description and does something with it; its mistakes are told with the lines where they stand. */
export async function withDefinition(
  file: string | undefined,
  action: (said: LoadedDefinition) => void,
): Promise<void> {
  const said = await readDefinition(file);
  try {
    action(said);
  } catch (thrown) {
    if (!(thrown instanceof DefinitionError)) throw thrown;
    throw new UserError(formatDefinitionError(thrown, said).trimEnd(), { cause: thrown });
  }
}
