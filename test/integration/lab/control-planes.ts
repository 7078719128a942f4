import { startHost, stopHost } from '../../../lab/hosts';
import type { Scenario, Site } from '../../../lab/scenario';
import { hostAnswers } from '../../../lab/ssh';
import { within } from '../../../lab/within';
import { isClean, OnPremises } from './terraformed/cluster';
import { hasEtcd } from './terraformed/etcd';

const endpoint = { address: '10.77.0.100', via: 'keepalived' };

/** No control plane is special: any may be lost, the first as well, and is mended by naming another host. */
export const scenario: Scenario = {
  title: 'three control planes hold one address, and survive the loss of any of them',
  hosts: ['cp1', 'cp2', 'cp3', 'cp4'],
  async run(site) {
    const { report, lab } = site;
    const cluster = new OnPremises(site);
    const described = (...controlPlanes: string[]) => cluster.describe({ controlPlanes, more: { endpoint } });

    await described('cp1', 'cp2', 'cp3');
    await site.step('built: three control planes behind HAProxy and keepalived', async () => {
      await cluster.apply();
      await hasMembers(cluster, 'cp1', 'cp2', 'cp3');
    });
    await report.check('applied again: no changes', () => cluster.plans());
    const identity = await cluster.identity();

    await report.check('the one that holds the address is powered off: the API answers within 30 s', async () => {
      const holder = await holderOf(site, ['cp1', 'cp2', 'cp3']);
      await stopHost(lab, holder);
      await within(30, async () => ((await answers(cluster)) ? true : undefined), 'the API does not answer');
      await startHost(lab, site.host(holder));
      await hostAnswers(lab, site.host(holder));
      await within(
        120,
        async () => ((await healthy(site, ['cp1', 'cp2', 'cp3'])) ? true : undefined),
        'etcd is not whole',
      );
    });

    await site.step('the first is powered off for good', () => stopHost(lab, 'cp1'));
    await report.check(
      'another named in its place: that one is created, the first goes, and no other is touched',
      async () => {
        await described('cp4', 'cp2', 'cp3');
        await cluster.plans('create control-plane["cp4"]', 'delete control-plane["cp1"]', 'delete, create endpoint');
      },
    );
    await site.step('the first is replaced', async () => {
      const { stdout } = await cluster.apply();
      if (!stdout.includes('cp1: warning: was not reset (no answer on port 22')) throw new Error('no warning of cp1');
      await hasMembers(cluster, 'cp2', 'cp3', 'cp4');
    });
    await report.check('it is the same cluster', async () => {
      if ((await cluster.identity()) !== identity) throw new Error('it has another identity');
    });
    await report.check('no changes after that', () => cluster.plans());
    await report.check('a member whose going would leave no majority is not taken out', async () => {
      await stopHost(lab, 'cp4');
      await cluster.leaveFails('control-plane', 'cp2', identity, 'which is no quorum');
      await startHost(lab, site.host('cp4'));
      await hostAnswers(lab, site.host('cp4'));
      await within(
        120,
        async () => ((await healthy(site, ['cp2', 'cp3', 'cp4'])) ? true : undefined),
        'etcd is not whole',
      );
      await hasMembers(cluster, 'cp2', 'cp3', 'cp4');
    });
    await report.check('the first, switched on again and named again, joins as new: no second cluster', async () => {
      await startHost(lab, site.host('cp1'));
      await hostAnswers(lab, site.host('cp1'));
      await described('cp1', 'cp2', 'cp3');
      await cluster.apply();
      await hasMembers(cluster, 'cp1', 'cp2', 'cp3');
      if ((await cluster.identity()) !== identity) throw new Error('it has another identity');
      await isClean(site, 'cp4');
    });
    await report.check('torn down, all at once', async () => {
      await cluster.terraform('destroy', '-auto-approve', '-input=false');
      for (const host of ['cp1', 'cp2', 'cp3']) await isClean(site, host);
    });
  },
};

async function answers(cluster: OnPremises): Promise<boolean> {
  return cluster.kubectl('get --raw /readyz --request-timeout=3s').then(
    () => true,
    () => false,
  );
}

/** The host that has the address of the endpoint. */
async function holderOf(site: Site, hosts: readonly string[]): Promise<string> {
  const found = await Promise.all(
    hosts.map(async (host) =>
      (await site.on(host, 'ip -oneline address')).stdout.includes(endpoint.address) ? [host] : [],
    ),
  );
  const [holder, ...others] = found.flat();
  if (holder === undefined || others.length > 0)
    throw new Error(`the address is on ${found.flat().join(', ') || 'no host'}`);
  return holder;
}

/** Fails unless etcd has exactly these members, all started, and the cluster these nodes. */
async function hasMembers(cluster: OnPremises, ...names: readonly string[]): Promise<void> {
  await hasEtcd(cluster.site, names[1] ?? '', names);
  const nodes = (await cluster.kubectl('get nodes --output=jsonpath={.items[*].metadata.name}')).stdout;
  if (nodes !== [...names].sort().join(' ')) throw new Error(`it has the nodes ${nodes}`);
}

/** Whether the API of each of these hosts answers by itself. */
async function healthy(site: Site, hosts: readonly string[]): Promise<boolean> {
  const each = await Promise.all(
    hosts.map((host) =>
      site.on(host, 'curl --silent --fail --insecure --max-time 3 https://localhost:6443/readyz').then(
        () => true,
        () => false,
      ),
    ),
  );
  return each.every(Boolean);
}
