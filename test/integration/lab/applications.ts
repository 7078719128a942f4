import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { artifactsFolder } from '../../../lab/artifacts';
import { echoReference } from '../../../lab/images';
import { unexpected, type Scenario, type Site } from '../../../lab/scenario';
import { artifactsUrl } from '../../../lab/up';
import { within } from '../../../lab/within';
import { application, definePlatform, existing, synth } from '../../../src';
import { tool } from '../../../tools/tool';
import { readOutput, releasesOf } from '../cluster/output';
import { clusterByHand } from './by-hand/cluster';

const probes = { liveness: { path: '/isAlive' }, readiness: { path: '/isReady' } };

const platform = definePlatform({
  name: 'site',
  domain: 'lab.example',
  environments: ['dev'],
  // flannel alone enforces no network policy: that they are written is shown elsewhere, that they hold is not shown here.
  clusters: {
    dc1: existing({
      environment: 'dev',
      kubeconfig: 'kubeconfig',
      provides: {
        ...{ network: {}, 'network-policy': {}, dns: {}, 'resource-metrics': {} },
        ingress: { namespace: 'traefik' },
      },
    }),
  },
  tenants: {
    shop: {
      clusters: ['dc1'],
      owners: 'shop-devs',
      quota: { cpu: 4, memoryGiB: 8, pods: 20 },
      applications: {
        api: application({ image: echoReference, probes }),
        web: application({ image: echoReference, probes, calls: ['api'], ingress: 'shop.lab.example' }),
      },
    },
  },
});

/** What simulated nodes cannot show: containers of applications that Plinth drew start, answer, and call each other. */
export const scenario: Scenario = {
  title: 'the applications of a description really run',
  hosts: ['cp1', 'w1'],
  async run(site) {
    await clusterByHand(site);
    const kubectl = await administrator(site);
    const output = join(site.folder, 'output');
    await site.step('the description is synthesised', () => {
      rmSync(output, { recursive: true, force: true });
      mkdirSync(output, { recursive: true });
      synth(platform, { out: output });
      if (!existsSync(join(output, 'dist/order.json'))) throw new Error('nothing was written');
    });
    await site.step('its releases are applied in their order', async () => {
      for (const { folder, files = [] } of releasesOf(readOutput(output), 'dc1')) {
        for (const file of files) {
          await kubectl('apply', '--server-side', '--filename', join(output, 'dist', folder, file));
        }
      }
    });
    for (const name of ['api', 'web']) {
      await site.report.check(`two pods of ${name} are ready`, async () => {
        await kubectl(
          '-n',
          'shop',
          'wait',
          '--for=jsonpath={.status.readyReplicas}=2',
          `deployment/${name}`,
          '--timeout=90s',
        );
      });
    }
    await site.report.check('web calls api through its Service', async () => {
      const printed = await kubectl('-n', 'shop', 'exec', 'deployment/web', '--', '/echo', 'get', 'http://api/');
      if (!(JSON.parse(printed.stdout) as { pod: string }).pod.startsWith('api-')) throw unexpected('not api', printed);
    });
    await site.report.check('a pod that breaks the rules of its namespace is refused', async () => {
      const pod = ['run', 'intruder', `--image=${echoReference}`, '--privileged'];
      const printed = await kubectl('-n', 'shop', ...pod).catch((error: unknown) => error as { output: string });
      if (!('output' in printed) || !printed.output.includes('violates PodSecurity')) throw new Error('it was let in');
    });
    await site.report.check('every call is answered while api is rolled out, until its old pods are gone', async () => {
      await kubectl('-n', 'shop', 'rollout', 'restart', 'deployment/api');
      const over = new AbortController();
      // An old pod sleeps 5 seconds before it is told to end, and then has what it still answers.
      const rollout = kubectl('-n', 'shop', 'rollout', 'status', 'deployment/api', '--timeout=120s')
        .then(() => sleep(15_000))
        .finally(() => {
          over.abort();
        });
      let calls = 0;
      while (!over.signal.aborted) {
        await kubectl('-n', 'shop', 'exec', 'deployment/web', '--', '/echo', 'get', 'http://api/');
        calls++;
      }
      await rollout;
      console.log(`  ${calls} calls answered`);
    });
    await withImage(site, 'traefik', 'the world reaches web through Traefik', async () => {
      await kubectl('apply', '--filename', join(byHand, 'traefik.yaml'));
      await kubectl('-n', 'traefik', 'rollout', 'status', 'deployment/traefik', '--timeout=90s');
      const url = `http://${site.host('w1').address}:30080/`;
      const answer = async () => {
        const { stdout } = await site.inside(['curl', '-s', '-m', '5', '-H', 'Host: shop.lab.example', url], {
          exitCodes: curl,
        });
        return stdout.includes('"pod":"web-') || undefined;
      };
      await within(30, answer, `${url} was not answered by web`);
    });
    await withImage(site, 'metrics-server', 'the autoscaler reads the CPU of api', async () => {
      await kubectl('apply', '--filename', join(byHand, 'metrics-server.yaml'));
      await kubectl('-n', 'shop', 'wait', '--for=condition=ScalingActive', 'hpa/api', '--timeout=180s');
    });
  },
};

const byHand = join(__dirname, 'by-hand');

/** Exit codes of curl that mean `not yet`: no connection, no answer. */
const curl = [0, 7, 28, 52, 56];

/** A check with an optional image: imported on the worker where the artifacts have it, said to be skipped otherwise. */
async function withImage(site: Site, image: string, name: string, act: () => Promise<void>): Promise<void> {
  const archive = join(await artifactsFolder(console.log), 'images', `${image}.tar`);
  if (!existsSync(archive)) {
    site.report.skip(name, `its image is not made: npm run lab -- images ${image}`);
    return;
  }
  await site.report.check(name, async () => {
    await site.on('w1', `curl -sf ${artifactsUrl}/images/${image}.tar | sudo ctr -n k8s.io images import - >/dev/null`);
    await act();
  });
}

/** kubectl of this machine, inside the lab, as the cluster's administrator. */
async function administrator(site: Site) {
  const kubeconfig = join(site.lab.folder, 'kubeconfig');
  const { stdout } = await site.on('cp1', 'sudo cat /etc/kubernetes/admin.conf');
  writeFileSync(kubeconfig, stdout, { mode: 0o600 });
  const program = await tool('kubectl');
  return (...args: readonly string[]) => site.inside([program, '--kubeconfig', kubeconfig, ...args]);
}
