import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { filesIn } from '../../support/output-files';

const root = resolve(__dirname, '../../..');
const node = [process.execPath, '--require', require.resolve('tsx/cjs')];
const plinth = [...node, join(root, 'src/cli/plinth.ts')];
jest.setTimeout(60_000);

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'plinth-cli-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

const write = (file: string, text: string) => {
  mkdirSync(dirname(join(folder, file)), { recursive: true });
  writeFileSync(join(folder, file), text);
};

/** Runs a program to its end in the folder, as a shell does. */
function run([program = '', ...args]: readonly string[]) {
  const { status, stdout, stderr } = spawnSync(program, args, {
    cwd: folder,
    encoding: 'utf8',
    env: { ...process.env, TSX_TSCONFIG_PATH: join(root, 'tsconfig.json') },
  });
  return { status, stdout, stderr };
}

const platform = `name: acme
domain: acme.example
environments: [dev]
clusters:
  dc1:
    kind: existing
    environment: dev
    kubeconfig: ~/.kube/config
    components:
      - kind: local-path
      - kind: prometheus
        retentionDays: 15
`;

describe('plinth', () => {
  test('check tells all mistakes, each with its line, and exits with 1', () => {
    write('platform.yaml', platform.replace('[dev]', '[prod]').replace('retentionDays', 'retentionDay'));
    const { status, stdout, stderr } = run([...plinth, 'check']);
    expect(stdout).toBe('');
    expect(stderr).toMatch(/^platform\.yaml:7: clusters\.dc1\.environment is "dev": .*; write 'prod'$/m);
    expect(stderr).toMatch(/^platform\.yaml:12: .*retentionDay: .*; write 'retentionDays'$/m);
    expect(stderr).toMatch(/^platform\.yaml: 2 mistakes, nothing written$/m);
    expect(status).toBe(1);
    expect(readdirSync(folder)).toEqual(['platform.yaml']);
  });

  test('synth, lock and diff follow a platform from its first apply to a change that is dangerous', () => {
    write('platform.yaml', platform);
    expect(run([...plinth, 'synth'])).toEqual({
      status: 0,
      stdout: expect.stringMatching(
        /^acme: \d+ files in cdktf\.out and dist, \d+ changed, 0 removed\n {2}dc1 \(dev, .*\n.*next: cdktf deploy/,
      ) as string,
      stderr: '',
    });
    expect(run([...plinth, 'lock'])).toEqual({
      status: 0,
      stdout: 'plinth.lock.json: written, commit it\n',
      stderr: '',
    });
    const lock = readFileSync(join(folder, 'plinth.lock.json'), 'utf8');
    write('plinth.lock.json', lock.replace(/(kube-prometheus-stack) \d+/, '$1 1'));
    write('platform.yaml', platform.replace('15', '30'));
    const { status, stdout } = run([...plinth, 'diff', '--exit-code']);
    expect(stdout).toMatch(/^~ change clusters\.dc1\.components\[prometheus\]$/m);
    expect(stdout).toMatch(
      /^~ upgrade clusters\.dc1\.components\[prometheus\] \(kube-prometheus-stack 1\..* -> .*\)\n {4}! a version that may break/m,
    );
    expect(stdout).toMatch(/^2 changes, 1 of them dangerous$/m);
    expect(status).toBe(2);
  });

  test('synth of a program that throws tells the place in it, and leaves the earlier output whole', () => {
    write('dist/order.json', 'what was there');
    const program =
      "import { synth } from 'plinth';\n\nconst names: string[] = [];\nsynth({ name: (names[0] as string).trim() });\n";
    write('platform.ts', program);
    const { status, stdout, stderr } = run([...plinth, 'synth']);
    expect(stdout).toBe('');
    expect(stderr).toMatch(/^the program platform\.ts failed: TypeError: Cannot read properties of undefined/);
    expect(stderr).toMatch(/^ +at .*\(platform\.ts:4:\d+\)$/m);
    expect(stderr).not.toMatch(/node_modules|node:/);
    expect(status).toBe(1);
    expect(filesIn(folder)).toEqual({ 'platform.ts': program, 'dist/order.json': 'what was there' });
  });

  test('a program that is run by itself tells its mistakes, writes nothing, and exits with 1', () => {
    write('platform.ts', "import { synth } from 'plinth';\nsynth({ name: 'acme', environments: [], clusters: {} });\n");
    const { status, stdout, stderr } = run([...node, 'platform.ts']);
    expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
    expect(stderr).toMatch(/errors in the platform definition\n {2}domain: /);
    expect(readdirSync(folder)).toEqual(['platform.ts']);
  });

  test('a program that waits before it says something writes nothing either', () => {
    write(
      'platform.ts',
      "import { synth } from 'plinth';\nvoid Promise.resolve().then(() => new Promise(setImmediate)).then(() => { synth({}); });\n",
    );
    const { status, stderr } = run([...plinth, 'check']);
    expect(stderr).toBe(
      'the program platform.ts describes nothing: let it end with synth(platform), before which it waits for nothing, or export the platform as default\n',
    );
    expect(status).toBe(1);
  });

  test.each([
    ['a file that is not there', ['check', 'none.yaml'], 1, /^there is no file none\.yaml: name the file that/],
    ['a file that is no YAML', ['synth', 'broken.yaml'], 1, /^broken\.yaml is no YAML\n {2}broken\.yaml:3: /],
    ['a command that it does not have', ['sync'], 2, /^error: unknown command 'sync'\n\(Did you mean synth\?\)/],
    [
      'an output folder that cannot be made',
      ['synth', 'whole.yaml', '--out', 'whole.yaml/out'],
      1,
      /^the output cannot be written \(ENOTDIR: .*\), what was there is as it was: make room/,
    ],
  ])('answers %s in words (%j, exit code %i)', (_, args, code, message) => {
    write('broken.yaml', 'name: acme\nclusters: [\n');
    write('whole.yaml', platform);
    const { status, stdout, stderr } = run([...plinth, ...args]);
    expect(stderr).toMatch(message);
    expect(stderr).not.toMatch(/^ {4}at /m);
    expect({ status, stdout }).toEqual({ status: code, stdout: '' });
    expect(readdirSync(folder).sort()).toEqual(['broken.yaml', 'whole.yaml']);
  });

  const full = process.platform === 'win32' ? test.skip : test;
  full('synth leaves the earlier output whole where files cannot grow any more', () => {
    write('platform.yaml', platform);
    write('dist/order.json', 'what was there');
    const { status, stderr } = run(['sh', '-c', `ulimit -f 2; exec "$@"`, 'sh', ...plinth, 'synth']);
    expect(stderr).toMatch(/^the output cannot be written \(E(FBIG|NOSPC): .*\), what was there is as it was/);
    expect(status).toBe(1);
    expect(filesIn(folder)).toEqual({ 'platform.yaml': platform, 'dist/order.json': 'what was there' });
  });

  test('schema prints what editors complete a description by', () => {
    const { status, stdout } = run([...plinth, 'schema']);
    expect(status).toBe(0);
    const { properties } = JSON.parse(stdout) as { properties: Readonly<Record<string, { description?: string }>> };
    expect(properties.domain?.description).toBe('DNS domain of the platform, such as acme.example');
  });
});
