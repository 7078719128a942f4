import { dirname, join } from 'node:path';
import type { Command } from 'commander';
import { formatPins, pinsFileName, readPins } from '../files/pins';
import type { Pins } from '../kinds/pins';
import { UserError } from '../schema/user-error';
import { listArtifacts, type Artifact } from '../output/artifacts';
import { planRequest } from '../synth';
import { formatJson } from './json-output';
import { definitionArgument } from './definition-file';
import { lockOption, type PlanCommandOptions } from './options';
import { readChartDigest, readImageDigest } from './registry-digests';
import { withDefinition } from './with-definition';
import { writeAtomic } from './write-files';

interface PinOptions extends Pick<PlanCommandOptions, 'lock'> {
  readonly check?: boolean;
  readonly json: boolean;
}

/** Adds `plinth pin`. */
export function addPinCommand(program: Command): void {
  program
    .command('pin')
    .argument(...definitionArgument)
    .option('--check', 'Compare with the digests in the file instead; the exit code is 1 if one has changed')
    .option(...lockOption)
    .option('--json', 'Print JSON', false)
    .addHelpText(
      'after',
      `
Examples:
  # Write the digests that the registries have now
  plinth pin

  # In CI: fail when a registry has another digest
  plinth pin --check`,
    )
    .action(async (file: string | undefined, { lock, check, json }: PinOptions) => {
      await withDefinition(file, async (definition) => {
        const pinsFile = join(dirname(lock), pinsFileName);
        const recorded = readPins(pinsFile);
        const artifacts = listArtifacts(planRequest(definition, lock), definition.language);
        const { pins, failures } = await resolvePins(artifacts, recorded);
        const changes = listChangedPins(recorded, pins);
        if (!check) writeAtomic(pinsFile, formatPins(pins));
        const digests = artifacts.length - failures.length;
        const report = check ? '' : `${pinsFile}: ${digests} of ${artifacts.length} digests\n`;
        process.stdout.write(
          json
            ? formatJson({ file: pinsFile, digests, artifacts: artifacts.length, changes, failures })
            : changes.map((change) => `${formatChange(change)}\n`).join('') + report,
        );
        if ((check && changes.length > 0) || failures.length > 0)
          throw new UserError(
            check && changes.length > 0
              ? `digests differ from ${pinsFile}: find out why, then write them with \`plinth pin\`${listFailures(failures)}`
              : `digests could not be read${listFailures(failures)}`,
          );
      });
    });
}

function listFailures(failures: readonly string[]): string {
  return failures.map((failure) => `\n  ${failure}`).join('');
}

/** Number of requests at the same time. */
const concurrency = 4;

/** Reads the digests of artifacts from their registries. A digest that cannot be read remains as recorded. */
export async function resolvePins(
  artifacts: readonly Artifact[],
  recorded: Pins,
): Promise<{ readonly pins: Pins; readonly failures: readonly string[] }> {
  const pins = { charts: {} as Record<string, string>, images: {} as Record<string, string> };
  const failures: string[] = [];
  const queue = [...artifacts];
  const work = async () => {
    for (let artifact = queue.shift(); artifact; artifact = queue.shift()) {
      const { type, name, source } = artifact;
      const list = type === 'chart' ? 'charts' : 'images';
      try {
        pins[list][name] = await (type === 'chart' ? readChartDigest(source) : readImageDigest(source));
      } catch (error) {
        failures.push(`${type} ${source}: ${error instanceof Error ? error.message : String(error)}`);
        const previous = recorded[list][name];
        if (previous !== undefined) pins[list][name] = previous;
      }
    }
  };
  await Promise.all(Array.from({ length: concurrency }, work));
  return { pins, failures: failures.sort() };
}

/** New or changed digest. */
interface PinChange {
  readonly type: Artifact['type'];
  readonly name: string;
  /** @default the artifact is new */
  readonly from?: string | undefined;
  readonly to: string;
}

function formatChange({ type, name, from = 'new', to }: PinChange): string {
  return `${type} ${name}: ${from} → ${to}`;
}

/** Lists new and changed digests: those of charts first, each by name. */
export function listChangedPins(recorded: Pins, pins: Pins): readonly PinChange[] {
  return (['charts', 'images'] as const).flatMap((list) =>
    Object.entries(pins[list])
      .filter(([name, digest]) => recorded[list][name] !== digest)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, digest]) => ({
        type: list === 'charts' ? ('chart' as const) : ('image' as const),
        ...{ name, from: recorded[list][name], to: digest },
      })),
  );
}
