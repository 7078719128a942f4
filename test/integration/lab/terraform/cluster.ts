import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { artifactsDigest } from '../../../../lab/artifacts';
import { knownHostsFile, privateKeyFile, labUser } from '../../../../lab/layout';
import { unexpectedOutput, type ScenarioContext } from '../../../../lab/scenario';
import { artifactsUrl } from '../../../../lab/up';
import { CommandError, type CommandOutput } from '../../../../tools/command';
import { tool } from '../../../../tools/tool';
import { onPrem } from '../../../../constructs/clusters';
import { kinds } from '../../../../constructs/kinds';
import type { AnyClusterKind } from '../../../../src/kinds/cluster-kind';
import { language } from '../../../../src/language';
import { builtInLanguage, planRequest, writeOutput } from '../../../../src/synth';

/** Definition of the cluster by names of lab hosts, whose addresses are filled in. */
export interface ClusterDefinition {
  readonly controlPlanes: readonly string[];
  /** Dedicated etcd hosts. @default etcd on the control planes */
  readonly etcd?: readonly string[];
  /** @default none */
  readonly workers?: readonly string[];
  /** @default none */
  readonly workerGroups?: object;
  /** Other options of `onPrem`. @default none */
  readonly options?: object;
  /** @default none */
  readonly tenants?: object;
  /** Kind of on-premises cluster. @default `onPrem` */
  readonly kind?: AnyClusterKind;
}

/** Change in a Terraform plan: actions and resource, such as `create worker["w2"]`. */
export type PlannedChange = string;

/** Cluster on lab hosts that Terraform creates from the synthesised infrastructure stack. */
export class OnPremCluster {
  readonly outputFolder: string;
  readonly stackFolder: string;
  readonly kubeconfig: string;

  constructor(readonly context: ScenarioContext) {
    this.outputFolder = join(context.folder, 'output');
    this.stackFolder = join(this.outputFolder, 'cdktf.out/stacks/dc1-infrastructure');
    this.kubeconfig = join(this.outputFolder, 'kubeconfig/dc1.yaml');
    rmSync(this.outputFolder, { recursive: true, force: true });
    mkdirSync(this.outputFolder, { recursive: true });
  }

  /** SSH options for the lab's hosts. */
  get ssh() {
    const { lab } = this.context;
    return { user: labUser, privateKey: privateKeyFile(lab), knownHosts: knownHostsFile(lab) };
  }

  /** Synthesises a definition and runs `terraform init` on its infrastructure stack. */
  async synthesise({
    controlPlanes,
    etcd = [],
    workers = [],
    workerGroups,
    options,
    tenants = {},
    kind = onPrem,
  }: ClusterDefinition): Promise<void> {
    const addresses = (names: readonly string[]) =>
      Object.fromEntries(names.map((name) => [name, this.context.host(name).address]));
    const cluster = {
      kind: kind.kind,
      environment: 'dev',
      ssh: this.ssh,
      controlPlanes: addresses(controlPlanes),
      etcd: addresses(etcd),
      workers: addresses(workers),
      ...(workerGroups === undefined ? {} : { workerGroups }),
      artifacts: { url: artifactsUrl, sha256: await artifactsDigest() },
      // Lab hosts may have cgroup v1, and cannot change the conntrack limit, which is global to the kernel.
      kubelet: { failCgroupV1: false },
      kubeProxy: { conntrack: { maxPerCore: 0 } },
      ignorePreflightErrors: ['SystemVerification'],
      components: [],
      ...options,
    };
    const platform = {
      name: 'site',
      domain: 'lab.example',
      environments: ['dev'],
      clusters: { dc1: cluster },
      tenants,
    };
    const clusterLanguage = kind === onPrem ? builtInLanguage : language([...kinds, kind]);
    const plan = planRequest({ platform, language: clusterLanguage }, join(this.outputFolder, 'no-lock.json'));
    writeOutput(plan, clusterLanguage, {
      terraform: join(this.outputFolder, 'cdktf.out'),
      dist: join(this.outputFolder, 'dist'),
    });
    await this.terraform('init', '-input=false');
  }

  /** Runs Terraform in the lab's network on the infrastructure stack. */
  async terraform(...args: readonly string[]): Promise<CommandOutput> {
    return this.context.runInNetwork(this.terraformCommand(...args), {
      env: { CHECKPOINT_DISABLE: '1', TF_CLI_CONFIG_FILE: '/dev/null', TF_CLI_ARGS: '-no-color' },
      log: join(this.context.folder, 'terraform.log'),
      exitCodes: args.includes('-detailed-exitcode') ? [0, 2] : [0],
    });
  }

  /** Returns the command line of Terraform for the infrastructure stack. */
  terraformCommand(...args: readonly string[]): readonly string[] {
    return ['terraform', `-chdir=${this.stackFolder}`, ...args];
  }

  async apply(): Promise<CommandOutput> {
    return this.terraform('apply', '-auto-approve', '-input=false');
  }

  /** Checks that an apply fails with an output that contains all texts. */
  async expectApplyError(...texts: readonly string[]): Promise<void> {
    const applyError = await this.apply().then(
      () => undefined,
      (error: unknown) => error,
    );
    if (!(applyError instanceof CommandError)) throw new Error('apply did not fail');
    // Terraform wraps the lines of error messages.
    const output = applyError.output.replace(/\s+/g, ' ');
    const missing = texts.filter((text) => !output.includes(text));
    if (missing.length > 0)
      throw unexpectedOutput(`not in the output: ${missing.join(' | ')}`, { stdout: applyError.output, stderr: '' });
  }

