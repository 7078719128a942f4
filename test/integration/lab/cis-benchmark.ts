import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Scenario, ScenarioContext } from '../../../lab/scenario';
import { run } from '../../../tools/command';
import { OnPremCluster } from './terraform/cluster';

/** Program kube-bench, with its folder `cfg` next to it. It is not available as a Go module. */
const kubeBench = process.env.PLINTH_KUBE_BENCH;

/** Version of the benchmark that docs/cis-benchmark.md has. */
const benchmark = 'cis-1.12';

const hosts = ['cp1', 'w1'] as const;

/** Scored controls that docs/cis-benchmark.md lists as not met, by host. */
const documentedFailures: Readonly<Record<(typeof hosts)[number], readonly string[]>> = {
  cp1: ['1.1.12'],
  w1: [],
};

/** Files and folders of a control plane and a worker with their modes; all belong to root. */
const modes: Readonly<Record<(typeof hosts)[number], Readonly<Record<string, string>>>> = {
  cp1: {
    '/etc/kubernetes/manifests/*.yaml': '600',
    '/var/lib/etcd': '700',
    '/etc/kubernetes/{admin,super-admin,scheduler,controller-manager,kubelet}.conf': '600',
    '/etc/kubernetes/pki/{,etcd/}*.crt': '644',
    '/etc/kubernetes/pki/{,etcd/}*.key': '600',
    '/etc/kubernetes/encryption': '700',
    '/etc/systemd/system/kubelet.service': '600',
    '/var/lib/kubelet/config.yaml': '600',
  },
  w1: {
    '/etc/kubernetes/kubelet.conf': '600',
    '/etc/kubernetes/pki/ca.crt': '644',
    '/etc/systemd/system/kubelet.service': '600',
    '/var/lib/kubelet/config.yaml': '600',
  },
};

/** Arguments of the running programs of the control plane, of those controls that Plinth, not kubeadm, sets. */
const programArguments: Readonly<Record<string, readonly string[]>> = {
  'kube-apiserver': [
    '--kubelet-certificate-authority=/etc/kubernetes/pki/ca.crt',
    '--profiling=false',
    '--audit-log-maxage=30',
    '--audit-log-maxbackup=10',
    '--audit-log-maxsize=100',
    '--encryption-provider-config=/etc/kubernetes/encryption/configuration.yaml',
    '--service-account-extend-token-expiration=false',
  ],
  'kube-controller-manager': ['--profiling=false', '--bind-address=127.0.0.1'],
  'kube-scheduler': ['--profiling=false', '--bind-address=127.0.0.1'],
};

/** Compares the controls of the CIS benchmark with a cluster with default options. */
export const scenario: Scenario = {
  title: 'modes of files, and arguments of the programs of Kubernetes, meet the CIS benchmark as documented',
  hosts,
  async run(context) {
    const { report } = context;
    const cluster = new OnPremCluster(context);
    await cluster.synthesise({ controlPlanes: ['cp1'], workers: ['w1'] });
    await context.step('a cluster is created', async () => {
      await cluster.apply();
      await cluster.applyFlannel();
      await cluster.expectNodes(...hosts);
    });
    for (const host of hosts)
      await report.check(`${host}: modes and owners of files`, () => expectModes(context, host));
    await report.check('arguments of the API server, the controller manager and the scheduler', async () => {
      for (const [program, expected] of Object.entries(programArguments)) {
        const { stdout } = await context.runOnHost(
          'cp1',
          `sudo cat /proc/$(pgrep -x -o ${program.slice(0, 15)})/cmdline`,
        );
        const running = stdout.split('\0');
        const missing = expected.filter((argument) => !running.includes(argument));
        if (missing.length > 0) throw new Error(`${program} does not have ${missing.join(' ')}`);
      }
    });
    await report.check('fields of the configuration of kubelets', async () => {
      const { stdout } = await cluster.kubectl('get --raw /api/v1/nodes/w1/proxy/configz');
      const { kubeletconfig } = JSON.parse(stdout) as { kubeletconfig: Readonly<Record<string, unknown>> };
      const { seccompDefault, podPidsLimit, serverTLSBootstrap, rotateCertificates, readOnlyPort = 0 } = kubeletconfig;
      const fields = [seccompDefault, podPidsLimit, serverTLSBootstrap, rotateCertificates, readOnlyPort];
      if (JSON.stringify(fields) !== '[true,4096,true,true,0]') throw new Error(stdout);
    });
    for (const host of hosts) {
      const title = `${host}: kube-bench finds the failures of docs/cis-benchmark.md, and no others`;
      if (kubeBench === undefined) report.skip(title, 'set PLINTH_KUBE_BENCH to the program kube-bench');
      else await report.check(title, () => expectDocumentedFailures(context, host, kubeBench));
    }
  },
};

async function expectModes(context: ScenarioContext, host: (typeof hosts)[number]): Promise<void> {
  for (const [pattern, mode] of Object.entries(modes[host])) {
    const { stdout } = await context.runOnHost(host, `sudo bash -c 'stat --format="%a %U:%G %n" ${pattern}'`);
    const lines = stdout.trim().split('\n');
    const wrong = lines.filter((line) => !line.startsWith(`${mode} root:root `));
    if (wrong.length > 0) throw new Error(`instead of ${mode} root:root: ${wrong.join(', ')}`);
  }
}

/** Result of kube-bench, of which only these fields are read. */
interface KubeBenchResult {
  readonly Controls: readonly {
    readonly tests: readonly {
      readonly results: readonly {
        readonly test_number: string;
        readonly test_desc: string;
        readonly status: 'PASS' | 'FAIL' | 'WARN' | 'INFO';
      }[];
    }[];
  }[];
}

async function expectDocumentedFailures(
  context: ScenarioContext,
  host: (typeof hosts)[number],
  program: string,
): Promise<void> {
  const archive = join(context.folder, 'kube-bench.tgz');
  await run('tar', ['-czf', archive, '-C', dirname(program), 'kube-bench', 'cfg']);
  await context.runOnHost(host, 'base64 -d | tar -xz -C /tmp', readFileSync(archive, 'base64'));
  const targets = host === 'cp1' ? 'master,etcd,controlplane,node' : 'node';
  const { stdout } = await context.runOnHost(
    host,
    `cd /tmp && sudo ./kube-bench run --targets ${targets} --benchmark ${benchmark} --config-dir cfg --config cfg/config.yaml --json`,
  );
  const { Controls } = JSON.parse(stdout) as KubeBenchResult;
  const results = Controls.flatMap(({ tests }) => tests.flatMap((group) => group.results));
  const list = (status: string) =>
    results.filter((result) => result.status === status).map((result) => result.test_number);
  console.log(
    `${host}: passed ${list('PASS').length}, manual ${list('WARN').join(' ')}, failed ${list('FAIL').join(' ')}`,
  );
  if (list('FAIL').join() !== documentedFailures[host].join() || list('PASS').length === 0)
    throw new Error(`failed: ${list('FAIL').join(', ') || 'none'}`);
}
