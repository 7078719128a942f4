import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expireCertificates } from '../../../lab/faults';
import { unexpectedOutput, type Scenario, type ScenarioContext } from '../../../lab/scenario';
import { waitFor } from '../../../lab/wait-for';
import { run } from '../../../tools/command';
import { pollEndpoint } from './availability/endpoint';
import { OnPremCluster } from './terraform/cluster';

const controlPlanes = ['cp1', 'cp2', 'cp3'];
const nodes = [...controlPlanes, 'w1'];
const endpoint = { address: '10.77.0.100', via: 'keepalived' };
const kubeletCertificate = '/var/lib/kubelet/pki/kubelet-server-current.pem';
const kubeletClientCertificate = '/var/lib/kubelet/pki/kubelet-client-current.pem';

/** Tests that certificates are signed by the CA of the user, renewed without a window, and reported before they expire. */
export const scenario: Scenario = {
  title:
    'certificates of the control plane and of kubelets are issued, renewed in service, and repaired after they expired',
  hosts: nodes,
  async run(context) {
    const { report } = context;
    const cluster = new OnPremCluster(context);
    const certificateAuthority = await createAuthority(context);
    await cluster.synthesise({ controlPlanes, workers: ['w1'], options: { endpoint, certificateAuthority } });

    await context.step('a cluster with the CA of the user is created', async () => {
      await cluster.apply();
      await cluster.applyFlannel();
      await cluster.expectNodes(...nodes);
    });
    await report.check('a second plan has no changes', () => cluster.expectPlan());
    await report.check('its CA signed the certificates of the API servers and of kubelets', async () => {
      for (const name of controlPlanes) await expectIssuer(context, name, '/etc/kubernetes/pki/apiserver.crt');
      for (const name of nodes) await expectIssuer(context, name, kubeletCertificate);
    });
    await report.check(
      'the API server verifies the certificates of kubelets, and reads logs of every node',
      async () => {
        const { stdout } = await cluster.kubectl(
          'get pods --namespace=kube-system --selector=k8s-app=kube-proxy --output=jsonpath={.items[*].metadata.name}',
        );
        const pods = stdout.split(' ');
        if (pods.length !== nodes.length) throw new Error(`pods: ${stdout}`);
        for (const pod of pods) await cluster.kubectl(`logs --namespace=kube-system --tail=1 ${pod}`);
      },
    );
    await report.check('clients verify every kubelet by its address and the CA, as metrics-server does', async () => {
      for (const name of nodes)
        await context.runOnHost(
          'cp1',
          `sudo curl --silent --show-error --cacert /etc/kubernetes/pki/ca.crt --output /dev/null https://${context.host(name).address}:10250/metrics/resource`,
        );
    });
    await report.check('the request of a worker for the address of a control plane is not approved', async () => {
      await context.runOnHost('w1', requestCertificate, `${context.host('cp1').address}\n`);
      await context.runOnHost('cp1', 'sudo systemctl start plinth-certificates');
      const { stdout } = await cluster.kubectl(
        'get certificatesigningrequest forged --output=jsonpath={.status.conditions}',
      );
      if (stdout !== '') throw new Error(`the request has the conditions ${stdout}`);
      await context.runOnHost(
        'cp1',
        'sudo journalctl -q -u plinth-certificates | grep "the request forged of the kubelet of w1 is not approved"',
      );
      await cluster.kubectl('delete certificatesigningrequest forged');
    });
    await report.check('a kubelet gets another serving certificate', async () => {
      await context.runOnHost('w1', `sudo sh -c 'rm /var/lib/kubelet/pki/kubelet-server-*; systemctl restart kubelet'`);
      await waitFor(
        120,
        async () => {
          await context.runOnHost('cp2', 'sudo systemctl start plinth-certificates');
          return (await context.runOnHost('w1', `sudo test -e ${kubeletCertificate} && echo yes || true`)).stdout ===
            'yes\n'
            ? true
            : undefined;
        },
        'the kubelet of w1 got no certificate',
      );
    });
    await report.check('a kubelet renews the certificate with which it calls the API before it expires', async () => {
      const { stdout: certificate } = await context.runOnHost('cp1', signExpiringKubeletCertificate);
      await context.runOnHost('w1', useKubeletCertificate, certificate);
      await waitFor(
        120,
        async () => {
          const command = `sudo openssl x509 -noout -checkend ${300 * 86_400} -in ${kubeletClientCertificate} && echo renewed || true`;
          return (await context.runOnHost('w1', command)).stdout.includes('renewed') ? true : undefined;
        },
        'the kubelet of w1 has not renewed its certificate',
      );
      await cluster.expectNodes(...nodes);
    });
    await report.check('the hosts have no finding', () => expectFindings(cluster));

    await context.step('the certificates of all control planes expire in a day, which is reported', async () => {
      for (const name of controlPlanes) await context.runOnHost(name, shortenCertificates);
      await expectFindings(
        cluster,
        ...controlPlanes.map((name) => `${name}: the certificate apiserver expires in 0 days: renew it`),
      );
    });
    await report.check(
      'all of them renew their certificates at the same time, and the API stays available',
      async () => {
        const stop = pollEndpoint(context, endpoint.address);
        await Promise.all(
          controlPlanes.map((name) => context.runOnHost(name, 'sudo systemctl start plinth-certificates')),
        );
        await stop();
        for (const name of controlPlanes) await expectValidFor(context, name, 300);
        await expectFindings(cluster);
      },
    );
    await report.check('one control plane was restarted after another', async () => {
      const times: { readonly start: number; readonly end: number }[] = [];
      for (const name of controlPlanes) {
        const output = await context.runOnHost(
          name,
          'sudo journalctl -q -u plinth-certificates -o short-unix | grep -E "renewing the|renewed the" | tail -n 2 | cut -d. -f1',
        );
        const [start, end] = output.stdout.trim().split('\n').map(Number);
        if (start === undefined || end === undefined) throw unexpectedOutput('no renewal', output);
        times.push({ start, end });
      }
      const sorted = times.toSorted((first, second) => first.start - second.start);
      for (const [index, { start }] of sorted.entries())
        if (index > 0 && start < (sorted[index - 1]?.end ?? 0)) throw new Error(JSON.stringify(sorted));
    });
    await report.check('the metrics of every host contain the end of its certificates', async () => {
      for (const name of nodes) {
        await context.runOnHost(name, 'sudo systemctl start plinth-certificates');
        await context.runOnHost(
          name,
          'grep "^plinth_certificate_expiry.*kubelet-serving" /var/lib/plinth/metrics/*.prom',
        );
      }
    });

    await context.step('the certificates of a control plane have expired, which is reported', async () => {
      await expireCertificates(context.lab, context.host('cp2'));
      await expectFindings(cluster, 'cp2: the certificate apiserver has expired on');
    });
    await context.step('its timer repairs it', async () => {
      await context.runOnHost('cp2', 'sudo systemctl start plinth-certificates');
      await expectValidFor(context, 'cp2', 300);
      await expectFindings(cluster);
      await cluster.expectNodes(...nodes);
    });
    await report.check('a plan after the renewals has no changes', () => cluster.expectPlan());

    await cluster.kubectl('create secret generic word --from-literal=word=confidential');
    await report.check('a Secret is encrypted in etcd with the first key', () => expectEncrypted(cluster, '1'));
    await report.check('the key of Secrets is rotated, and the API stays available', async () => {
      await cluster.synthesise({
        controlPlanes,
        workers: ['w1'],
        options: { endpoint, certificateAuthority, encryptionKey: 2 },
      });
      await cluster.expectPlan('delete, create encryption');
      const stop = pollEndpoint(context, endpoint.address);
      await cluster.apply();
      await stop();
      await expectEncrypted(cluster, '2');
      const { stdout } = await cluster.kubectl('get secret word --output=jsonpath={.data.word}');
      if (Buffer.from(stdout, 'base64').toString() !== 'confidential') throw new Error(`the Secret contains ${stdout}`);
      for (const name of controlPlanes)
        await context.runOnHost(name, `sudo sh -c '! grep -q "^1 " /etc/kubernetes/encryption/keys'`);
    });
    await report.check('the audit log has requests, and no content of Secrets', async () => {
      const command = `sudo sh -c 'cat /var/log/kubernetes/audit*.log | grep "secrets/word\\|secrets?" | head -n 1'`;
      const outputs = await Promise.all(controlPlanes.map((name) => context.runOnHost(name, command)));
      if (outputs.every(({ stdout }) => stdout === '')) throw new Error('no request of a Secret is in the log');
      for (const name of controlPlanes)
        await context.runOnHost(
          name,
          `sudo sh -c '! grep -q ${Buffer.from('confidential').toString('base64')} /var/log/kubernetes/audit*.log'`,
        );
    });
  },
};

