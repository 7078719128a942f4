import { Failure } from '../failure';
import { DescriptionError } from '../model/problem';
import { readDescription, type ReadDescription } from './read';
import { formatMistakes } from './report';

/** Names the description where a command's arguments name other things. */
export const descriptionOption = [
  '--file <file>',
  'the description; default: platform.ts, .yaml, .yml or .json',
] as const;

/** Reads a description and does something with it; its mistakes are told with the lines where they stand. */
export async function described(file: string | undefined, action: (said: ReadDescription) => void): Promise<void> {
  const said = await readDescription(file);
  try {
    action(said);
  } catch (thrown) {
    if (!(thrown instanceof DescriptionError)) throw thrown;
    throw new Failure(formatMistakes(thrown, said).trimEnd(), { cause: thrown });
  }
}
