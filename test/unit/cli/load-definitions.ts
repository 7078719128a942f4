import { readDefinition, readLanguage } from '../../../src/cli/read-definition';
import { renderDefinitionSchema } from '../../../src/cli/schema';
import { formatLock } from '../../../src/files/lock';
import { builtInLanguage } from '../../../src/synth';
import { formatLocatedProblem } from '../../../src/schema/problem';

/** What became of a definition that was read. */
export interface LoadedResult {
  readonly error?: string;
  /** Kinds that are not built in. */
  readonly kinds?: readonly string[];
  readonly problems?: readonly string[];
  readonly lock?: string;
  /** What the JSON Schema has of kinds: the option `kinds`, and the description of an option of the kind. */
  readonly schema?: readonly string[];
}

/**
 * Reads definitions and writes what became of each, as JSON. Modules of a definition are loaded as in the CLI, which is not
 * possible within jest.
 */
async function main(): Promise<void> {
  const results: Record<string, LoadedResult> = {};
  for (const file of process.argv.slice(2)) results[file] = await load(file);
  process.stdout.write(JSON.stringify(results));
}

async function load(file: string): Promise<LoadedResult> {
  try {
    const { language, platform } = await readDefinition(file);
    return {
      kinds: language.kinds
        .map(({ kind }) => kind)
        .filter((kind) => builtInLanguage.kinds.every((other) => other.kind !== kind)),
      problems: language.check(platform).map(formatLocatedProblem),
      lock: formatLock({ plinth: '0.1.0', charts: {}, versions: {}, platform, digests: {} }),
      schema: renderDefinitionSchema(await readLanguage(file)).match(/text of the notice|"kinds": \{/g) ?? [],
    };
  } catch (error) {
    return { error: (error as Error).message };
  }
}

void main();