  /** Checks that check-hosts.sh, which `plinth status` runs, prints findings that begin with these texts, and no other. */
  async expectFindings(...expected: readonly string[]): Promise<void> {
    const script = join(this.stackFolder, 'scripts/local/check-hosts.sh');
    const output = await this.context.runInNetwork(['bash', script], { env: { KUBECONFIG_FILE: this.kubeconfig } });
    const lines = output.stdout.split('\n').filter(Boolean);
    if (lines.length !== expected.length || !expected.every((text, index) => lines[index]?.startsWith(text)))
      throw unexpectedOutput(`findings other than ${expected.join(' | ') || 'none'}`, output);
  }

  /** Checks that the stack's script, run as Terraform runs it, fails to remove an etcd member, with a text in its output. */
  async expectRemovalError(
    role: 'control-plane' | 'etcd',
    name: string,
    identity: string,
    text: string,
  ): Promise<void> {
    const { address } = this.context.host(name);
    const env = { NAME: name, ADDRESS: address, ROLE: role, CLUSTER_IDENTITY: identity };
    const removalError = await this.context
      .runInNetwork(['bash', join(this.stackFolder, 'scripts/local/remove-node.sh')], { env })
      .then(
        () => undefined,
        (error: unknown) => error,
      );
    if (!(removalError instanceof CommandError)) throw new Error('the member was removed');
    if (!removalError.output.includes(text))
      throw unexpectedOutput(`not in the output: ${text}`, { stdout: removalError.output, stderr: '' });
  }

  /** Lists the changes of a new plan, sorted. */
  async listChanges(): Promise<readonly PlannedChange[]> {
    const file = join(this.outputFolder, 'plan');
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

  /** Checks that Terraform plans exactly these changes; without arguments, none. */
  async expectPlan(...expected: readonly PlannedChange[]): Promise<void> {
    const changes = await this.listChanges();
    if (changes.join() !== [...expected].sort().join())
      throw new Error(`planned changes: ${changes.join('; ') || 'none'}`);
  }

  /** Runs kubectl of this machine in the lab's network with the kubeconfig that the apply wrote. */
  async kubectl(line: string, input?: string): Promise<CommandOutput> {
    const command = [await tool('kubectl'), '--kubeconfig', this.kubeconfig, ...line.split(' ')];
    return this.context.runInNetwork(command, input === undefined ? {} : { input });
  }

  /** Waits until all nodes are Ready and checks their names. */
  async expectNodes(...names: readonly string[]): Promise<void> {
    await this.kubectl('wait --for=condition=Ready node --all --timeout=120s');
    const { stdout } = await this.kubectl('get nodes --output=jsonpath={.items[*].metadata.name}');
    if (stdout !== [...names].sort().join(' ')) throw new Error(`the cluster has the nodes ${stdout}`);
  }

  /** Returns the cluster identity, which does not change when hosts are replaced. */
  async identity(): Promise<string> {
    return (await this.kubectl('-n kube-system get configmap plinth --output=jsonpath={.data.identity}')).stdout;
  }

  /**
   * Applies the flannel manifests of the lab; flannel's chart is not available here.
   * @param ipv6Range range of pods in the second IP family; @default IPv4 only
   */
  async applyFlannel(ipv6Range?: string): Promise<void> {
    const manifests = readFileSync(join(__dirname, '../kubeadm/flannel.yaml'), 'utf8');
    const network = '"Network": "10.244.0.0/16"';
    const dualStack = `${network}, "EnableIPv6": true, "IPv6Network": "${ipv6Range ?? ''}"`;
    await this.kubectl('apply --filename=-', manifests.replace(network, ipv6Range === undefined ? network : dualStack));
    // A node is Ready as soon as it has a CNI configuration: flannel itself may still be restarting.
    await this.kubectl('rollout status daemonset/flannel --namespace=kube-flannel --timeout=300s');
  }
}

/** Checks that no files, network interfaces, routes, firewall rules or processes of a cluster remain on a host. */
export async function expectCleanHost(context: ScenarioContext, host: string): Promise<void> {
  const { stdout } = await context.runOnHost(host, `sudo bash -c '${leftoverScript}'`);
  if (stdout.trim() !== '') throw new Error(`not removed from ${host}: ${stdout.trim().split('\n').join(', ')}`);
}

const leftoverScript = `
  for path in /etc/systemd/system/kubelet.service.d/90-etcd.conf /etc/kubernetes /var/lib/etcd /etc/plinth /var/lib/cni /run/flannel /etc/systemd/system/plinth-routes.timer; do [ ! -e $path ] || echo $path; done
  ls -A /var/lib/kubelet /etc/cni/net.d 2>/dev/null | grep -v -e : -e "^$" || true
  ip -oneline link show | grep -oE "(cni0|flannel[^:@]*|veth[^:@]*)" || true
  for form in "" -legacy; do iptables$form-save 2>/dev/null | grep -E "KUBE-|CNI-|FLANNEL" | head -3 || true; done
  for family in -4 -6; do ip $family route show proto 212; done
  ctr --namespace k8s.io tasks list --quiet 2>/dev/null || true
  systemctl is-active kubelet | grep -x active || true
`;