/** Creates a CA; returns its certificate and the path of its key. */
async function createAuthority(context: ScenarioContext) {
  const [privateKey, file] = [join(context.folder, 'ca.key'), join(context.folder, 'ca.crt')];
  const subject = ['-subj', '/CN=site CA', '-days', '3650'];
  await run('openssl', [
    'req',
    '-x509',
    '-newkey',
    'rsa:2048',
    '-nodes',
    '-keyout',
    privateKey,
    '-out',
    file,
    ...subject,
  ]);
  return { certificate: readFileSync(file, 'utf8'), privateKey };
}

async function expectIssuer(context: ScenarioContext, host: string, file: string): Promise<void> {
  const output = await context.runOnHost(host, `sudo openssl x509 -noout -issuer -in ${file}`);
  if (!/CN ?= ?site CA/.test(output.stdout))
    throw unexpectedOutput(`${file} of ${host} is not signed by the CA`, output);
}

/** Checks that the certificates of a control plane are valid for some days. */
async function expectValidFor(context: ScenarioContext, host: string, days: number): Promise<void> {
  for (const file of ['apiserver', 'apiserver-kubelet-client', 'front-proxy-client', 'etcd/server'])
    await context.runOnHost(
      host,
      `sudo openssl x509 -noout -checkend ${days * 86_400} -in /etc/kubernetes/pki/${file}.crt`,
    );
}

