import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { knownHostsFile, labUser } from '../../../lab/layout';
import { echoImage } from '../../../lab/images';
import { renderKubeVipPod } from '../../../constructs/clusters/on-prem/kube-vip';
import { clusterInfo } from '../../../src/kinds/cluster-info';
import { unexpectedOutput, type Scenario, type ScenarioContext } from '../../../lab/scenario';
import { waitFor } from '../../../lab/wait-for';
import { startSiteServices } from './site-services/site-services';
import { expectCleanHost, OnPremCluster } from './terraform/cluster';

/** Tests that every cluster setting takes effect, and that changed settings are rolled out to the existing cluster. */
export const scenario: Scenario = {
  title: 'settings take effect, changed settings are rolled out, and invalid ones are rolled back',
  hosts: ['cp1', 'w1', 'gate'],
  async run(context) {
    const { report } = context;
    const cluster = new OnPremCluster(context);
    const services = await startSiteServices(context);
    const bastionAddress = context.host('gate').address;
    const ssh = { ...cluster.ssh, bastion: `${labUser}@${bastionAddress}` };
    const settings = {
      ssh,
      artifacts: services.artifacts,
      certificateAuthorities: [services.caCertificate],
      registryMirrors: Object.fromEntries(
        ['registry.k8s.io', 'ghcr.io', 'registry.lab.example'].map((name) => [name, services.mirror]),
      ),
      proxy: { http: services.proxy, except: ['10.77.0.1', '.lab.example'] },
      oidc: { issuer: services.issuer, clientId: 'kubernetes' },
      auditPolicy: { rules: [{ level: 'Metadata' }] },
      apiServer: { 'event-ttl': '2h0m0s' },
      kubelet: { failCgroupV1: false, maxPods: 60 },
      kubeProxy: { conntrack: { maxPerCore: 0 }, mode: 'nftables' },
      containerd: "version = 3\n[debug]\n  level = 'debug'",
      certificateNames: ['kubernetes.lab.example'],
    };
    const synthesise = (overrides: object = {}) =>
      cluster.synthesise({ controlPlanes: ['cp1'], workers: ['w1'], options: { ...settings, ...overrides } });

    await report.check('an unknown host key of the bastion is reported with the command that adds it', async () => {
      const knownHosts = join(context.folder, 'known_hosts');
      const lines = readFileSync(knownHostsFile(context.lab), 'utf8').split('\n');
      writeFileSync(knownHosts, lines.filter((line) => !line.startsWith(`${bastionAddress},`)).join('\n'));
      await synthesise({ ssh: { ...ssh, knownHosts } });
      await cluster.expectApplyError(
        `cp1 (${context.host('cp1').address}): the host key of the bastion ${bastionAddress} is not in ${knownHosts}`,
        `ssh-keyscan ${bastionAddress} >> ${knownHosts}`,
        'preflight findings: 2; nothing was changed on any host',
      );
    });

    await synthesise();
    const startTime = Math.floor(Date.now() / 1000);
    await context.step('a cluster behind a bastion is created, with all images from a mirror with a private CA', () =>
      cluster.apply(),
    );
    await report.check('all SSH connections to hosts came from the bastion', async () => {
      for (const host of ['cp1', 'w1']) {
        const { stdout } = await context.runOnHost(host, `sudo journalctl -q -u ssh --since @${startTime} -o cat`);
        const sourceAddresses = [...stdout.matchAll(/Accepted publickey for \S+ from (\S+)/g)].map((match) => match[1]);
        // The last connection is that of this command.
        const otherAddresses = sourceAddresses.slice(0, -1).filter((address) => address !== bastionAddress);
        if (sourceAddresses.length < 3 || otherAddresses.length > 0)
          throw new Error(`${host} was reached from ${sourceAddresses.join(', ')}`);
      }
    });
    await context.step('after flannel is applied, the nodes are Ready', async () => {
      await cluster.applyFlannel();
      await cluster.expectNodes('cp1', 'w1');
    });
    await report.check('plinth kubeconfig uses the bastion', async () => {
      const plinth = [process.execPath, '--import', 'tsx', join(__dirname, '../../../src/cli/plinth.ts')];
      const file = join(context.folder, 'fetched.yaml');
      await context.runInNetwork([...plinth, 'kubeconfig', 'dc1', file, '--out', cluster.outputFolder]);
      if (readFileSync(file, 'utf8') !== readFileSync(cluster.kubeconfig, 'utf8'))
        throw new Error('the downloaded kubeconfig differs');
    });
    await report.check("Kubernetes' images were pulled from the mirror", () => {
      const mirrorRequests = services.requests().filter((line) => line.includes('/v2/mirror/'));
      for (const name of ['kube-apiserver', 'etcd', 'pause', 'kube-proxy']) {
        if (!mirrorRequests.some((line) => line.includes(`/v2/mirror/${name}/manifests/`)))
          throw new Error(`${name} was not pulled from the mirror`);
      }
    });
    await report.check('a registry without mirror is reached through the proxy', async () => {
      await cluster.kubectl('run other --image=other.example/app:1 --restart=Never');
      const requestSeen = () => services.requests().includes('proxy CONNECT other.example:443') || undefined;
      await waitFor(60, requestSeen, 'the proxy has no request for the registry');
      await cluster.kubectl('delete pod other --now');
    });
    await report.check('containerd and kubelet use the proxy and its exceptions', async () => {
      for (const unit of ['containerd', 'kubelet']) {
        const output = await context.runOnHost('w1', `systemctl show ${unit} --property=Environment`);
        for (const text of [`HTTPS_PROXY=${services.proxy}`, '10.244.0.0/16,10.96.0.0/16,10.77.0.11,10.77.0.1,']) {
          if (!output.stdout.includes(text))
            throw unexpectedOutput(`the environment of ${unit} does not contain ${text}`, output);
        }
      }
    });
    await report.check('containerd has the configured settings', () =>
      context.runOnHost('w1', "containerd config dump | grep -q 'level = .debug.'"),
    );
    await report.check('the API server has the additional argument and certificate name', async () => {
      await expectApiServerArgument(context, '--event-ttl=2h0m0s');
      const certificate = await context.runOnHost(
        'cp1',
        'sudo openssl x509 -in /etc/kubernetes/pki/apiserver.crt -noout -text',
      );
      if (!certificate.stdout.includes('DNS:kubernetes.lab.example'))
        throw unexpectedOutput('the certificate does not have the name', certificate);
    });
    await report.check('the API accepts a token of the OIDC issuer and maps user and groups', async () => {
      const token = await services.issueToken();
      const whoAmI = async () => {
        const { stdout } = await context.runOnHost(
          'cp1',
          `curl -sk -H 'Authorization: Bearer ${token}' -H 'Content-Type: application/json' -d '{"apiVersion":"authentication.k8s.io/v1","kind":"SelfSubjectReview"}' https://localhost:6443/apis/authentication.k8s.io/v1/selfsubjectreviews`,
        );
        return /"username": "ada@lab.example"[\s\S]*"engineers"/.test(stdout) || undefined;
      };
      await waitFor(60, whoAmI, 'the token was not accepted');
    });
    await report.check('requests are logged at the level of the audit policy', () =>
      context.runOnHost('cp1', `sudo grep -q '"level":"Metadata"' /var/log/kubernetes/audit.log`),
    );
    await report.check('kubelet and kube-proxy have the configured settings', async () => {
      await expectMaxPods(cluster, '60 60');
      await expectProxyMode(context, 'nftables');
    });
    await report.check('a second plan has no changes', () => cluster.expectPlan());
    await report.check("the API server accepts kube-vip's pod, which the lab has no image to run", async () => {
      const endpoint = { address: '10.77.0.100', via: 'kube-vip', routerId: 51 } as const;
      const pod = renderKubeVipPod(clusterInfo(), { endpoint });
      await cluster.kubectl('apply --dry-run=server --validate=strict --filename=-', pod);
    });

    await context.step('a pod runs on the worker', async () => {
      await cluster.kubectl(`run existing --image=${echoImage}`);
      await cluster.kubectl('wait --for=condition=Ready pod/existing --timeout=90s');
    });
    const changedSettings = {
      apiServer: { 'event-ttl': '3h0m0s' },
      auditPolicy: { rules: [{ level: 'Request' }] },
      kubelet: { failCgroupV1: false, maxPods: 70 },
      kubeProxy: { conntrack: { maxPerCore: 0 }, mode: 'iptables' },
      certificateNames: ['kubernetes.lab.example', 'more.lab.example'],
    };
    await report.check('the plan for changed settings replaces only the configuration resource', async () => {
      await synthesise(changedSettings);
      await cluster.expectPlan('delete, create configuration');
    });
    await context.step('the changed settings are rolled out', () => cluster.apply());
    await report.check('all changed settings take effect, and the pod was not restarted', async () => {
      await expectApiServerArgument(context, '--event-ttl=3h0m0s');
      await expectMaxPods(cluster, '70 70');
      await cluster.kubectl('-n kube-system rollout status daemonset/kube-proxy --timeout=90s');
      await expectProxyMode(context, 'iptables');
      await context.runOnHost('cp1', `sudo grep -q '"level":"Request"' /var/log/kubernetes/audit.log`);
      await context.runOnHost(
        'cp1',
        'sudo openssl x509 -in /etc/kubernetes/pki/apiserver.crt -noout -text | grep -q DNS:more.lab',
      );
      const pod = await cluster.kubectl(
        'get pod existing --output=jsonpath={.status.containerStatuses[0].restartCount}',
      );
      if (pod.stdout !== '0') throw new Error(`the pod was restarted ${pod.stdout} times`);
    });
    await report.check('a plan after the rollout has no changes', () => cluster.expectPlan());
    await report.check('an unknown argument of the API server is reported and rolled back', async () => {
      await synthesise({ ...changedSettings, apiServer: { 'no-such-argument': 'yes' } });
      await cluster.expectApplyError(
        'does not become ready with the new configuration',
        'no-such-argument',
        'not be applied to cp1',
      );
      await expectApiServerArgument(context, '--event-ttl=3h0m0s');
      await cluster.expectNodes('cp1', 'w1');
    });
    await report.check('a setting that kubelet rejects is reported and rolled back', async () => {
      await synthesise({ ...changedSettings, kubelet: { failCgroupV1: false, maxPods: -5 } });
      await cluster.expectApplyError(
        'kubelet does not become healthy with the new configuration',
        'maxPods',
        'not be applied to cp1',
      );
      await context.runOnHost('cp1', 'systemctl is-active kubelet && curl -sf http://127.0.0.1:10248/healthz');
      await cluster.expectNodes('cp1', 'w1');
    });
    await report.check('an apply with corrected settings succeeds', async () => {
      await synthesise(changedSettings);
      await cluster.apply();
      await expectMaxPods(cluster, '70 70');
      // Hosts that join later read their configuration from this ConfigMap.
      const kubeletConfig = await cluster.kubectl(
        '-n kube-system get configmap kubelet-config --output=jsonpath={.data.kubelet}',
      );
      if (!kubeletConfig.stdout.includes('maxPods: 70'))
        throw unexpectedOutput('the cluster does not have these settings', kubeletConfig);
      await cluster.expectPlan();
    });
    await report.check('the cluster is destroyed through the bastion', async () => {
      await cluster.terraform('destroy', '-auto-approve', '-input=false');
      for (const host of ['cp1', 'w1']) await expectCleanHost(context, host);
    });
  },
};

/** Checks that the running API server has an argument. */
async function expectApiServerArgument(context: ScenarioContext, argument: string): Promise<void> {
  const output = await context.runOnHost('cp1', "tr '\\0' '\\n' </proc/$(pgrep -x kube-apiserver)/cmdline");
  if (!output.stdout.split('\n').includes(argument))
    throw unexpectedOutput(`the API server runs without ${argument}`, output);
}

/** Checks the pod capacity of all nodes, such as `60 60`. */
async function expectMaxPods(cluster: OnPremCluster, expected: string): Promise<void> {
  const matches = async () => {
    const { stdout } = await cluster.kubectl('get nodes --output=jsonpath={.items[*].status.capacity.pods}');
    return stdout === expected || undefined;
  };
  await waitFor(60, matches, `the pod capacity of the nodes is not ${expected}`);
}

async function expectProxyMode(context: ScenarioContext, mode: string): Promise<void> {
  const matches = async () =>
    (await context.runOnHost('w1', 'curl -s http://127.0.0.1:10249/proxyMode || true')).stdout === mode || undefined;
  await waitFor(90, matches, `kube-proxy is not in mode ${mode}`);
}
