import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { readFiles } from '../../support/output-files';

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

/** Runs a program in the folder and waits until it exits. */
function start([program = '', ...args]: readonly string[], input = '', environment: NodeJS.ProcessEnv = {}) {
  const { status, stdout, stderr } = spawnSync(program, args, {
    cwd: folder,
    encoding: 'utf8',
    input,
    env: { ...process.env, TSX_TSCONFIG_PATH: join(root, 'tsconfig.json'), ...environment },
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

const testOnUnix = process.platform === 'win32' ? test.skip : test;

describe('plinth as a program', () => {
  test('check reads data from standard input', () => {
    const { status, stdout } = start([...plinth, 'check', '-'], platform);
    expect({ status, stdout }).toEqual({ status: 0, stdout: '<stdin>: no errors, 1 cluster\n' });
    expect(start([...plinth, 'check', '-'], 'a: [').stderr).toMatch(/^<stdin> is not valid YAML\n/);
  });

  test('--version and --help load no module of cdktf, cdk8s or a kind', () => {
    const trace = join(folder, 'trace.cjs');
    // Prints the modules that are loaded when the program exits.
    writeFileSync(trace, "process.on('exit', () => process.stderr.write(Object.keys(require.cache).join('\\n')));");
    for (const option of ['--version', '--help']) {
      const { status, stderr } = start([process.execPath, '--require', trace, ...plinth.slice(1), option]);
      expect(status).toBe(0);
      expect(stderr).toContain('commander');
      const loaded = stderr
        .split('\n')
        .filter((file) => /node_modules.(cdktf|cdk8s|constructs|zod)|constructs.kinds|synth\.ts/.test(file));
      expect(loaded).toEqual([]);
    }
  });

  test('synth of a program that throws reports the line and leaves the previous output unchanged', () => {
    write('dist/order.json', 'previous output');
    const program =
      "import { synth } from 'plinth';\n\nconst names: string[] = [];\nsynth({ name: (names[0] as string).trim() });\n";
    write('platform.ts', program);
    const { status, stdout, stderr } = start([...plinth, 'synth']);
    expect(stdout).toBe('');
    expect(stderr).toMatch(/^program platform\.ts failed: TypeError: Cannot read properties of undefined/);
    expect(stderr).toMatch(/^ +at .*\(platform\.ts:4:\d+\)$/m);
    expect(stderr).not.toMatch(/node_modules|node:/);
    expect(status).toBe(1);
    expect(readFiles(folder)).toEqual({ 'platform.ts': program, 'dist/order.json': 'previous output' });
  });

  test('a program that runs without the CLI prints its errors, writes nothing and exits with 1', () => {
    write('platform.ts', "import { synth } from 'plinth';\nsynth({ name: 'acme', environments: [], clusters: {} });\n");
    const { status, stdout, stderr } = start([...node, 'platform.ts']);
    expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
    expect(stderr).toMatch(/\n {2}domain: /);
    expect(readdirSync(folder)).toEqual(['platform.ts']);
  });

  test('a program that calls synth() asynchronously is rejected and writes nothing', () => {
    write(
      'platform.ts',
      "import { synth } from 'plinth';\nvoid Promise.resolve().then(() => new Promise(setImmediate)).then(() => { synth({}); });\n",
    );
    const { status, stderr } = start([...plinth, 'check']);
    expect(stderr).toBe(
      'program platform.ts defines no platform: call synth(platform) at the end, without waiting for a promise or a callback before it, or export the platform as default\n',
    );
    expect(status).toBe(1);
  });

  testOnUnix('synth leaves the previous output unchanged when the disk is full', () => {
    write('platform.yaml', platform);
    write('dist/order.json', 'previous output');
    const { status, stderr } = start(['sh', '-c', `ulimit -f 2; exec "$@"`, 'sh', ...plinth, 'synth']);
    expect(stderr).toMatch(/^the output cannot be written \(E(FBIG|NOSPC): .*\), and the previous output is unchanged/);
    expect(status).toBe(1);
    expect(readFiles(folder)).toEqual({ 'platform.yaml': platform, 'dist/order.json': 'previous output' });
  });

  testOnUnix.each(['schema | head -c 1', '--help | head -c 0', 'sync 2>&1 >/dev/null | head -c 0'])(
    'ends quietly when the reader of its output ends: plinth %s',
    (pipe) => {
      const [args = '', reader = ''] = pipe.split(' | ');
      const command = `set -o pipefail; "$@" ${args} | { ${reader} >/dev/null; exec <&-; sleep 0.1; }`;
      const { status, stdout, stderr } = start(['bash', '-c', command, 'bash', ...plinth]);
      expect({ stdout, stderr }).toEqual({ stdout: '', stderr: '' });
      expect([0, 1, 141]).toContain(status);
      if (pipe.startsWith('schema')) expect(status).toBe(141);
    },
  );
});
