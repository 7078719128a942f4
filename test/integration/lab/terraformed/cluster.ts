import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { knownHostsFile, privateKeyFile, user } from '../../../../lab/layout';
import { unexpected, type Site } from '../../../../lab/scenario';
import { artifactsUrl } from '../../../../lab/up';
import { CommandError, type Printed } from '../../../../tools/command';
import { tool } from '../../../../tools/tool';
import { builtInLanguage, planRequest, writeOutput } from '../../../../src/synth';

/** What may be said of the cluster; addresses are those of the lab's hosts. */
export interface Described {
  readonly controlPlanes: readonly string[];
  readonly etcd?: readonly string[];
  readonly workers?: readonly string[];
  readonly workerGroups?: object;
  /** Other options of `onPrem`. */
  readonly more?: object;
  /** @default none */
  readonly tenants?: object;
}

/** A change that Terraform plans: `create worker["w2"]`. */
export type Planned = string;

/** A cluster that Plinth describes and Terraform makes on the lab's hosts: with what the synthesised stack contains alone. */
export class OnPremises {
  readonly out: string;
  readonly stack: string;
  readonly kubeconfig: string;

  constructor(readonly site: Site) {
    this.out = join(site.folder, 'output');
    this.stack = join(this.out, 'cdktf.out/stacks/dc1-infrastructure');
    this.kubeconfig = join(this.out, 'kubeconfig/dc1.yaml');
    rmSync(this.out, { recursive: true, force: true });
    mkdirSync(this.out, { recursive: true });
  }

  /** How the lab's hosts are reached. */
  get ssh() {
    const { lab } = this.site;
    return { user, privateKey: privateKeyFile(lab), knownHosts: knownHostsFile(lab) };
  }

  /** Synthesises a description, and makes its stack ready for Terraform. */
  async describe({
    controlPlanes,
    etcd = [],
    workers = [],
    workerGroups,
    more,
    tenants = {},
  }: Described): Promise<void> {
    const addresses = (names: readonly string[]) =>
      Object.fromEntries(names.map((name) => [name, this.site.host(name).address]));
    const cluster = {
      kind: 'on-prem',
      environment: 'dev',
      ssh: this.ssh,
      controlPlanes: addresses(controlPlanes),
      etcd: addresses(etcd),
      workers: addresses(workers),
      ...(workerGroups === undefined ? {} : { workerGroups }),
      artifacts: { url: artifactsUrl },
      // The hosts of the lab have cgroup v1, and may not change the kernel's one limit of tracked connections.
      kubelet: { failCgroupV1: false },
      kubeProxy: { conntrack: { maxPerCore: 0 } },
      ignorePreflightErrors: ['SystemVerification'],
      components: [],
      ...more,
    };
    const platform = {
      name: 'site',
      domain: 'lab.example',
      environments: ['dev'],
      clusters: { dc1: cluster },
      tenants,
    };
    const plan = planRequest({ platform, language: builtInLanguage }, join(this.out, 'no-lock.json'));
    writeOutput(plan, builtInLanguage, { terraform: join(this.out, 'cdktf.out'), dist: join(this.out, 'dist') });
    await this.terraform('init', '-input=false');
  }

  /** Runs Terraform inside the lab, on the stack of the infrastructure. */
  async terraform(...args: readonly string[]): Promise<Printed> {
    return this.site.inside(this.terraformCommand(...args), {
      env: { CHECKPOINT_DISABLE: '1', TF_CLI_CONFIG_FILE: '/dev/null', TF_CLI_ARGS: '-no-color' },
      log: join(this.site.folder, 'terraform.log'),
      exitCodes: args.includes('-detailed-exitcode') ? [0, 2] : [0],
    });
  }

  terraformCommand(...args: readonly string[]): readonly string[] {
    return ['terraform', `-chdir=${this.stack}`, ...args];
  }

  async apply(): Promise<Printed> {
    return this.terraform('apply', '-auto-approve', '-input=false');
  }

  /** Applies, and fails unless that fails with every one of these texts. */
  async applyFails(...texts: readonly string[]): Promise<void> {
    const printed = await this.apply().then(
      () => undefined,
      (error: unknown) => error,
    );
    if (!(printed instanceof CommandError)) throw new Error('the apply did not fail');
    // Terraform breaks the lines of an error.
    const output = printed.output.replace(/\s+/g, ' ');
    const missing = texts.filter((text) => !output.includes(text));
    if (missing.length > 0)
      throw unexpected(`not told: ${missing.join(' | ')}`, { stdout: printed.output, stderr: '' });
  }

