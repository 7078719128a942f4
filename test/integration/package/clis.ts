import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { Report } from '../../../tools/report';
import { readFiles, type Files } from '../../support/output-files';
import { Project, program } from './project';

// Runs a user's program with cdktf-cli and cdk8s-cli, and compares their output with that of `plinth synth`.
const project = new Project();
const report = new Report('clis', { folder: join(__dirname, '../../../.plinth/reports') });
const clis = ['cdktf-cli@0.21.0', 'cdk8s-cli@2.207.60'];

// Disables the update checks of both CLIs.
Object.assign(process.env, { CHECKPOINT_DISABLE: '1', DISABLE_VERSION_CHECK: '1', CDK8S_CHECK_UPGRADE: 'false' });

void main();

async function main(): Promise<void> {
  try {
    const isInstalled = await report.check('packs, and installs with cdktf-cli and cdk8s-cli', () => {
      project.pack();
      project.install(...clis);
    });
    if (!isInstalled) return;
    project.write('platform.ts', program);
    const app = 'npx tsx platform.ts';
    project.write(
      'cdktf.json',
      JSON.stringify({ language: 'typescript', app, projectId: 'acme', sendCrashReports: 'false' }),
    );
    project.write('cdk8s.yaml', `language: typescript\napp: ${app}\noutput: dist\n`);
    let expected: Files = {};
    await report.check('plinth synth succeeds', () => {
      expected = runAndRead('plinth synth');
    });
    for (const command of ['cdktf synth', 'cdk8s synth']) {
      await report.check(`npx ${command} writes the same files to the same paths`, () => {
        expectSame(expected, runAndRead(command));
      });
    }
  } finally {
    project.remove();
    process.exitCode = report.close();
  }
}

/** Removes earlier output, runs a command in the project and returns its output files. */
function runAndRead(command: string): Files {
  const folders = ['cdktf.out', 'dist'];
  for (const folder of folders) rmSync(join(project.folder, folder), { recursive: true, force: true });
  project.run('npx', ...command.split(' '));
  return Object.assign({}, ...folders.map((folder) => readFolder(folder))) as Files;
}

function readFolder(folder: string): Files {
  const files = Object.entries(readFiles(join(project.folder, folder)));
  return Object.fromEntries(files.map(([path, text]) => [`${folder}/${path}`, text]));
}

function expectSame(expected: Files, actual: Files): void {
  const paths = [...new Set([...Object.keys(expected), ...Object.keys(actual)])].sort();
  const different = paths.filter((path) => expected[path] !== actual[path]);
  if (paths.length === 0) throw new Error('nothing was written');
  if (different.length > 0)
    throw new Error(
      different
        .map(
          (path) => `${path} ${path in expected ? (path in actual ? 'differs' : 'is not written') : 'is additional'}`,
        )
        .join('\n'),
    );
}
