import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { runPlinth } from '../../support/cli';

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

/** Runs `plinth` in this process. */
const run = (...args: readonly string[]) => runPlinth(args, folder);

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
  test('check --json prints each problem with its line, and exits with 1 on an error', async () => {
    write('platform.yaml', platform.replace('retentionDays', 'retentionDay'));
    const { status, stdout, stderr } = await run('check', '--json');
    expect(JSON.parse(stdout)).toEqual({
      formatVersion: 1,
      file: 'platform.yaml',
      errors: 1,
      warnings: 0,
      acceptedWarnings: 0,
      problems: [
        {
          severity: 'error',
          path: 'clusters.dc1.components[prometheus].retentionDay',
          location: 'platform.yaml:12',
          message: 'no such option',
          fix: "write 'retentionDays'",
          text: "clusters.dc1.components[prometheus].retentionDay: no such option; write 'retentionDays'",
        },
      ],
    });
    expect({ status, stderr }).toEqual({ status: 1, stderr: '' });
    write('platform.yaml', platform);
    expect((await run('check', '--json')).stdout).toContain('"errors": 0');
  });

  test('colors are for terminals, and for those who ask for them; NO_COLOR removes them', async () => {
    write('platform.yaml', platform.replace('retentionDays', 'retentionDay'));
    const check = (environment: NodeJS.ProcessEnv) =>
      runPlinth(['check'], folder, environment).then(({ stderr }) => stderr);
    expect(await check({})).not.toContain('\u001b');
    expect(await check({ CI: 'true' })).not.toContain('\u001b');
    expect(await check({ FORCE_COLOR: '1' })).toContain('\u001b[1mplatform.yaml:12:\u001b[22m');
    expect(await check({ FORCE_COLOR: '1', NO_COLOR: '1' })).not.toContain('\u001b');
  });

  test('check reports all errors with their lines and exits with 1', async () => {
    write('platform.yaml', platform.replace('[dev]', '[prod]').replace('retentionDays', 'retentionDay'));
    const { status, stdout, stderr } = await run('check');
    expect(stdout).toBe('');
    expect(stderr).toMatch(/^platform\.yaml:7: clusters\.dc1\.environment is "dev": .*; write 'prod'$/m);
    expect(stderr).toMatch(/^platform\.yaml:12: .*retentionDay: .*; write 'retentionDays'$/m);
    expect(stderr).toMatch(/^platform\.yaml: 2 errors$/m);
    expect(status).toBe(1);
    expect(readdirSync(folder)).toEqual(['platform.yaml']);
  });

  test('diff without a lock shows that nothing was applied yet, and everything as an addition', async () => {
    write('platform.yaml', platform);
    const { status, stdout } = await run('diff', '--exit-code');
    expect(stdout).toMatch(
      /^nothing was applied yet \(plinth\.lock\.json records no apply\): 1 cluster, 2 components \(\d+ releases\), 0 tenants to add\nif it was applied, run plinth lock .*\n\n\+ add clusters\.dc1\n(.*\n)*3 to add, 0 to change, 0 to remove, 0 dangerous\n$/,
    );
    expect(status).toBe(2);
    expect((await run('lock')).status).toBe(0);
    expect(await run('diff', '--exit-code')).toMatchObject({ status: 0, stdout: 'no changes\n' });
  });

  test.each([
    [
      'has errors',
      'environment: dev',
      'environment: staging',
      /^platform\.yaml:7: clusters\.dc1\.environment is "staging"/m,
    ],
    ['cannot be read', 'environments: [dev]', 'environments: [dev', /^platform\.yaml is not valid YAML$/m],
  ])('status compares the lock with the clusters while the definition %s', async (_, text, edited, error) => {
    write('platform.yaml', platform.replace('~/.kube/config', './none.yaml'));
    await run('lock');
    write('platform.yaml', platform.replace(text, edited));
    const { status, stdout, stderr } = await run('status');
    expect(stdout).toMatch(/^dc1: the cluster cannot be read \(.*none\.yaml does not exist\)/);
    expect(stderr).toMatch(error);
    expect(stderr).toMatch(/^note: plinth\.lock\.json is compared with the clusters, without the definition$/m);
    expect(status).toBe(1);
    rmSync(join(folder, 'plinth.lock.json'));
    expect(await run('status')).toMatchObject({
      status: 1,
      stdout: '',
      stderr: expect.stringMatching(error) as string,
    });
  });

  test('check, synth and diff show how many warnings the definition accepts', async () => {
    const warned = platform.replace(
      '    components:',
      '    provides: { network: {}, dns: {}, ingres: {} }\n    components:',
    );
    const accepted = 'acceptedWarnings: { clusters.dc1.provides.ingres: the name is right }\n';
    write('platform.yaml', `${warned}${accepted}`);
    expect(await run('check')).toEqual({
      status: 0,
      stdout: 'platform.yaml: no errors, 1 cluster, 1 accepted warning\n',
      stderr: '',
    });
    expect(JSON.parse((await run('check', '--json')).stdout)).toMatchObject({ warnings: 0, acceptedWarnings: 1 });
    expect((await run('diff')).stderr).toBe('1 accepted warning\n');
    expect((await run('synth')).stdout).toMatch(/^ {2}1 accepted warning$/m);
    write('platform.yaml', warned);
    expect((await run('check')).stderr).toContain('warning: clusters.dc1.provides.ingres is');
    expect((await run('clients')).stderr).toBe('');
  });

  test('the definition and the lock have the same options in all commands', async () => {
    write('acme.yaml', platform);
    const options = ['--file', 'acme.yaml', '--lock', 'acme.json'];
    expect((await run('lock', ...options)).status).toBe(0);
    expect((await run('check', ...options)).stdout).toBe('acme.yaml: no errors, 1 cluster\n');
    expect((await run('diff', ...options)).stdout).toBe('no changes\n');
    expect((await run('upgrade-plan', ...options)).stdout).toBe('no upgrades\n');
    expect((await run('check', 'acme.yaml', ...options)).stderr).toMatch(/^error: the definition is given twice/);
    for (const command of [['apply', '--yes'], ['kubeconfig'], ['secrets']])
      expect((await run(...command, 'acme.yaml', '--file', 'acme.yaml')).stderr).toBe(
        "'acme.yaml' is not the name of a cluster: pass the definition with --file acme.yaml\n",
      );
  });

  test('the lock of another platform is refused, and that of a renamed platform is not', async () => {
    write('platform.yaml', platform);
    await run('lock');
    write('platform.yaml', platform.replace('name: acme', 'name: other').replace('dc1:', 'dc9:'));
    expect(await run('check')).toMatchObject({
      status: 1,
      stderr: expect.stringMatching(
        /^plinth\.lock\.json is the lock of the platform 'acme', and the definition is that of 'other': pass the lock/,
      ) as string,
    });
    write('platform.yaml', platform.replace('name: acme', 'name: other'));
    expect((await run('diff')).stdout).toContain('~ change name: acme → other\n');
  });

  test('diff shows a removal, and that synth and apply refuse it until it is allowed', async () => {
    const tenant = 'tenants: { shop: { clusters: [dc1], owners: devs } }\n';
    write('platform.yaml', `${platform}${tenant}`);
    await run('lock');
    write('platform.yaml', platform);
    const { status, stdout, stderr } = await run('diff');
    expect({ status, stdout }).toMatchObject({
      status: 0,
      stdout: expect.stringMatching(/^- remove tenants\.shop$/m) as string,
    });
    expect(stderr).toMatch(
      /^plinth synth and plinth apply refuse:\n.*tenants\.shop: was removed .*--allow-removal tenants\.shop$/m,
    );
    write('platform.yaml', `${platform}allowRemoval: [tenants.shop]\n`);
    expect((await run('diff')).stderr).not.toContain('refuse');
  });

  test('check, synth and diff refuse an earlier version of Kubernetes for an on-premises cluster', async () => {
    const onPrem = `name: acme
domain: acme.example
environments: [dev]
clusters:
  dc1:
    kind: on-prem
    environment: dev
    kubernetes: '1.35'
    ssh: { user: ops }
    controlPlanes: { cp1: 10.0.0.11 }
    components: [{ kind: flannel }, { kind: core-dns }]
`;
    write('platform.yaml', onPrem);
    await run('lock');
    write('platform.yaml', onPrem.replace('1.35', '1.34'));
    for (const command of ['check', 'synth', 'diff'])
      expect(await run(command)).toEqual({
        status: 1,
        stdout: '',
        stderr: expect.stringMatching(
          command === 'synth'
            ? /^platform\.yaml:8: clusters\.dc1\.kubernetes is "1\.34": .*\nplatform\.yaml: 1 error, nothing was written$/m
            : /^platform\.yaml:8: clusters\.dc1\.kubernetes is "1\.34": .*\nplatform\.yaml: 1 error$/m,
        ) as string,
      });
  });

  test('upgrade-plan shows the steps of an upgrade from the locked version, also as JSON and Markdown', async () => {
    const onPremPlatform = (kubernetes: string) => `name: acme
domain: acme.example
environments: [dev]
clusters:
  dc1:
    kind: on-prem
    environment: dev
    kubernetes: '${kubernetes}'
    ssh: { user: ops }
    controlPlanes: { cp1: 10.0.0.11 }
    workers: { w1: 10.0.0.21, w2: 10.0.0.22 }
`;
    write('platform.yaml', onPremPlatform('1.35'));
    await run('lock');
    const lock = JSON.parse(readFileSync(join(folder, 'plinth.lock.json'), 'utf8')) as { versions: object };
    expect(lock.versions).toEqual({ dc1: { kubernetes: '1.35.4', etcd: '3.6.6-0', pause: '3.10.1' } });
    expect((await run('upgrade-plan')).stdout).toBe('no upgrades\n');

    write('platform.yaml', onPremPlatform('1.36'));
    const { status, stdout } = await run('upgrade-plan');
    expect(status).toBe(0);
    expect(stdout).toMatch(/^dc1: Kubernetes 1\.35\.4 → 1\.36\.3\n {4}with etcd 3\.6\.6-0 → 3\.6\.8-0, pause/);
    expect(stdout).toMatch(/^ {4}4\. workers: w1, w2, 1 at a time: drained within its PodDisruptionBudgets/m);
    expect((await run('diff')).stdout).toMatch(
      /^~ upgrade clusters\.dc1\.kubernetes: 1\.35\.4 → 1\.36\.3\n {4}with etcd[^]*\n {4}2\. snapshot: cp1/m,
    );
    const { upgrades } = JSON.parse((await run('upgrade-plan', '--json')).stdout) as { upgrades: object[] };
    expect(upgrades).toMatchObject([
      { cluster: 'dc1', from: '1.35.4', to: '1.36.3', steps: [{ action: 'check' }, {}, {}, {}] },
    ]);
    const markdown = (await run('upgrade-plan', '--markdown')).stdout;
    expect(markdown).toContain('### Upgrade of `dc1`: Kubernetes 1.35.4 → 1.36.3');
    expect(markdown).toContain('| 4 | workers | w1, w2 | 1 | drained');

    write('platform.yaml', onPremPlatform('1.34'));
    const refused = await run('upgrade-plan');
    expect([refused.status, refused.stdout]).toEqual([1, '']);
    expect(refused.stderr).toContain(
      'platform.yaml:8: clusters.dc1.kubernetes is "1.34": is older than the running version 1.35.4',
    );
  });

  test('synth, lock and diff take a platform from its first apply to a risky change', async () => {
    write('platform.yaml', platform);
    expect(await run('synth')).toEqual({
      status: 0,
      stdout: expect.stringMatching(
        /^acme: \d+ files in cdktf\.out and dist, \d+ changed, 0 removed\n {2}dc1 \(dev, .*\n.*next: npx plinth apply/,
      ) as string,
      stderr: '',
    });
    expect(await run('lock')).toEqual({
      status: 0,
      stdout: 'plinth.lock.json: written\nnext: commit it\n',
      stderr: '',
    });
    expect(JSON.parse((await run('lock', '--json')).stdout)).toEqual({
      formatVersion: 1,
      lock: 'plinth.lock.json',
      clusters: [{ cluster: 'dc1', digest: expect.stringMatching(/^[0-9a-f]{64}$/) as string }],
    });
    const lock = readFileSync(join(folder, 'plinth.lock.json'), 'utf8');
    write('plinth.lock.json', lock.replace(/(kube-prometheus-stack) \d+/, '$1 1'));
    write('platform.yaml', platform.replace('15', '30'));
    const { status, stdout } = await run('diff', '--exit-code');
    expect(stdout).toMatch(/^~ change clusters\.dc1\.components\[prometheus\]\n {4}retentionDays: 15 → 30$/m);
    expect(stdout).toMatch(
      /^~ upgrade clusters\.dc1\.components\[prometheus\]: kube-prometheus-stack 1\..* → .*\n {4}! /m,
    );
    expect(stdout).toMatch(/^0 to add, 2 to change, 0 to remove, 1 dangerous$/m);
    expect(status).toBe(2);
    write('plinth.lock.json', lock.replace(/"plinth": "[^"]*"/, '"plinth": "0.0.9"'));
    const withOutput = await run('diff', '--manifests', '--json');
    expect(withOutput).toMatchObject({
      status: 0,
      stderr: expect.stringMatching(/^plinth\.lock\.json was written by Plinth 0\.0\.9: .* are not shown/) as string,
    });
    const { output } = JSON.parse(withOutput.stdout) as { output: { changes: readonly object[] } };
    expect(output.changes).toContainEqual({
      action: 'change',
      type: 'values',
      release: 'dc1/components/prometheus',
      fields: [{ path: 'prometheus.prometheusSpec.retention', from: '15d', to: '30d' }],
    });
  });

  test.each([
    ['a missing file', ['check', 'none.yaml'], 1, /^file none\.yaml does not exist: pass the file/],
    [
      'invalid YAML',
      ['synth', 'broken.yaml'],
      1,
      /^broken\.yaml is not valid YAML\n {2}broken\.yaml:2:12: .*\n {2}2 \| clusters: \[\n {17}\^\n$/,
    ],
    ['a folder', ['check', '.'], 1, /^\. is a folder: pass the file of the platform definition$/m],
    // The whole help would move the error off the screen.
    [
      'an unknown command',
      ['sync'],
      1,
      /^error: unknown command 'sync'\n\(Did you mean synth\?\)\n+run plinth --help, or plinth <command> --help\n$/,
    ],
    // Exit code 2 would mean that there are changes.
    ['an unknown option', ['diff', '--exit-code', '--agianst', '.'], 1, /^error: unknown option '--agianst'/],
    [
      'a lock that does not exist',
      ['check', 'valid.yaml', '--lock', 'none.json'],
      1,
      /'none\.json' is invalid\. It does not exist: /,
    ],
    [
      'a folder that does not exist',
      ['diff', 'valid.yaml', '--against', 'none'],
      1,
      /'none' is invalid\. It does not exist: /,
    ],
    [
      'two formats',
      ['diff', '--json', '--markdown'],
      1,
      /^error: option '--json' cannot be used with option '--markdown'/,
    ],
    [
      'an output folder that cannot be created',
      ['synth', 'valid.yaml', '--out', 'valid.yaml/out'],
      1,
      /^the output cannot be written \(ENOTDIR: .*\), and the previous output is unchanged: free disk space/,
    ],
  ])('reports %s without a stack (%j, exit code %i)', async (_, args, code, message) => {
    write('broken.yaml', 'name: acme\nclusters: [\n');
    write('valid.yaml', platform);
    const { status, stdout, stderr } = await run(...args);
    expect(stderr).toMatch(message);
    expect(stderr).not.toMatch(/^ {4}at /m);
    expect({ status, stdout }).toEqual({ status: code, stdout: '' });
    expect(readdirSync(folder).sort()).toEqual(['broken.yaml', 'valid.yaml']);
  });

  const testOnLinux = existsSync('/proc/self') ? test : test.skip;
  testOnLinux('reports an output folder in /proc, for which Node would try without end', async () => {
    write('platform.yaml', platform);
    const { status, stderr } = await run('synth', '--out', '/proc/none/out');
    expect(stderr).toMatch(/^the output cannot be written \(ENOENT: .*\), and the previous output is unchanged/);
    expect(status).toBe(1);
  });

  test('help documents the exit codes', async () => {
    const { status, stdout } = await run('--help');
    expect(stdout).toMatch(
      /Exit codes:\n {2}0 {2}success\n {2}1 {2}an error, also of usage\n {2}2 {2}only of plinth diff/,
    );
    expect(status).toBe(0);
  });

  test('schema prints the JSON Schema for editors', async () => {
    const { status, stdout } = await run('schema');
    expect(status).toBe(0);
    const { properties } = JSON.parse(stdout) as { properties: Readonly<Record<string, { description?: string }>> };
    expect(properties.domain?.description).toMatch(/domain/);
    expect(properties.tenantFiles?.description).toMatch(/^folder with a file for each tenant/);
  });

  test("schema --tenant prints the options of a tenant's file, without those of the platform", async () => {
    const { stdout } = await run('schema', '--tenant');
    const { properties, additionalProperties } = JSON.parse(stdout) as {
      readonly properties: object;
      readonly additionalProperties: unknown;
    };
    expect(Object.keys(properties).sort()).toEqual(['applications', 'objects', 'products', 'viewers']);
    expect(additionalProperties).toBe(false);
  });
});
