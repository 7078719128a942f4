import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { Report } from '../../../tools/report';
import { filesIn, type Files } from '../../support/output-files';
import { Project, program } from './project';

/** Lets cdktf's and cdk8s' own commands run a user's program, and compares what they write with what `plinth synth` does. */
const project = new Project();
const report = new Report('clis', { folder: join(__dirname, '../../../.plinth/reports') });
const clis = ['cdktf-cli@0.21.0', 'cdk8s-cli@2.207.60'];

// Neither is to ask its maker for a newer version.
Object.assign(process.env, { CHECKPOINT_DISABLE: '1', DISABLE_VERSION_CHECK: '1', CDK8S_CHECK_UPGRADE: 'false' });

void main();

async function main(): Promise<void> {
  try {
    const ready = await report.check('packs and installs, with cdktf-cli and cdk8s-cli', () => {
      project.pack();
      project.install(...clis);
    });
    if (!ready) return;
    project.write('platform.ts', program);
    const app = 'npx tsx platform.ts';
    project.write(
      'cdktf.json',
      JSON.stringify({ language: 'typescript', app, projectId: 'acme', sendCrashReports: 'false' }),
    );
    project.write('cdk8s.yaml', `language: typescript\napp: ${app}\noutput: dist\n`);
    let expected: Files = {};
    await report.check('plinth synth writes', () => {
      expected = written('plinth synth');
    });
    for (const command of ['cdktf synth', 'cdk8s synth']) {
      await report.check(`npx ${command} writes the same files to the same places`, () => {
        expectSame(expected, written(command));
      });
    }
  } finally {
    project.remove();
    process.exitCode = report.close();
  }
}

/** What a command writes where nothing is. */
function written(command: string): Files {
  const folders = ['cdktf.out', 'dist'];
  for (const folder of folders) rmSync(join(project.folder, folder), { recursive: true, force: true });
  project.run('npx', ...command.split(' '));
  return Object.assign({}, ...folders.map((folder) => filesUnder(folder))) as Files;
}

function filesUnder(folder: string): Files {
  const files = Object.entries(filesIn(join(project.folder, folder)));
  return Object.fromEntries(files.map(([path, text]) => [`${folder}/${path}`, text]));
}

function expectSame(expected: Files, found: Files): void {
  const all = [...new Set([...Object.keys(expected), ...Object.keys(found)])].sort();
  const different = all.filter((path) => expected[path] !== found[path]);
  if (all.length === 0) throw new Error('nothing was written');
  if (different.length > 0)
    throw new Error(
      different
        .map((path) => `${path} ${path in expected ? (path in found ? 'differs' : 'is missing') : 'is one too many'}`)
        .join('\n'),
    );
}
