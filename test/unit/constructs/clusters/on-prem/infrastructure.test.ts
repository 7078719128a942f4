import { App, TerraformStack, Testing } from 'cdktf';
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { onPrem } from '../../../../../constructs/clusters/on-prem';
import { TerraformData } from '../../../../../constructs/terraform/terraform-data';
import { planOf, small } from './described';
import { temporaryFolder, written, type Block } from './written';

const blocksOf = (options: object) => written(options).blocks;
const destroySteps = (block?: Block) =>
  (block?.provisioner ?? []).map((step) => step['local-exec']).filter(({ when }) => when === 'destroy');

describe('the stack of an on-premises cluster', () => {
  test('has a block for each role, with a key for each host', () => {
    const blocks = blocksOf({ ...small, workers: { w1: '10.0.0.21', w2: '10.0.0.22' } });
    expect(blocks['control-plane']?.for_each).toEqual({ cp1: '10.0.0.11' });
    expect(blocks.worker?.for_each).toEqual({ w1: '10.0.0.21', w2: '10.0.0.22' });
  });

  test('has a block for hosts that run etcd alone, before the control planes that need it', () => {
    const blocks = blocksOf({ ...small, etcd: { e1: '10.0.0.31' } });
    expect(blocks.etcd?.for_each).toEqual({ e1: '10.0.0.31' });
    expect(blocks['control-plane']?.depends_on).toContain('terraform_data.etcd');
    expect(blocksOf(small).etcd?.for_each).toEqual({});
  });

  test('keeps the block of a role that lost its last host, since only then the host is reset', () => {
    const { worker } = blocksOf({ ...small, workers: {} });
    expect(worker?.for_each).toEqual({});
    expect(destroySteps(worker)).toHaveLength(1);
  });

  test('resets with what the state kept alone, since nothing else is there when a key is gone', () => {
    for (const block of Object.values(blocksOf(small))) {
      for (const { command, environment } of destroySteps(block)) {
        const named = JSON.stringify([command, environment]).match(/\$\{[^}]*\}/g) ?? [];
        for (const reference of named) expect(reference).toMatch(/^\$\{(self\.|path\.module)/);
      }
    }
  });

  test.each<[string, object, readonly string[]]>([
    ['a worker is added', { workers: { w1: '10.0.0.21', w2: '10.0.0.22' } }, ['worker']],
    ['the user of SSH changes', { ssh: { user: 'other' } }, []],
    ['the patch version changes', { patch: '1.36.2' }, ['version']],
    ['a setting of kubelet changes', { kubelet: { maxPods: 200 } }, ['configuration']],
    ['an audit policy is added', { auditPolicy: { rules: [{ level: 'Metadata' }] } }, ['configuration']],
    ['a mirror is added', { registryMirrors: { 'docker.io': 'https://mirror.acme.example' } }, ['hosts']],
    [
      'labels are added',
      { workers: {}, workerGroups: { all: { hosts: { w1: '10.0.0.21' }, labels: { disk: 'ssd' } } } },
      ['nodes'],
    ],
  ])('when %s, touches no block but its own', (_, change, expected) => {
    const [before, after] = [blocksOf(small), blocksOf({ ...small, ...change })];
    const touched = Object.keys(after).filter((name) => JSON.stringify(after[name]) !== JSON.stringify(before[name]));
    expect(touched).toEqual(expected);
  });

  test('tells the API servers when a host of etcd is replaced', () => {
    const etcd = { e1: '10.0.0.31', e2: '10.0.0.32', e3: '10.0.0.33' };
    const [before, after] = [blocksOf({ ...small, etcd }), blocksOf({ ...small, etcd: { ...etcd, e3: '10.0.0.34' } })];
    const touched = Object.keys(after).filter((name) => JSON.stringify(after[name]) !== JSON.stringify(before[name]));
    expect(touched.sort()).toEqual(['configuration', 'etcd']);
  });

  test('replaces a member for nothing but a new address', () => {
    for (const role of ['etcd', 'control-plane', 'worker'])
      expect(blocksOf(small)[role]?.triggers_replace).toBe('${each.value}');
  });

  test('destroys what was made, in its order, when the cluster is to be removed', () => {
    const blocks = blocksOf({ ...small, state: 'removed' });
    expect(blocks.worker?.for_each).toEqual({});
    expect(blocks['control-plane']?.for_each).toEqual({});
    for (const name of ['identity', 'cluster', 'nodes', 'kubeconfig', 'teardown']) expect(blocks[name]?.count).toBe(0);
  });

  test('lets the bootstrap wait for its nodes after the network', () => {
    const app = new App({ outdir: temporaryFolder() });
    const stack = new TerraformStack(app, 'dc1-bootstrap');
    const [cluster] = planOf(small).clusters;
    if (!cluster) throw new Error('no cluster was planned');
    const network = new TerraformData(stack, 'flannel');
    onPrem.addNodesReadyWait?.(stack, cluster, cluster.options as never, [network]);
    const { resource } = JSON.parse(Testing.synth(stack)) as { resource: { terraform_data: Record<string, Block> } };
    expect(resource.terraform_data['nodes-ready']).toMatchObject({
      depends_on: ['terraform_data.flannel'],
      provisioner: [
        { 'local-exec': { command: "bash '${path.module}/../dc1-infrastructure/scripts/local/wait-nodes-ready.sh'" } },
      ],
    });
  });

  test('says nothing of this machine', () => {
    const { at } = written(small);
    for (const file of readdirSync(at, { recursive: true, withFileTypes: true })) {
      if (file.isFile()) expect(readFileSync(join(file.parentPath, file.name), 'utf8')).not.toContain(process.cwd());
    }
  });

  test('has scripts that bash can read', () => {
    const { at } = written(small);
    const scripts = readdirSync(at, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.sh'));
    expect(scripts.length).toBeGreaterThan(20);
    for (const script of scripts) execFileSync('bash', ['-n', join(at, script)]);
  });

  test.each([
    ['a component of the cluster, by its name', 'door', 'https://login.acme.example'],
    ['any issuer', 'https://id.other.example', 'https://id.other.example'],
  ])('lets the API take the tokens of %s', (_, issuer, url) => {
    const { at } = written({ ...small, components: [{ kind: 'door' }], oidc: { issuer, clientId: 'kubernetes' } });
    const settings = readFileSync(join(at, 'scripts/settings.sh'), 'utf8');
    expect(settings).toMatch(new RegExp(`name: oidc-issuer-url\\s+value: ${url}\\n`));
  });

  test('hands settings on as they are written, whatever is in them', () => {
    const odd = `http://proxy.acme.example/$(id)`;
    const { at } = written({ ...small, proxy: { http: odd }, containerd: `# it's "so" \${HOME}` });
    const script = `. '${join(at, 'scripts/settings.sh')}' && printf '%s\\n%s' "$PROXY_DROP_IN" "$CONTAINERD_CONFIGURATION"`;
    const heard = execFileSync('bash', ['-c', script], { encoding: 'utf8' });
    expect(heard).toContain(`Environment="HTTP_PROXY=${odd}"`);
    expect(heard).toContain(`# it's "so" \${HOME}`);
  });

  test('is made of 500 hosts within a second of CPU time', () => {
    const workers = Object.fromEntries(
      Array.from({ length: 499 }, (_, index) => [`w${index}`, `10.1.${Math.floor(index / 250)}.${(index % 250) + 1}`]),
    );
    written(small);
    const before = process.cpuUsage();
    written({ ...small, workers });
    const { user, system } = process.cpuUsage(before);
    expect((user + system) / 1e6).toBeLessThan(1);
  });
});
