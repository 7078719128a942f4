import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { existing } from '../../../constructs/clusters';
import { metricsServer } from '../../../constructs/components';
import { kinds } from '../../../constructs/kinds';
import { checkReleases } from '../../../src/cli/check-releases';
import { repairManager } from '../../../src/cli/compare-objects';
import { formatReleaseFinding } from '../../../src/cli/release-finding';
import { repairObjects } from '../../../src/cli/repair-releases';
import { markerLabels, markerName, markerNamespace } from '../../../src/kinds/cluster-marker';
import type { ClusterPlan } from '../../../src/kinds/cluster-plan';
import { language } from '../../../src/language';
import { resolveOutputFolders, writeOutput } from '../../../src/synth';
import { listExpectedReleases, type ExpectedRelease } from '../../../stacks/expected-releases';
import { run } from '../../../tools/command';
import type { Report } from '../../../tools/report';
import { tool } from '../../../tools/tool';
import { version } from '../../../src/version';
import { expectEqual } from '../apply/expect';
import type { KubernetesObject } from './api';
import type { ControlPlane } from './control-plane';
import { eventuallyPasses } from './check';

const image = 'registry.acme.example/shop/web:1';

/**
 * Tests what `plinth status --live` finds and `plinth apply --repair` restores, with real Helm, kubectl and API server. The
 * chart of the component is a stand-in with one Deployment; the charts of all other releases are those that Plinth generates.
 */
