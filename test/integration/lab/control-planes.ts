import { startHost, stopHost } from '../../../lab/hosts';
import { unexpectedOutput, type Scenario, type ScenarioContext } from '../../../lab/scenario';
import { waitForHost } from '../../../lab/ssh';
import { waitFor } from '../../../lab/wait-for';
import { expectCleanHost, OnPremCluster } from './terraform/cluster';
import { expectEtcdMembers } from './terraform/etcd';

const endpoint = { address: '10.77.0.100', via: 'keepalived' };

/** Tests that every control plane, including the first, can be lost and replaced by another host. */
export const scenario: Scenario = {
  title: 'three control planes share one endpoint address and survive the loss of any of them',
  hosts: ['cp1', 'cp2', 'cp3', 'cp4'],
  async run(context) {
    const { report, lab } = context;
    const cluster = new OnPremCluster(context);
    const synthesise = (...controlPlanes: string[]) => cluster.synthesise({ controlPlanes, options: { endpoint } });

    await synthesise('cp1', 'cp2', 'cp3');
    await context.step('three control planes behind HAProxy and keepalived are created', async () => {
      await cluster.apply();
      await expectMembers(cluster, 'cp1', 'cp2', 'cp3');
    });
    await report.check('a second plan has no changes', () => cluster.expectPlan());
    const identity = await cluster.identity();

    await report.check(
      'after the host with the endpoint address is powered off, the API responds within 30 s',
      async () => {
        const endpointHost = await findEndpointHost(context, ['cp1', 'cp2', 'cp3']);
        await stopHost(lab, endpointHost);
        await waitFor(30, async () => ((await isApiReady(cluster)) ? true : undefined), 'the API does not respond');
        await startHost(lab, context.host(endpointHost));
        await waitForHost(lab, context.host(endpointHost));
        await waitFor(
          120,
          async () => ((await areApisReady(context, ['cp1', 'cp2', 'cp3'])) ? true : undefined),
          'not every API server is ready',
        );
      },
    );

    await context.step('the first control plane is powered off permanently', () => stopHost(lab, 'cp1'));
    await report.check('the plan replaces the first control plane by another host and changes no other', async () => {
      await synthesise('cp4', 'cp2', 'cp3');
      await cluster.expectPlan('create control-plane["cp4"]', 'delete control-plane["cp1"]', 'delete, create endpoint');
    });
    await context.step('the first control plane is replaced', async () => {
      const { stdout } = await cluster.apply();
      if (!stdout.includes('cp1: warning: was not reset (no answer on port 22')) throw new Error('no warning of cp1');
      await expectMembers(cluster, 'cp2', 'cp3', 'cp4');
    });
    await report.check('the cluster identity is unchanged', async () => {
      if ((await cluster.identity()) !== identity) throw new Error('the cluster identity has changed');
    });
    await report.check('a plan after the replacement has no changes', () => cluster.expectPlan());
    await report.check('a member is not removed if etcd would lose its quorum', async () => {
      await stopHost(lab, 'cp4');
      await cluster.expectRemovalError('control-plane', 'cp2', identity, 'which is no quorum');
      await startHost(lab, context.host('cp4'));
      await waitForHost(lab, context.host('cp4'));
      await waitFor(
        120,
        async () => ((await areApisReady(context, ['cp2', 'cp3', 'cp4'])) ? true : undefined),
        'not every API server is ready',
      );
      await expectMembers(cluster, 'cp2', 'cp3', 'cp4');
    });
    await report.check(
      'the first control plane, started and added again, joins the existing cluster as a new member',
      async () => {
        await startHost(lab, context.host('cp1'));
        await waitForHost(lab, context.host('cp1'));
        await synthesise('cp1', 'cp2', 'cp3');
        await cluster.apply();
        await expectMembers(cluster, 'cp1', 'cp2', 'cp3');
        if ((await cluster.identity()) !== identity) throw new Error('the cluster identity has changed');
        await expectCleanHost(context, 'cp4');
      },
    );
    await report.check('three control planes are reduced to one, in one step', async () => {
      await synthesise('cp1');
      await cluster.apply();
      await expectMembers(cluster, 'cp1');
      for (const host of ['cp2', 'cp3']) await expectCleanHost(context, host);
    });
    await report.check('keepalived and HAProxy are removed when a load balancer holds the endpoint', async () => {
      const options = { endpoint: { address: endpoint.address, port: 8443, via: 'external' } };
      await cluster.synthesise({ controlPlanes: ['cp1'], options });
      await cluster.apply();
      await context.runOnHost('cp1', '! systemctl is-active --quiet keepalived && ! pgrep -x haproxy');
      const addresses = await context.runOnHost('cp1', 'ip -oneline address');
      if (addresses.stdout.includes(endpoint.address)) throw unexpectedOutput('has the address still', addresses);
    });
    await report.check('all hosts are reset by one destroy', async () => {
      await cluster.terraform('destroy', '-auto-approve', '-input=false');
      for (const host of ['cp1', 'cp2', 'cp3']) await expectCleanHost(context, host);
    });
  },
};

async function isApiReady(cluster: OnPremCluster): Promise<boolean> {
  return cluster.kubectl('get --raw /readyz --request-timeout=3s').then(
    () => true,
    () => false,
  );
}

/** Returns the host that has the endpoint address. @throws unless it is exactly one */
async function findEndpointHost(context: ScenarioContext, hosts: readonly string[]): Promise<string> {
  const addressHosts = (
    await Promise.all(
      hosts.map(async (host) =>
        (await context.runOnHost(host, 'ip -oneline address')).stdout.includes(endpoint.address) ? [host] : [],
      ),
    )
  ).flat();
  const [endpointHost, ...others] = addressHosts;
  if (endpointHost === undefined || others.length > 0)
    throw new Error(`the endpoint address is on ${addressHosts.join(', ') || 'no host'}`);
  return endpointHost;
}

/** Checks that etcd has exactly these members, all started, and the cluster these nodes. */
async function expectMembers(cluster: OnPremCluster, ...names: readonly string[]): Promise<void> {
  await expectEtcdMembers(cluster.context, names.at(-1) ?? '', names);
  const nodes = (await cluster.kubectl('get nodes --output=jsonpath={.items[*].metadata.name}')).stdout;
  if (nodes !== [...names].sort().join(' ')) throw new Error(`the cluster has the nodes ${nodes}`);
}

/** True if the local API server of every host is ready. */
async function areApisReady(context: ScenarioContext, hosts: readonly string[]): Promise<boolean> {
  const ready = await Promise.all(
    hosts.map((host) =>
      context.runOnHost(host, 'curl --silent --fail --insecure --max-time 3 https://localhost:6443/readyz').then(
        () => true,
        () => false,
      ),
    ),
  );
  return ready.every(Boolean);
}