/** Checks that the Secret `word` is encrypted in etcd with that key. */
async function expectEncrypted(cluster: OnPremCluster, key: string): Promise<void> {
  const folder = '/etc/kubernetes/pki/etcd';
  const etcdctl = `etcdctl --cacert=${folder}/ca.crt --cert=${folder}/server.crt --key=${folder}/server.key`;
  const output = await cluster.kubectl(
    `exec --namespace=kube-system etcd-cp1 -- ${etcdctl} get --print-value-only /registry/secrets/default/word`,
  );
  if (!output.stdout.startsWith(`k8s:enc:secretbox:v1:${key}:`) || output.stdout.includes('confidential'))
    throw unexpectedOutput(`the Secret is not encrypted with the key ${key}`, output);
}

/** Runs check-hosts.sh, which `plinth status` runs, and checks that its output contains these findings, or none. */
async function expectFindings(cluster: OnPremCluster, ...expected: readonly string[]): Promise<void> {
  const env = { KUBECONFIG_FILE: cluster.kubeconfig };
  const script = join(cluster.stackFolder, 'scripts/local/check-hosts.sh');
  const output = await cluster.context.runInNetwork(['bash', script], { env });
  const isExpected =
    expected.length === 0 ? output.stdout.trim() === '' : expected.every((text) => output.stdout.includes(text));
  if (!isExpected) throw unexpectedOutput(`findings other than ${expected.join(' | ') || 'none'}`, output);
}

/** Renews all certificates of a control plane for one day, without a restart of its programs. */
const shortenCertificates = `sudo bash -c '
  configuration=$(mktemp)
  kubectl --kubeconfig /etc/kubernetes/admin.conf -n kube-system get configmap kubeadm-config -o "jsonpath={.data.ClusterConfiguration}" >$configuration
  sed -i /^certificateValidityPeriod/d $configuration
  echo "certificateValidityPeriod: 23h0m0s" >>$configuration
  kubeadm certs renew all --config $configuration'`;

/** Prints a key and a certificate of the kubelet of w1 that was valid for long, and expires in ten minutes. */
const signExpiringKubeletCertificate = `sudo bash -c '
  cd $(mktemp -d)
  openssl req -new -newkey rsa:2048 -nodes -keyout key.pem -subj "/O=system:nodes/CN=system:node:w1" -out request.csr 2>/dev/null
  touch index
  echo 01 >serial
  printf "%s\\n" "[ca]" default_ca=site "[site]" database=index serial=serial new_certs_dir=. default_md=sha256 policy=any x509_extensions=client \\
    "[any]" organizationName=supplied commonName=supplied "[client]" keyUsage=digitalSignature extendedKeyUsage=clientAuth >ca.cnf
  openssl ca -batch -notext -config ca.cnf -cert /etc/kubernetes/pki/ca.crt -keyfile /etc/kubernetes/pki/ca.key \\
    -startdate 20260101000000Z -enddate $(date --utc --date "+10 minutes" +%Y%m%d%H%M%SZ) -in request.csr -out client.crt 2>/dev/null
  cat client.crt key.pem'`;

/** Makes the kubelet use a certificate and a key in standard input. */
const useKubeletCertificate = `sudo bash -c '
  cat >/var/lib/kubelet/pki/kubelet-client-expiring.pem
  chmod 600 /var/lib/kubelet/pki/kubelet-client-expiring.pem
  ln --symbolic --force kubelet-client-expiring.pem ${kubeletClientCertificate}
  systemctl restart kubelet'`;

/** Requests, with the credentials of the kubelet, a serving certificate for its name and the address in standard input. */
const requestCertificate = `sudo bash -c '
  read -r address
  cd $(mktemp -d)
  request=$(openssl req -new -newkey rsa:2048 -nodes -keyout key.pem -subj "/O=system:nodes/CN=system:node:w1" -addext "subjectAltName=DNS:w1,IP:$address" 2>/dev/null | base64 -w 0)
  kubectl --kubeconfig /etc/kubernetes/kubelet.conf create -f - <<X
{"apiVersion": "certificates.k8s.io/v1", "kind": "CertificateSigningRequest", "metadata": {"name": "forged"},
 "spec": {"request": "$request", "signerName": "kubernetes.io/kubelet-serving", "usages": ["digital signature", "key encipherment", "server auth"]}}
X'`;
