import { UserError } from '../schema/user-error';
import { DefinitionError } from '../schema/problem';
import { readDefinition, type LoadedDefinition } from './read-definition';
import { formatDefinitionError } from './report';

/** Options of {@link withDefinition}. */
interface ActionOptions {
  /**
   * Whether the action writes files, of which an error shows that none was written.
   * @default true
   */
  readonly writes?: boolean;
}

/**
 * Reads a platform definition and runs an action on it.
 * @throws UserError with the errors of the definition and their lines
 */
export async function withDefinition(
  file: string | undefined,
  action: (definition: LoadedDefinition) => unknown,
  { writes = true }: ActionOptions = {},
): Promise<void> {
  const definition = await readDefinition(file);
  try {
    await action(definition);
  } catch (error) {
    if (!(error instanceof DefinitionError)) throw error;
    throw new UserError(formatDefinitionError(error, definition, writes).trimEnd(), { cause: error });
  }
}
