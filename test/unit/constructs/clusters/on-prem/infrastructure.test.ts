import { App, TerraformStack, Testing } from 'cdktf';
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { onPrem } from '../../../../../constructs/clusters/on-prem';
import { TerraformData } from '../../../../../constructs/terraform/terraform-data';
import { planCluster, smallCluster } from './plan-cluster';
import { temporaryDirectory, synthInfrastructure, type TerraformDataBlock } from './synth-infrastructure';

const synthBlocks = (options: object) => synthInfrastructure(options).blocks;
const destroyTimeProvisioners = (block?: TerraformDataBlock) =>
  (block?.provisioner ?? []).map((provisioner) => provisioner['local-exec']).filter(({ when }) => when === 'destroy');

/** Returns the names of the resources that differ between two definitions of a cluster. */
function listChangedBlocks(previousOptions: object, options: object): readonly string[] {
  const [previousBlocks, blocks] = [synthBlocks(previousOptions), synthBlocks(options)];
  return Object.keys(blocks).filter((name) => JSON.stringify(blocks[name]) !== JSON.stringify(previousBlocks[name]));
}

describe('the stack of an on-premises cluster', () => {
  test('has one resource per role, with one instance per host', () => {
    const blocks = synthBlocks({ ...smallCluster, workers: { w1: '10.0.0.21', w2: '10.0.0.22' } });
    expect(blocks['control-plane']?.for_each).toEqual({ cp1: '10.0.0.11' });
    expect(blocks.worker?.for_each).toEqual({ w1: '10.0.0.21', w2: '10.0.0.22' });
  });

  test('has a resource for external etcd hosts, on which the control planes depend', () => {
    const blocks = synthBlocks({ ...smallCluster, etcd: { e1: '10.0.0.31' } });
    expect(blocks.etcd?.for_each).toEqual({ e1: '10.0.0.31' });
    expect(blocks['control-plane']?.depends_on).toContain('terraform_data.etcd');
    expect(synthBlocks(smallCluster).etcd?.for_each).toEqual({});
  });

  test('retains the resource of a role without hosts, so that its last host is reset', () => {
    const { worker } = synthBlocks({ ...smallCluster, workers: {} });
    expect(worker?.for_each).toEqual({});
    expect(destroyTimeProvisioners(worker)).toHaveLength(1);
  });

  test('uses only values of the state in destroy-time provisioners, as Terraform requires', () => {
    for (const block of Object.values(synthBlocks(smallCluster))) {
      for (const { command, environment } of destroyTimeProvisioners(block)) {
        const references = JSON.stringify([command, environment]).match(/\$\{[^}]*\}/g) ?? [];
        for (const reference of references) expect(reference).toMatch(/^\$\{(try\()?(self\.|path\.module)/);
      }
    }
  });

  test.each<[string, object, readonly string[]]>([
    ['a worker is added', { workers: { w1: '10.0.0.21', w2: '10.0.0.22' } }, ['worker']],
    ['the SSH user changes', { ssh: { user: 'other' } }, []],
    [
      'the patch version changes',
      { patch: '1.36.2' },
      ['version', 'etcd-snapshot', 'control-plane-version', 'worker-version'],
    ],
    ['a kubelet setting changes', { kubelet: { maxPods: 200 } }, ['configuration']],
    ['certificates are renewed earlier', { certificateRenewalDays: 90 }, ['hosts']],
    ['the key of Secrets is rotated', { encryptionKey: 2 }, ['encryption']],
    ['an audit policy is added', { auditPolicy: { rules: [{ level: 'Metadata' }] } }, ['configuration']],
    ['a registry mirror is added', { registryMirrors: { 'docker.io': 'https://mirror.acme.example' } }, ['hosts']],
    [
      'labels are added',
      { workers: {}, workerGroups: { all: { hosts: { w1: '10.0.0.21' }, labels: { disk: 'ssd' } } } },
      ['nodes'],
    ],
  ])('changes only the resource for this setting when %s', (_, change, expected) => {
    expect([...listChangedBlocks(smallCluster, { ...smallCluster, ...change })].sort()).toEqual([...expected].sort());
  });

  test('upgrades with a chain of resources without destroy-time provisioners, before the configuration changes', () => {
    const blocks = synthBlocks({ ...smallCluster, etcd: { e1: '10.0.0.31' } });
    const chain = ['nodes', 'version', 'etcd-snapshot', 'etcd-version', 'control-plane-version', 'worker-version'];
    for (const [index, name] of [...chain.slice(1), 'configuration'].entries()) {
      expect(blocks[name]?.depends_on).toEqual([`terraform_data.${chain[index] ?? ''}`]);
      expect(blocks[name]?.provisioner).toHaveLength(1);
      expect(destroyTimeProvisioners(blocks[name])).toEqual([]);
    }
    expect(synthBlocks(smallCluster)['etcd-version']).toBeUndefined();
  });

  test('reconfigures the API servers when an etcd host is replaced', () => {
    const etcd = { e1: '10.0.0.31', e2: '10.0.0.32', e3: '10.0.0.33' };
    const changedBlocks = listChangedBlocks(
      { ...smallCluster, etcd },
      { ...smallCluster, etcd: { ...etcd, e3: '10.0.0.34' } },
    );
    expect([...changedBlocks].sort()).toEqual(['configuration', 'etcd']);
  });

  test('keeps SSH settings of a host in the state, for its removal, and changes no instance for them', () => {
    const ssh = { user: 'ops', hosts: { w1: { address: 'w1.mgmt.example', user: 'core', port: 2222 } } };
    const blocks = synthBlocks({ ...smallCluster, ssh });
    expect(blocks.worker?.input).toMatchObject({
      ssh: '${lookup({"w1" = "w1.mgmt.example 2222 core"}, each.key, "")}',
    });
    expect(blocks.worker?.triggers_replace).toBe('${each.value}');
    expect(blocks.worker?.for_each).toEqual({ w1: '10.0.0.21' });
    expect(destroyTimeProvisioners(blocks.worker)[0]?.environment).toMatchObject({
      SSH_HOST: '${try(self.input.ssh, "")}',
    });
    expect(synthBlocks(smallCluster).worker?.input).not.toHaveProperty('ssh');
  });

  test('changes no resource for another key, user, port or bastion of SSH', () => {
    const ssh = {
      user: 'other',
      privateKey: '~/.ssh/new',
      port: 2222,
      bastion: 'gate.acme.example',
      knownHosts: 'hosts',
    };
    expect(listChangedBlocks(smallCluster, { ...smallCluster, ssh })).toEqual([]);
  });

  test('configures the control planes again when another program holds the endpoint', () => {
    const withEndpoint = (via: string) => ({ ...smallCluster, endpoint: { address: '10.0.0.10', via, port: 6443 } });
    expect(listChangedBlocks(withEndpoint('kube-vip'), withEndpoint('external'))).toContain('endpoint');
    expect(listChangedBlocks(withEndpoint('external'), withEndpoint('kube-vip'))).toContain('endpoint');
  });

  test('replaces the instance of a host only for a new address', () => {
    for (const role of ['etcd', 'control-plane', 'worker'])
      expect(synthBlocks(smallCluster)[role]?.triggers_replace).toBe('${each.value}');
  });

  test('destroys all resources of a cluster with `state: removed`', () => {
    const blocks = synthBlocks({ ...smallCluster, state: 'removed' });
    expect(blocks.worker?.for_each).toEqual({});
    expect(blocks['control-plane']?.for_each).toEqual({});
    for (const name of ['identity', 'cluster', 'nodes', 'kubeconfig', 'teardown']) expect(blocks[name]?.count).toBe(0);
  });

  test('makes the bootstrap stack wait for Ready nodes after the network is installed', () => {
    const app = new App({ outdir: temporaryDirectory() });
    const stack = new TerraformStack(app, 'dc1-bootstrap');
    const [cluster] = planCluster(smallCluster).clusters;
    if (!cluster) throw new Error('no cluster was planned');
    const network = new TerraformData(stack, 'flannel');
    onPrem.bind(cluster.options).addNodesReadyWait(stack, cluster, [network]);
    const { resource } = JSON.parse(Testing.synth(stack)) as {
      resource: { terraform_data: Record<string, TerraformDataBlock> };
    };
    expect(resource.terraform_data['nodes-ready']).toMatchObject({
      depends_on: ['terraform_data.flannel'],
      provisioner: [
        { 'local-exec': { command: "bash '${path.module}/../dc1-infrastructure/scripts/local/wait-nodes-ready.sh'" } },
      ],
    });
  });

  test('contains no path of the local machine', () => {
    const { stackDirectory } = synthInfrastructure(smallCluster);
    for (const file of readdirSync(stackDirectory, { recursive: true, withFileTypes: true })) {
      if (file.isFile()) expect(readFileSync(join(file.parentPath, file.name), 'utf8')).not.toContain(process.cwd());
    }
  });

  test('contains scripts with valid bash syntax', () => {
    const { stackDirectory } = synthInfrastructure(smallCluster);
    const scripts = readdirSync(stackDirectory, { recursive: true, encoding: 'utf8' }).filter((file) =>
      file.endsWith('.sh'),
    );
    expect(scripts.length).toBeGreaterThan(20);
    for (const script of scripts) execFileSync('bash', ['-n', join(stackDirectory, script)]);
  });

  test.each([
    ['a component of the cluster, by name', 'identity-provider', 'https://login.acme.example'],
    ['any issuer, by URL', 'https://id.other.example', 'https://id.other.example'],
  ])('makes the API server accept tokens of %s', (_, issuer, url) => {
    const { stackDirectory } = synthInfrastructure({
      ...smallCluster,
      components: [{ kind: 'identity-provider' }],
      oidc: { issuer, clientId: 'kubernetes' },
    });
    const settings = readFileSync(join(stackDirectory, 'scripts/settings.sh'), 'utf8');
    expect(settings).toMatch(new RegExp(`name: oidc-issuer-url\\s+value: ${url}\\n`));
  });

  test('lets the CA of the cluster sign the certificates of kubelets, which the API server then verifies', () => {
    const readSettings = (kubelet: object) =>
      readFileSync(
        join(synthInfrastructure({ ...smallCluster, kubelet }).stackDirectory, 'scripts/settings.sh'),
        'utf8',
      );
    const settings = readSettings({});
    expect(settings).toContain('serverTLSBootstrap: true\n');
    expect(settings).toMatch(/name: kubelet-certificate-authority\s+value: \/etc\/kubernetes\/pki\/ca.crt\n/);
    expect(settings).toContain("KUBELET_SERVING_CERTIFICATES='yes'");
    const selfSigned = readSettings({ serverTLSBootstrap: false });
    expect(selfSigned).not.toContain('kubelet-certificate-authority');
    expect(selfSigned).toContain("KUBELET_SERVING_CERTIFICATES=''");
  });

  test('follows the CIS benchmark by default, unless an option has another value', () => {
    const readSettings = (options: object) =>
      readFileSync(
        join(synthInfrastructure({ ...smallCluster, ...options }).stackDirectory, 'scripts/settings.sh'),
        'utf8',
      );
    const settings = readSettings({});
    expect(settings).toMatch(/name: service-account-extend-token-expiration\s+value: '\\''false'/);
    expect(settings).toMatch(/name: tls-cipher-suites\s+value: TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256,/);
    expect(settings).toMatch(/seccompDefault: true\npodPidsLimit: 4096\ntlsCipherSuites:\n {2}- TLS_ECDHE/);
    expect(readSettings({ kubelet: { podPidsLimit: -1 } })).toContain('podPidsLimit: -1\n');
  });

  test('serves the metrics of the control plane on all addresses only if the option is set', () => {
    const readSettings = (options: object) =>
      readFileSync(
        join(synthInfrastructure({ ...smallCluster, ...options }).stackDirectory, 'scripts/settings.sh'),
        'utf8',
      );
    expect(readSettings({})).not.toContain('0.0.0.0');
    const settings = readSettings({ controlPlaneMetrics: true, scheduler: { 'bind-address': '::' } });
    expect(settings).toContain("ETCD_ARGUMENTS='listen-metrics-urls=http://0.0.0.0:2381'");
    expect(settings).toMatch(/controllerManager:\s+extraArgs:[^#]*name: bind-address\s+value: 0\.0\.0\.0\n/);
    expect(settings).toMatch(/scheduler:\s+extraArgs:[^#]*name: bind-address\s+value: '\\''::/);
    expect(settings).toContain('metricsBindAddress: 0.0.0.0:10249');
  });

  test('passes settings to the scripts unchanged, with any characters', () => {
    const proxyUrl = `http://proxy.acme.example/$(id)`;
    const { stackDirectory } = synthInfrastructure({
      ...smallCluster,
      proxy: { http: proxyUrl },
      containerd: `# it's "so" \${HOME}`,
    });
    const script = `. '${join(stackDirectory, 'scripts/settings.sh')}' && printf '%s\\n%s' "$PROXY_DROP_IN" "$CONTAINERD_CONFIGURATION"`;
    const output = execFileSync('bash', ['-c', script], { encoding: 'utf8' });
    expect(output).toContain(`Environment="HTTP_PROXY=${proxyUrl}"`);
    expect(output).toContain(`# it's "so" \${HOME}`);
  });

  test('is synthesized for 500 hosts within one second of CPU time', () => {
    const workers = Object.fromEntries(
      Array.from({ length: 499 }, (_, index) => [`w${index}`, `10.1.${Math.floor(index / 250)}.${(index % 250) + 1}`]),
    );
    synthInfrastructure(smallCluster);
    const startUsage = process.cpuUsage();
    // Each node gets a /24 of podCidr.
    synthInfrastructure({ ...smallCluster, podCidr: '10.244.0.0/15', workers });
    const { user, system } = process.cpuUsage(startUsage);
    expect((user + system) / 1e6).toBeLessThan(1);
  });
});