export async function testLiveDifferences(
  report: Report,
  { api, kubeconfig }: ControlPlane,
  scratch: string,
): Promise<void> {
  const kubectl = await tool('kubectl');
  const options = { kubectl, out: join(scratch, 'live') };
  const platform = language(kinds).plan(definePlatform(kubeconfig));
  const { clusters } = platform;
  const [cluster] = clusters;
  if (!cluster) throw new Error('the platform has no cluster');
  const releases = listExpectedReleases(cluster);
  const getRelease = (name: string) => {
    const release = releases.find((candidate) => candidate.name === name);
    if (!release) throw new Error(`the platform has no release ${name}`);
    return release;
  };
  const component = getRelease('metrics-server');
  writeOutput(platform, language(kinds), resolveOutputFolders(options.out), () => undefined);
  const runKubectl = (...args: readonly string[]) => run(kubectl, [`--kubeconfig=${kubeconfig}`, ...args]);
  const listFindings = async () => (await checkReleases(clusters, options)).map(formatReleaseFinding);

  await report.check('live: releases that are installed as defined have no difference', async () => {
    for (const release of releases) await installRelease(release, { folder: options.out, kubeconfig });
    // Controllers add fields to objects for a while.
    await eventuallyPasses(10, async () => {
      expectLines(await listFindings(), []);
    });
  });

  await report.check('live: what was edited by hand is found, and the comparison changes nothing', async () => {
    await runKubectl('-n', 'shop', 'scale', 'deployment/web', '--replicas=5');
    await runKubectl('-n', 'shop', 'set', 'image', 'deployment/web', 'web=registry.acme.example/shop/other:2');
    const sidecar = { spec: { template: { spec: { containers: [{ name: 'miner', image }] } } } };
    await runKubectl('-n', 'shop', 'patch', 'deployment/web', `--patch=${JSON.stringify(sidecar)}`);
    const [policy = ''] = (await runKubectl('-n', 'shop', 'get', 'networkpolicy', '-o', 'name')).stdout.split('\n');
    const open = { spec: { ingress: [{}] } };
    await runKubectl('-n', 'shop', 'patch', policy, '--type=merge', `--patch=${JSON.stringify(open)}`);
    const [quota = ''] = (await runKubectl('-n', 'shop', 'get', 'resourcequota', '-o', 'name')).stdout.split('\n');
    await runKubectl('-n', 'shop', 'patch', quota, '--patch={"spec":{"hard":{"pods":"1200"}}}');
    await runKubectl('-n', 'shop', 'delete', 'service', 'web');
    await runKubectl('-n', component.namespace, 'set', 'env', `deployment/${component.name}`, 'PASSWORD=hunter2');
    await runKubectl('label', 'namespace', 'shop', '--overwrite', 'pod-security.kubernetes.io/enforce=privileged');
    const findings = await listFindings();
    expectLines(findings, [
      /Deployment shop\/web: .*replicas is 5, and 2/,
      /image is "registry\.acme\.example\/shop\/other:2", and "registry\.acme\.example\/shop\/web:1"/,
      /containers\[miner\] was added/,
      /NetworkPolicy shop\/.*spec\.ingress/,
      /ResourceQuota shop\/.*spec\.hard\.pods is "1200", and "500"/,
      /Service shop\/web: does not exist/,
      /^release metrics-server: Deployment metrics-server: .*env\[PASSWORD\] was added$/,
      /Namespace shop: .*enforce is "privileged", and "restricted"/,
    ]);
    if (findings.join('\n').includes('hunter2')) throw new Error('a value that may be a secret was printed');
    const managers = (await api.listAllObjects()).flatMap(({ metadata }) => metadata.managedFields ?? []);
    if (managers.some(({ manager }) => manager === repairManager))
      throw new Error('the comparison has changed an object');
  });

  await report.check('live: a repair restores it, and nothing differs afterwards', async () => {
    const repaired = await repairObjects(clusters, options);
    expectLines(repaired, [
      /Deployment shop\/web/,
      /NetworkPolicy shop/,
      /ResourceQuota shop/,
      /Service shop\/web/,
      /Namespace shop/,
      /Deployment metrics-server/,
    ]);
    expectLines(await listFindings(), []);
    const names = await runKubectl('-n', 'shop', 'get', 'deployment/web', '-o', 'jsonpath={..containers[*].name}');
    if (names.stdout !== 'web') throw new Error(`the containers are ${names.stdout}`);
  });

  await report.check(
    'live: plinth status --live reports it as JSON, and plinth apply --repair restores it',
    async () => {
      const project = createProject(options.out, kubeconfig);
      await api.apply(renderMarker(cluster), { manager: 'lab' });
      await project.plinth([0], 'lock');
      await runKubectl('-n', 'shop', 'scale', 'deployment/web', '--replicas=5');
      const changed = { ...component, values: { ...component.values, added: 'hunter2' } };
      await installRelease(changed, { folder: options.out, kubeconfig });
      const status = JSON.parse(await project.plinth([1], 'status', '--live', '--json', '--kubectl', kubectl)) as {
        readonly releases: readonly { readonly object?: string; readonly fields?: readonly object[] }[];
      };
      expectEqual(status.releases.map(({ object = 'release' }) => object).sort(), ['Deployment shop/web', 'release']);
      expectEqual(
        status.releases.flatMap(({ fields = [] }) => fields),
        [{ path: 'spec.replicas', live: '5', defined: '2', added: false }],
      );
      const output = await project.plinth(
        [0],
        'apply',
        '--yes',
        '--repair',
        '--kubectl',
        kubectl,
        '--terraform',
        project.terraform,
      );
      if (!output.includes('repaired: prod: release tenant-shop: Deployment shop/web')) throw new Error(output);
      const replicas = await runKubectl('-n', 'shop', 'get', 'deployment/web', '-o', 'jsonpath={.spec.replicas}');
      expectEqual(replicas.stdout, '2');
      if (!project.listCalls().includes('prod-platform: state rm -no-color helm_release.metrics-server'))
        throw new Error(`Terraform would not deploy the release again: ${project.listCalls().join('; ')}`);
    },
  );

  await report.check('live: a release that Helm has changed or uninstalled is found', async () => {
    const shop = getRelease('tenant-shop');
    const helm = await tool('helm');
    await run(helm, [
      'uninstall',
      shop.name,
      '--namespace',
      shop.namespace,
      '--kubeconfig',
      kubeconfig,
      '--keep-history',
    ]);
    const findings = await listFindings();
    expectLines(findings, [
      /^release metrics-server: values of its chart differ from the definition: added$/,
      /^release tenant-shop: revision 1 is uninstalled/,
    ]);
    if (findings.join('\n').includes('hunter2')) throw new Error('a value of a chart was printed');
  });
}

