import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { isDeepStrictEqual } from 'node:util';
import { join } from 'node:path';
import { readDefinition, type LoadedDefinition } from '../../../src/cli/read-definition';
import { writeOutput } from '../../../src/synth';
import { run } from '../../../tools/command';
import { Report } from '../../../tools/report';
import { tool } from '../../../tools/tool';
import { exampleNames } from '../../support/examples';
import { readReleaseObjects, parseObjects, readOutput, type Output } from '../cluster/output';

// Builds every overlay of every example with kustomize and compares the result with the plain manifests.
const root = join(__dirname, '../../..');
const folder = mkdtempSync(join(tmpdir(), 'plinth-kustomize-'));
const report = new Report('kustomize', { folder: join(root, '.plinth/reports') });

void main();

async function main(): Promise<void> {
  try {
    const kustomize = await tool('kustomize');
    for (const example of exampleNames()) {
      const output: { plain?: Output; kustomized?: Output } = {};
      await report.check(`${example}: is synthesised with plain and kustomize manifests`, async () => {
        const definition = await readDefinition(join(root, `examples/${example}.ts`));
        output.plain = synthesise(definition, example, 'plain');
        output.kustomized = synthesise(definition, example, 'kustomize');
      });
      if (output.plain && output.kustomized)
        await compareWithPlain(example, kustomize, output.plain, output.kustomized);
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
    process.exitCode = report.close();
  }
}

function synthesise(
  { platform, language }: LoadedDefinition,
  example: string,
  manifests: 'plain' | 'kustomize',
): Output {
  const plan = language.plan({ ...(platform as object), manifests });
  const folderPath = join(folder, example, manifests);
  mkdirSync(folderPath, { recursive: true });
  writeOutput(plan, language, { terraform: join(folderPath, 'cdktf.out'), dist: join(folderPath, 'dist') });
  return readOutput(folderPath);
}

async function compareWithPlain(example: string, kustomize: string, plain: Output, kustomized: Output): Promise<void> {
  for (const [cluster, { releases }] of Object.entries(plain.order.clusters)) {
    const tenants = releases.filter((release) => release.folder.startsWith(`${cluster}/tenants/`));
    if (tenants.length === 0) continue;
    await report.check(`${example}/${cluster}: ${tenants.length} overlays build to the plain objects`, async () => {
      for (const release of tenants) {
        const built = await run(kustomize, ['build', join(kustomized.folder, 'dist', release.folder)]);
        expectSameObjects(
          release.folder,
          indexByIdentity(readReleaseObjects(plain, release)),
          indexByIdentity(parseObjects(built.stdout, kustomize)),
        );
      }
    });
  }
}

type ObjectsByIdentity = ReadonlyMap<string, object>;

function indexByIdentity(objects: ReturnType<typeof parseObjects>): ObjectsByIdentity {
  return new Map(
    objects.map((object) => [
      [object.apiVersion, object.kind, object.metadata.namespace ?? '', object.metadata.name].join(' '),
      object,
    ]),
  );
}

function expectSameObjects(label: string, expected: ObjectsByIdentity, built: ObjectsByIdentity): void {
  const names = [...new Set([...expected.keys(), ...built.keys()])];
  const different = names.filter((name) => !isDeepStrictEqual(expected.get(name), built.get(name)));
  if (different.length > 0) throw new Error(`${label}: different objects: ${different.join(', ')}`);
}
