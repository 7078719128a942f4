import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { buildArtifacts } from '../../../lab/artifacts';
import { echoImage } from '../../../lab/images';
import { unexpectedOutput, type Scenario, type ScenarioContext } from '../../../lab/scenario';
import { artifactsUrl } from '../../../lab/up';
import { waitFor } from '../../../lab/wait-for';
import { application, definePlatform, existing, synth } from '../../../src';
import { tool } from '../../../tools/tool';
import { readOutput, getReleases } from '../cluster/output';
import { createKubeadmCluster } from './kubeadm/cluster';

const probes = { liveness: { path: '/isAlive' }, readiness: { path: '/isReady' } };

const platform = definePlatform({
  name: 'site',
  domain: 'lab.example',
  environments: ['dev'],
  // flannel alone enforces no network policies; this scenario does not test them.
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
        api: application({ image: echoImage, probes }),
        web: application({ image: echoImage, probes, calls: ['api'], ingress: 'shop.lab.example' }),
      },
    },
  },
});

/** Tests what simulated nodes cannot: containers of generated applications start, respond and call each other. */
export const scenario: Scenario = {
  title: 'the applications of a definition run',
  hosts: ['cp1', 'w1'],
  async run(context) {
    await createKubeadmCluster(context);
    const kubectl = await createKubectl(context);
    const output = join(context.folder, 'output');
    await context.step('the definition is synthesised', () => {
      rmSync(output, { recursive: true, force: true });
      mkdirSync(output, { recursive: true });
      synth(platform, { out: output });
      if (!existsSync(join(output, 'dist/order.json'))) throw new Error('nothing was written');
    });
    await context.step('its releases are applied in order', async () => {
      for (const { folder, files = [] } of getReleases(readOutput(output), 'dc1')) {
        for (const file of files) {
          await kubectl('apply', '--server-side', '--filename', join(output, 'dist', folder, file));
        }
      }
    });
    for (const name of ['api', 'web']) {
      await context.report.check(`two pods of ${name} are ready`, async () => {
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
    await context.report.check('web calls api through its Service', async () => {
      const result = await kubectl('-n', 'shop', 'exec', 'deployment/web', '--', '/echo', 'get', 'http://api/');
      if (!(JSON.parse(result.stdout) as { pod: string }).pod.startsWith('api-'))
        throw unexpectedOutput('the response is not from api', result);
    });
    await context.report.check('a privileged pod is rejected by Pod Security', async () => {
      const pod = ['run', 'privileged', `--image=${echoImage}`, '--privileged'];
      const result = await kubectl('-n', 'shop', ...pod).catch((error: unknown) => error as { output: string });
      if (!('output' in result) || !result.output.includes('violates PodSecurity'))
        throw new Error('the pod was admitted');
    });
    await context.report.check(
      'every call succeeds during a rollout of api, until its old pods are removed',
      async () => {
        await kubectl('-n', 'shop', 'rollout', 'restart', 'deployment/api');
        const finished = new AbortController();
        // An old pod receives SIGTERM after its preStop hook of 5 seconds, and then completes open requests.
        const rollout = kubectl('-n', 'shop', 'rollout', 'status', 'deployment/api', '--timeout=120s')
          .then(() => sleep(15_000))
          .finally(() => {
            finished.abort();
          });
        let calls = 0;
        while (!finished.signal.aborted) {
          await kubectl('-n', 'shop', 'exec', 'deployment/web', '--', '/echo', 'get', 'http://api/');
          calls++;
        }
        await rollout;
        console.log(`  ${calls} successful calls`);
      },
    );
    await withImage(context, 'traefik', 'web is reachable through Traefik', async () => {
      await kubectl('apply', '--filename', join(manifestsFolder, 'traefik.yaml'));
      await kubectl('-n', 'traefik', 'rollout', 'status', 'deployment/traefik', '--timeout=90s');
      const url = `http://${context.host('w1').address}:30080/`;
      const webResponds = async () => {
        const { stdout } = await context.runInNetwork(['curl', '-s', '-m', '5', '-H', 'Host: shop.lab.example', url], {
          exitCodes: curlExitCodes,
        });
        return stdout.includes('"pod":"web-') || undefined;
      };
      await waitFor(30, webResponds, `${url} has no response from web`);
    });
    await withImage(context, 'metrics-server', 'the HorizontalPodAutoscaler reads the CPU usage of api', async () => {
      await kubectl('apply', '--filename', join(manifestsFolder, 'metrics-server.yaml'));
      await kubectl('-n', 'shop', 'wait', '--for=condition=ScalingActive', 'hpa/api', '--timeout=180s');
    });
  },
};

const manifestsFolder = join(__dirname, 'kubeadm');

/** Exit codes of curl while the service starts: success, no connection, timeout, empty or incomplete response. */
const curlExitCodes = [0, 7, 28, 52, 56];

/** Runs a check with an optional image, imported on the worker; skips it if the artifacts do not have the image. */
async function withImage(
  context: ScenarioContext,
  image: string,
  name: string,
  action: () => Promise<void>,
): Promise<void> {
  const archive = join(await buildArtifacts(console.log), 'images', `${image}.tar`);
  if (!existsSync(archive)) {
    context.report.skip(name, `the image is not built: run 'npm run lab -- images ${image}'`);
    return;
  }
  await context.report.check(name, async () => {
    await context.runOnHost(
      'w1',
      `curl -sf ${artifactsUrl}/images/${image}.tar | sudo ctr -n k8s.io images import - >/dev/null`,
    );
    await action();
  });
}

/** Returns a function that runs kubectl of this machine in the lab's network as cluster administrator. */
async function createKubectl(context: ScenarioContext) {
  const kubeconfig = join(context.lab.folder, 'kubeconfig');
  const { stdout } = await context.runOnHost('cp1', 'sudo cat /etc/kubernetes/admin.conf');
  writeFileSync(kubeconfig, stdout, { mode: 0o600 });
  const program = await tool('kubectl');
  return (...args: readonly string[]) => context.runInNetwork([program, '--kubeconfig', kubeconfig, ...args]);
}