  /** Takes a member of etcd out by the stack's own step, as Terraform would, and fails unless that fails with this text. */
  async leaveFails(role: 'control-plane' | 'etcd', name: string, identity: string, text: string): Promise<void> {
    const { address } = this.site.host(name);
    const env = { NAME: name, ADDRESS: address, ROLE: role, IDENTITY: identity };
    const failed = await this.site.inside(['bash', join(this.stack, 'scripts/local/remove-node.sh')], { env }).then(
      () => undefined,
      (error: unknown) => error,
    );
    if (!(failed instanceof CommandError)) throw new Error('it was taken out');
    if (!failed.output.includes(text)) throw unexpected(`not told: ${text}`, { stdout: failed.output, stderr: '' });
  }

  /** What Terraform would change now. */
  async planned(): Promise<readonly Planned[]> {
    const file = join(this.out, 'plan');
    await this.terraform('plan', '-input=false', `-out=${file}`);
    const { stdout } = await this.terraform('show', '-json', file);
    const { resource_changes: changes = [] } = JSON.parse(stdout) as {
      resource_changes?: { address: string; change: { actions: string[] } }[];
    };
    return changes
      .filter(({ change }) => change.actions[0] !== 'no-op')
      .map(({ address, change }) => `${change.actions.join(', ')} ${address.replace('terraform_data.', '')}`)
      .sort();
  }

  /** Fails unless Terraform plans exactly these changes. */
  async plans(...expected: readonly Planned[]): Promise<void> {
    const planned = await this.planned();
    if (planned.join() !== [...expected].sort().join()) throw new Error(`it plans: ${planned.join('; ') || 'nothing'}`);
  }

  /** kubectl of this machine, with the kubeconfig that the apply wrote. */
  async kubectl(line: string, input?: string): Promise<Printed> {
    const command = [await tool('kubectl'), '--kubeconfig', this.kubeconfig, ...line.split(' ')];
    return this.site.inside(command, input === undefined ? {} : { input });
  }

  /** Fails unless the cluster has exactly these nodes, all Ready. */
  async hasNodes(...names: readonly string[]): Promise<void> {
    await this.kubectl('wait --for=condition=Ready node --all --timeout=120s');
    const { stdout } = await this.kubectl('get nodes --output=jsonpath={.items[*].metadata.name}');
    if (stdout !== [...names].sort().join(' ')) throw new Error(`it has the nodes ${stdout}`);
  }

  /** The identity of the cluster, which no replacement of its hosts changes. */
  async identity(): Promise<string> {
    return (await this.kubectl('-n kube-system get configmap plinth --output=jsonpath={.data.identity}')).stdout;
  }

  /** The network: the lab's own flannel objects, since no chart repository is reached from here. */
  async network(): Promise<void> {
    await this.kubectl('apply --filename=-', readFileSync(join(__dirname, '../by-hand/flannel.yaml'), 'utf8'));
  }
}

/** Fails unless nothing of a cluster is left on a host. */
export async function isClean(site: Site, host: string): Promise<void> {
  const { stdout } = await site.on(host, `sudo bash -c '${leftovers}'`);
  if (stdout.trim() !== '') throw new Error(`left on ${host}: ${stdout.trim().split('\n').join(', ')}`);
}

const leftovers = `
  for path in /etc/systemd/system/kubelet.service.d/90-etcd.conf /etc/kubernetes /var/lib/etcd /etc/plinth /var/lib/cni /run/flannel; do [ ! -e $path ] || echo $path; done
  ls -A /var/lib/kubelet /etc/cni/net.d 2>/dev/null | grep -v -e : -e "^$" || true
  ip -oneline link show | grep -oE "(cni0|flannel[^:@]*|veth[^:@]*)" || true
  for form in "" -legacy; do iptables$form-save 2>/dev/null | grep -E "KUBE-|CNI-|FLANNEL" | head -3 || true; done
  ctr --namespace k8s.io tasks list --quiet 2>/dev/null || true
  systemctl is-active kubelet | grep -x active || true
`;
