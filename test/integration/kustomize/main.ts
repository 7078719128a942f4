import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { isDeepStrictEqual } from 'node:util';
import { join } from 'node:path';
import { readDefinition, type LoadedDefinition } from '../../../src/cli/read-definition';
import { writeOutput } from '../../../src/synth';
import { run } from '../../../tools/command';
import { Report } from '../../../tools/report';
import { tool } from '../../../tools/tool';
import { exampleNames } from '../cluster/examples';
import { objectsOf, parseObjects, readOutput, type Output } from '../cluster/output';

/** Builds every overlay of every example with kustomize itself, and compares with the plain objects. */
const root = join(__dirname, '../../..');
const folder = mkdtempSync(join(tmpdir(), 'plinth-kustomize-'));
const report = new Report('kustomize', { folder: join(root, '.plinth/reports') });

void main();

async function main(): Promise<void> {
  try {
    const kustomize = await tool('kustomize');
    for (const example of exampleNames()) {
      const made: { plain?: Output; kustomized?: Output } = {};
      await report.check(`${example}: is synthesised both ways`, async () => {
        const said = await readDefinition(join(root, `examples/${example}.ts`));
        made.plain = synthesise(said, example, 'plain');
        made.kustomized = synthesise(said, example, 'kustomize');
      });
      if (made.plain && made.kustomized) await compare(example, kustomize, made.plain, made.kustomized);
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
  const out = join(folder, example, manifests);
  mkdirSync(out, { recursive: true });
  writeOutput(plan, language, { terraform: join(out, 'cdktf.out'), dist: join(out, 'dist') });
  return readOutput(out);
}

async function compare(example: string, kustomize: string, plain: Output, kustomized: Output): Promise<void> {
  for (const [cluster, { releases }] of Object.entries(plain.order.clusters)) {
    const tenants = releases.filter((release) => release.folder.startsWith(`${cluster}/tenants/`));
    if (tenants.length === 0) continue;
    await report.check(`${example}/${cluster}: ${tenants.length} overlays build to the plain objects`, async () => {
      for (const release of tenants) {
        const built = await run(kustomize, ['build', join(kustomized.folder, 'dist', release.folder)]);
        expectSame(
          release.folder,
          byIdentity(objectsOf(plain, release)),
          byIdentity(parseObjects(built.stdout, kustomize)),
        );
      }
    });
  }
}

type Objects = ReadonlyMap<string, object>;

function byIdentity(objects: ReturnType<typeof parseObjects>): Objects {
  return new Map(
    objects.map((object) => [
      [object.apiVersion, object.kind, object.metadata.namespace ?? '', object.metadata.name].join(' '),
      object,
    ]),
  );
}

function expectSame(where: string, wanted: Objects, built: Objects): void {
  const names = [...new Set([...wanted.keys(), ...built.keys()])];
  const wrong = names.filter((name) => !isDeepStrictEqual(wanted.get(name), built.get(name)));
  if (wrong.length > 0) throw new Error(`${where}: not the same: ${wrong.join(', ')}`);
}
