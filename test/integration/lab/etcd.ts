import { startHost, stopHost } from '../../../lab/hosts';
import type { Scenario, Site } from '../../../lab/scenario';
import { hostAnswers } from '../../../lab/ssh';
import { within } from '../../../lab/within';
import { isClean, OnPremises } from './terraformed/cluster';
import { hasEtcd } from './terraformed/etcd';

const endpoint = { address: '10.77.0.100', via: 'keepalived' };

/** Etcd on hosts of its own is made, mended and taken away like every other member. */
export const scenario: Scenario = {
  title: 'etcd runs on hosts of its own: any of them may be lost and replaced, and no key leaves its host',
  hosts: ['cp1', 'cp2', 'e1', 'e2', 'e3', 'e4'],
  async run(site) {
    const { report, lab } = site;
    const cluster = new OnPremises(site);
    const described = (controlPlanes: readonly string[], etcd: readonly string[]) =>
      cluster.describe({ controlPlanes, etcd, more: { endpoint } });

    await described(['cp1'], ['e1', 'e2', 'e3']);
    await site.step('built: one control plane, three hosts of etcd', async () => {
      await cluster.apply();
      await hasEtcd(site, 'e1', ['e1', 'e2', 'e3']);
    });
    await site.step(
      "network: the lab's own flannel objects; the control plane alone is a node, and Ready",
      async () => {
        await cluster.network();
        await cluster.hasNodes('cp1');
      },
    );
    await report.check('applied again: no changes', () => cluster.plans());
    const identity = await cluster.identity();
    await cluster.kubectl('create configmap kept --from-literal=word=kept');

    await report.check(
      'the authority of etcd is on no control plane, and no key is in the state or beside it',
      async () => {
        await site.on('cp1', '! sudo test -e /etc/kubernetes/pki/etcd/ca.key');
        const { stdout } = await cluster.terraform('show', '-json');
        if (/BEGIN|client-key|token/.test(stdout)) throw new Error('the state has a secret');
        const found = await site.inside(['grep', '-rlE', 'BEGIN [A-Z ]*PRIVATE KEY', site.folder], {
          exitCodes: [0, 1],
        });
        if (found.stdout !== '') throw new Error(`keys in ${found.stdout}`);
        await site.on('e1', '! sudo test -e /etc/kubernetes/pki/apiserver-etcd-client.key && ! ls /run/plinth-*');
      },
    );
    await report.check('a second control plane joins, and leaves', async () => {
      await described(['cp1', 'cp2'], ['e1', 'e2', 'e3']);
      await cluster.plans('create control-plane["cp2"]', 'delete, create endpoint');
      await cluster.apply();
      await cluster.hasNodes('cp1', 'cp2');
      await described(['cp1'], ['e1', 'e2', 'e3']);
      await cluster.apply();
      await cluster.hasNodes('cp1');
      await hasEtcd(site, 'e1', ['e1', 'e2', 'e3']);
      await isClean(site, 'cp2');
    });

    await site.step('the host of etcd that began is powered off: the API goes on', async () => {
      await stopHost(lab, 'e1');
      await within(30, async () => ((await answers(cluster)) ? true : undefined), 'the API does not answer');
    });
    await report.check('another named in its place: one is created, one goes, the API servers are told', async () => {
      await described(['cp1'], ['e4', 'e2', 'e3']);
      await cluster.plans('create etcd["e4"]', 'delete etcd["e1"]', 'delete, create configuration');
    });
    await site.step('it is replaced', async () => {
      const { stdout } = await cluster.apply();
      if (!stdout.includes('e1: warning: was not reset (no answer on port 22')) throw new Error('no warning of e1');
      await hasEtcd(site, 'e2', ['e2', 'e3', 'e4']);
    });
    await report.check('the API server asks the hosts that there are, and has all data', async () => {
      const { stdout } = await site.on('cp1', "tr '\\0' '\\n' </proc/$(pgrep -x kube-apiserver)/cmdline");
      const asked = /^--etcd-servers=(.*)$/m.exec(stdout)?.[1] ?? '';
      const expected = ['e4', 'e2', 'e3'].map((name) => `https://${site.host(name).address}:2379`).join(',');
      if (asked !== expected) throw new Error(`it asks ${asked}`);
      const kept = await cluster.kubectl('get configmap kept --output=jsonpath={.data.word}');
      if (kept.stdout !== 'kept' || (await cluster.identity()) !== identity) throw new Error('it is another cluster');
    });
    await report.check('no changes after that', () => cluster.plans());
    await report.check('a member whose going would leave no majority is not taken out', async () => {
      await stopHost(lab, 'e4');
      await cluster.leaveFails('etcd', 'e2', identity, 'which is no quorum');
      await switchOn(site, 'e4');
      await within(
        60,
        () =>
          hasEtcd(site, 'e4', ['e2', 'e3', 'e4']).then(
            () => true,
            () => undefined,
          ),
        'etcd is not whole',
      );
    });
    await report.check('the first, switched on and named again, joins as new', async () => {
      await switchOn(site, 'e1');
      await described(['cp1'], ['e1', 'e2', 'e3']);
      await cluster.apply();
      await hasEtcd(site, 'e1', ['e1', 'e2', 'e3']);
      await isClean(site, 'e4');
      await cluster.hasNodes('cp1');
    });
    await report.check('torn down, all at once', async () => {
      await cluster.terraform('destroy', '-auto-approve', '-input=false');
      for (const host of ['cp1', 'e1', 'e2', 'e3']) await isClean(site, host);
    });
  },
};

async function switchOn(site: Site, host: string): Promise<void> {
  await startHost(site.lab, site.host(host));
  await hostAnswers(site.lab, site.host(host));
}

async function answers(cluster: OnPremises): Promise<boolean> {
  return cluster.kubectl('get --raw /readyz --request-timeout=3s').then(
    () => true,
    () => false,
  );
}
