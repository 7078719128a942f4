import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { knownHostsFile, user } from '../../../lab/layout';
import { echoReference } from '../../../lab/images';
import { renderKubeVipPod } from '../../../constructs/clusters/on-prem/kube-vip';
import { clusterInfo } from '../../../src/kinds/cluster-info';
import { unexpected, type Scenario, type Site } from '../../../lab/scenario';
import { within } from '../../../lab/within';
import { startOutside } from './outside/outside';
import { isClean, OnPremises } from './terraformed/cluster';

/** Every setting of a cluster reaches what it is for, and a changed one is rolled out to the standing cluster. */
export const scenario: Scenario = {
  title:
    'settings reach the running programs, and those that change are rolled out, or taken back where they are wrong',
  hosts: ['cp1', 'w1', 'gate'],
  async run(site) {
    const { report } = site;
    const cluster = new OnPremises(site);
    const outside = await startOutside(site);
    const gate = site.host('gate').address;
    const ssh = { ...cluster.ssh, bastion: `${user}@${gate}` };
    const settings = {
      ssh,
      artifacts: { url: outside.artifacts },
      certificateAuthorities: [outside.authority],
      registryMirrors: Object.fromEntries(
        ['registry.k8s.io', 'ghcr.io', 'registry.lab.example'].map((name) => [name, outside.mirror]),
      ),
      proxy: { http: outside.proxy, except: ['10.77.0.1', '.lab.example'] },
      oidc: { issuer: outside.issuer, clientId: 'kubernetes' },
      auditPolicy: { rules: [{ level: 'Metadata' }] },
      apiServer: { 'event-ttl': '2h0m0s' },
      kubelet: { failCgroupV1: false, maxPods: 60 },
      kubeProxy: { conntrack: { maxPerCore: 0 }, mode: 'nftables' },
      containerd: "version = 3\n[debug]\n  level = 'debug'",
      certificateNames: ['kubernetes.lab.example'],
    };
    const described = (more: object = {}) =>
      cluster.describe({ controlPlanes: ['cp1'], workers: ['w1'], more: { ...settings, ...more } });

    await report.check('a bastion whose host key is not known: named, with the line that adds it', async () => {
      const knownHosts = join(site.folder, 'known_hosts');
      const lines = readFileSync(knownHostsFile(site.lab), 'utf8').split('\n');
      writeFileSync(knownHosts, lines.filter((line) => !line.startsWith(`${gate},`)).join('\n'));
      await described({ ssh: { ...ssh, knownHosts } });
      await cluster.applyFails(
        `cp1 (${site.host('cp1').address}): the host key of the bastion ${gate} is not in ${knownHosts}`,
        `ssh-keyscan ${gate} >> ${knownHosts}`,
        'preflight findings: 2; nothing was changed on any host',
      );
    });

    await described();
    const began = Math.floor(Date.now() / 1000);
    await site.step('built behind a bastion, every image by a mirror that its own authority vouches for', () =>
      cluster.apply(),
    );
    await report.check('hosts were reached by the bastion alone', async () => {
      for (const host of ['cp1', 'w1']) {
        const { stdout } = await site.on(host, `sudo journalctl -q -u ssh --since @${began} -o cat`);
        const from = [...stdout.matchAll(/Accepted publickey for \S+ from (\S+)/g)].map((match) => match[1]);
        // The last one is this very question.
        const other = from.slice(0, -1).filter((address) => address !== gate);
        if (from.length < 3 || other.length > 0) throw new Error(`${host} was reached from ${from.join(', ')}`);
      }
    });
    await site.step("network: the lab's own flannel objects; nodes Ready", async () => {
      await cluster.network();
      await cluster.hasNodes('cp1', 'w1');
    });
    await report.check('plinth kubeconfig goes by the bastion as well', async () => {
      const plinth = [process.execPath, '--import', 'tsx', join(__dirname, '../../../src/cli/plinth.ts')];
      const file = join(site.folder, 'fetched.yaml');
      await site.inside([...plinth, 'kubeconfig', 'dc1', file, '--out', cluster.out]);
      if (readFileSync(file, 'utf8') !== readFileSync(cluster.kubeconfig, 'utf8')) throw new Error('it is another');
    });
    await report.check("Kubernetes' own images came from the mirror", () => {
      const asked = outside.asked().filter((line) => line.includes('/v2/mirror/'));
      for (const name of ['kube-apiserver', 'etcd', 'pause', 'kube-proxy']) {
        if (!asked.some((line) => line.includes(`/v2/mirror/${name}/manifests/`))) throw new Error(`not ${name}`);
      }
    });
    await report.check('another registry is asked by way of the proxy', async () => {
      await cluster.kubectl('run stranger --image=stranger.example/app:1 --restart=Never');
      const seen = () => outside.asked().includes('proxy CONNECT stranger.example:443') || undefined;
      await within(60, seen, 'the proxy was not asked');
      await cluster.kubectl('delete pod stranger --now');
    });
    await report.check('containerd and kubelet know the proxy, and what is reached without it', async () => {
      for (const unit of ['containerd', 'kubelet']) {
        const printed = await site.on('w1', `systemctl show ${unit} --property=Environment`);
        for (const text of [`HTTPS_PROXY=${outside.proxy}`, '10.244.0.0/16,10.96.0.0/16,10.77.0.11,10.77.0.1,']) {
          if (!printed.stdout.includes(text)) throw unexpected(`${unit} does not know ${text}`, printed);
        }
      }
    });
    await report.check("containerd has the description's settings", () =>
      site.on('w1', "containerd config dump | grep -q 'level = .debug.'"),
    );
    await report.check('the API server runs with its arguments, and its certificate has the name', async () => {
      await argument(site, '--event-ttl=2h0m0s');
      const certificate = await site.on('cp1', 'sudo openssl x509 -in /etc/kubernetes/pki/apiserver.crt -noout -text');
      if (!certificate.stdout.includes('DNS:kubernetes.lab.example')) throw unexpected('no such name', certificate);
    });
    await report.check("the API takes the issuer's token, and knows who it is of", async () => {
      const token = await outside.token();
      const whoAmI = async () => {
        const { stdout } = await site.on(
          'cp1',
          `curl -sk -H 'Authorization: Bearer ${token}' -H 'Content-Type: application/json' -d '{"apiVersion":"authentication.k8s.io/v1","kind":"SelfSubjectReview"}' https://localhost:6443/apis/authentication.k8s.io/v1/selfsubjectreviews`,
        );
        return /"username": "ada@lab.example"[\s\S]*"engineers"/.test(stdout) || undefined;
      };
      await within(60, whoAmI, 'the token was not taken');
    });
    await report.check('requests are recorded as the audit policy says', () =>
      site.on('cp1', `sudo grep -q '"level":"Metadata"' /var/log/kubernetes/audit.log`),
    );
    await report.check('kubelet and kube-proxy run with their settings', async () => {
      await hasMaxPods(cluster, '60 60');
      await proxyMode(site, 'nftables');
    });
    await report.check('no changes after that', () => cluster.plans());
    await report.check("the API server takes kube-vip's pod, which no image of the lab can run", async () => {
      const endpoint = { address: '10.77.0.100', via: 'kube-vip', routerId: 51 } as const;
      const pod = renderKubeVipPod(clusterInfo(), { endpoint });
      await cluster.kubectl('apply --dry-run=server --validate=strict --filename=-', pod);
    });

    await site.step('a pod runs on the worker', async () => {
      await cluster.kubectl(`run standing --image=${echoReference}`);
      await cluster.kubectl('wait --for=condition=Ready pod/standing --timeout=90s');
    });
    const changed = {
      apiServer: { 'event-ttl': '3h0m0s' },
      auditPolicy: { rules: [{ level: 'Request' }] },
      kubelet: { failCgroupV1: false, maxPods: 70 },
      kubeProxy: { conntrack: { maxPerCore: 0 }, mode: 'iptables' },
      certificateNames: ['kubernetes.lab.example', 'more.lab.example'],
    };
    await report.check('changed settings: the plan replaces their own resource, and no member', async () => {
      await described(changed);
      await cluster.plans('delete, create configuration');
    });
    await site.step('they are rolled out', () => cluster.apply());
    await report.check('all of them are in use, and the pod went on', async () => {
      await argument(site, '--event-ttl=3h0m0s');
      await hasMaxPods(cluster, '70 70');
      await cluster.kubectl('-n kube-system rollout status daemonset/kube-proxy --timeout=90s');
      await proxyMode(site, 'iptables');
      await site.on('cp1', `sudo grep -q '"level":"Request"' /var/log/kubernetes/audit.log`);
      await site.on(
        'cp1',
        'sudo openssl x509 -in /etc/kubernetes/pki/apiserver.crt -noout -text | grep -q DNS:more.lab',
      );
      const pod = await cluster.kubectl(
        'get pod standing --output=jsonpath={.status.containerStatuses[0].restartCount}',
      );
      if (pod.stdout !== '0') throw new Error(`it was restarted ${pod.stdout} times`);
    });
    await report.check('no changes after that either', () => cluster.plans());
    await report.check(
      'an argument that the API server does not know: told, and the earlier ones run again',
      async () => {
        await described({ ...changed, apiServer: { 'no-such-argument': 'yes' } });
        await cluster.applyFails(
          'does not become ready with the new configuration',
          'no-such-argument',
          'not be applied to cp1',
        );
        await argument(site, '--event-ttl=3h0m0s');
        await cluster.hasNodes('cp1', 'w1');
      },
    );
    await report.check('a setting that kubelet refuses: told, and the earlier ones run again', async () => {
      await described({ ...changed, kubelet: { failCgroupV1: false, maxPods: -5 } });
      await cluster.applyFails(
        'kubelet does not become healthy with the new configuration',
        'maxPods',
        'not be applied to cp1',
      );
      await site.on('cp1', 'systemctl is-active kubelet && curl -sf http://127.0.0.1:10248/healthz');
      await cluster.hasNodes('cp1', 'w1');
    });
    await report.check('mended and applied again: as described', async () => {
      await described(changed);
      await cluster.apply();
      await hasMaxPods(cluster, '70 70');
      // Hosts that join later get theirs from here.
      const kept = await cluster.kubectl(
        '-n kube-system get configmap kubelet-config --output=jsonpath={.data.kubelet}',
      );
      if (!kept.stdout.includes('maxPods: 70')) throw unexpected('the cluster has not these settings', kept);
      await cluster.plans();
    });
    await report.check('torn down by way of the bastion', async () => {
      await cluster.terraform('destroy', '-auto-approve', '-input=false');
      for (const host of ['cp1', 'w1']) await isClean(site, host);
    });
  },
};

/** Fails unless the running API server has this argument. */
async function argument(site: Site, text: string): Promise<void> {
  const printed = await site.on('cp1', "tr '\\0' '\\n' </proc/$(pgrep -x kube-apiserver)/cmdline");
  if (!printed.stdout.split('\n').includes(text)) throw unexpected(`it runs without ${text}`, printed);
}

async function hasMaxPods(cluster: OnPremises, expected: string): Promise<void> {
  const read = async () => {
    const { stdout } = await cluster.kubectl('get nodes --output=jsonpath={.items[*].status.capacity.pods}');
    return stdout === expected || undefined;
  };
  await within(60, read, `nodes do not have room for ${expected} pods`);
}

async function proxyMode(site: Site, mode: string): Promise<void> {
  const read = async () =>
    (await site.on('w1', 'curl -s http://127.0.0.1:10249/proxyMode || true')).stdout === mode || undefined;
  await within(90, read, `kube-proxy is not in mode ${mode}`);
}