/** Checks that each line matches its pattern, in any order, and that there are no others. */
function expectLines(lines: readonly string[], patterns: readonly RegExp[]): void {
  const missing = patterns.filter((pattern) => !lines.some((line) => pattern.test(line)));
  const unexpected = lines.filter((line) => !patterns.some((pattern) => pattern.test(line)));
  if (missing.length > 0 || unexpected.length > 0)
    throw new Error(`missing: ${missing.join(', ')}\nunexpected: ${unexpected.join('\n')}\nall:\n${lines.join('\n')}`);
}

/** Writes a project whose Terraform is a stand-in that records its calls: no provider is used. */
function createProject(folder: string, kubeconfig: string) {
  writeFileSync(join(folder, 'platform.json'), JSON.stringify(definePlatform(kubeconfig)));
  const [terraform, calls] = [join(folder, 'terraform'), join(folder, 'calls')];
  writeFileSync(terraform, `#!/bin/sh\necho "\${PWD##*/}: $*" >>'${calls}'\n`, { mode: 0o755 });
  const plinth = [require.resolve('tsx/cjs'), join(__dirname, '../../../src/cli/plinth.ts')];
  return {
    terraform,
    listCalls: () => readFileSync(calls, 'utf8').trimEnd().split('\n'),
    /** Runs plinth, which must end with one of these exit codes, and returns its output. */
    plinth: async (exitCodes: readonly number[], ...args: readonly string[]) =>
      (await run(process.execPath, ['--require', ...plinth, ...args], { cwd: folder, exitCodes })).stdout,
  };
}

function renderMarker({ name, digest, clusterInfo }: ClusterPlan): KubernetesObject {
  return {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: markerName('platform'), namespace: markerNamespace, labels: { ...markerLabels } },
    data: { platform: clusterInfo.platform, cluster: name, digest, plinth: version },
  };
}

function definePlatform(kubeconfig: string) {
  return {
    name: 'acme',
    domain: 'acme.example',
    environments: ['prod'],
    clusters: {
      prod: existing({
        environment: 'prod',
        kubeconfig,
        provides: { network: {}, 'network-policy': {}, dns: {} },
        components: [metricsServer()],
      }),
    },
    tenants: {
      shop: {
        owners: 'shop-developers',
        clusters: ['prod'],
        quota: { cpu: 4, memoryGiB: 4, storageGiB: 1 },
        applications: { web: { image, port: 8080, replicas: 2 } },
      },
    },
  };
}

/** Where charts are, and the cluster. */
interface Target {
  /** Output of `plinth synth`. */
  readonly folder: string;
  readonly kubeconfig: string;
}

/** Installs a release with Helm, as the Helm provider does. */
async function installRelease(release: ExpectedRelease, { folder, kubeconfig }: Target): Promise<void> {
  const { name, namespace, values } = release;
  const generated = ['bootstrap', 'platform'].map((part) =>
    join(folder, `cdktf.out/stacks/prod-${part}/charts/${name}`),
  );
  const chart = values ? writeStandInChart(release, folder) : generated.find((path) => existsSync(path));
  if (chart === undefined) throw new Error(`no stack has a chart of the release ${name}`);
  const valuesFile = join(folder, 'values.yaml');
  writeFileSync(valuesFile, JSON.stringify(values ?? {}));
  await run(await tool('helm'), [
    ...['upgrade', '--install', name, chart, '--namespace', namespace, '--values', valuesFile],
    ...['--take-ownership', '--kubeconfig', kubeconfig],
  ]);
}

/** Writes a chart with the version of an official one, and a Deployment without a namespace. Returns its path. */
function writeStandInChart({ name, chartVersion }: ExpectedRelease, folder: string): string {
  const chart = join(folder, 'stand-in', name);
  mkdirSync(join(chart, 'templates'), { recursive: true });
  writeFileSync(join(chart, 'Chart.yaml'), JSON.stringify({ apiVersion: 'v2', name, version: chartVersion }));
  const labels = { app: name };
  const deployment = {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name },
    spec: {
      selector: { matchLabels: labels },
      template: { metadata: { labels }, spec: { containers: [{ name: 'server', image }] } },
    },
  };
  writeFileSync(join(chart, 'templates/deployment.yaml'), JSON.stringify(deployment));
  return chart;
}
