import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Report } from '../../../tools/report';
import { toolFolder } from '../../../tools/tool';
import type { Api, KubernetesObject } from '../cluster/api';
import { ApplyRun } from '../cluster/apply';
import { eventually } from '../cluster/check';
import type { ControlPlane } from '../cluster/control-plane';
import { getReleases, parseObjects, readReleaseObjects, type Output, type OutputRelease } from '../cluster/output';
import type { Session } from '../cluster/session';
import { Applications } from './applications';
import { ArgoCd } from './argo-cd';
import { ChartRegistry } from './chart-registry';
import { listProductSources, synthesiseForServers, writeProductManifests } from './example-output';
import { GitServer } from './git-server';
import { installInfrastructureCrds } from './infrastructure-crds';
import { simulateOperators } from './simulated-operators';
import { packChart } from './stand-in-chart';

const namespace = 'argo-cd';
const ports = { git: 18080, registry: 15000 };
const servers = { git: `http://127.0.0.1:${ports.git}`, charts: `oci://127.0.0.1:${ports.registry}/charts` };

/** Repository of the output. */
const platformRepository = 'platform.git';

/** Seconds in which Argo CD delivers a cluster; it compares every Application with Git every 15 seconds. */
const deliverySeconds = 900;

/** Cluster that a running Argo CD delivers. */
export interface DeliveredCluster {
  readonly report: Report;
  /** Subject of all checks: the prefix of their names. */
  readonly label: string;
  readonly cluster: string;
  readonly output: Output;
  readonly api: Api;
  readonly applications: Applications;
  /** Commits the output as it is now. Returns the hash of the commit. */
  readonly commit: () => Promise<string>;
}

/** Delivers the largest cluster of an example with a running Argo CD; if this succeeds, runs further tests on it. */
export async function testDelivery(
  session: Session,
  example: string,
  runTests?: (cluster: DeliveredCluster) => Promise<void>,
): Promise<void> {
  const { report } = session;
  const folder = join(session.scratch, example);
  const output = await synthesiseForServers(example, join(folder, 'output'), servers);
  const [cluster = ''] = Object.keys(output.order.clusters).sort(
    (a, b) => getReleases(output, b).length - getReleases(output, a).length,
  );
  const label = `${example}/${cluster}`;
  const git = new GitServer(join(folder, 'git'));
  const registry = new ChartRegistry();
  try {
    await Promise.all([git.start(ports.git), registry.start(ports.registry)]);
    const commit = () => git.commit(platformRepository, output.folder);
    await commit();
    await commitProducts(git, output, join(folder, 'products'));
    await session.withControlPlane(label, async (controlPlane) => {
      const { api } = controlPlane;
      const applications = new Applications(api, namespace);
      const delivered = { report, label, cluster, output, api, applications, commit };
      let argoCd: ArgoCd | undefined;
      const simulation = setInterval(() => void simulateOperators(api).catch(() => undefined), 1000);
      try {
        const isStarted = await report.check(`${label}: Argo CD starts with the settings of its chart`, async () => {
          argoCd = await bootstrap(controlPlane, output, cluster);
        });
        if (isStarted && (await testInitialSync(delivered, registry, folder))) await runTests?.(delivered);
      } finally {
        clearInterval(simulation);
        argoCd?.stop();
      }
    });
  } finally {
    git.stop();
    registry.stop();
  }
}

/** Creates the repositories of all products of an output. */
async function commitProducts(git: GitServer, output: Output, folder: string): Promise<void> {
  const sources = listProductSources(output, servers);
  for (const { repository, path } of sources) writeProductManifests(join(folder, repository, path), repository);
  for (const repository of new Set(sources.map((source) => source.repository)))
    await git.commit(repository, join(folder, repository));
}

/** Applies what Terraform applies in the stack `bootstrap`, and starts Argo CD instead of its chart. */
async function bootstrap(controlPlane: ControlPlane, output: Output, cluster: string): Promise<ArgoCd> {
  const { api } = controlPlane;
  const releases = getReleases(output, cluster).filter(({ phase }) => phase === 'bootstrap');
  const crdFile = join(await toolFolder('argo-cd'), 'crds.yaml');
  for (const crd of parseObjects(readFileSync(crdFile, 'utf8'), crdFile)) await api.apply(crd, { manager: 'lab' });
  await eventually(30, async () => {
    for (const kind of ['Application', 'ApplicationSet', 'AppProject'])
      if (!(await api.serves({ apiVersion: 'argoproj.io/v1alpha1', kind, metadata: { name: '' } })))
        return `${kind} is not served`;
    return undefined;
  });
  await installInfrastructureCrds(api);
  const applyRun = new ApplyRun(api);
  const isRoot = ({ name }: OutputRelease) => name === 'argo-cd-applications';
  for (const release of releases.filter((candidate) => !isRoot(candidate)))
    await applyRun.apply(readReleaseObjects(output, release));
  await api.apply(chartCredentials, { manager: 'lab' });
  const argoCd = await ArgoCd.start(
    controlPlane,
    namespace,
    join(output.folder, 'dist', cluster, 'components/argo-cd/values.yaml'),
  );
  for (const release of releases.filter(isRoot)) await applyRun.apply(readReleaseObjects(output, release));
  applyRun.throwRejections();
  return argoCd;
}

/** Makes Argo CD pull charts without TLS. */
const chartCredentials: KubernetesObject = {
  apiVersion: 'v1',
  kind: 'Secret',
  metadata: { name: 'charts', namespace, labels: { 'argocd.argoproj.io/secret-type': 'repo-creds' } },
  stringData: { type: 'oci', url: servers.charts, insecureOCIForceHttp: 'true' },
};

/**
 * Waits until Argo CD has delivered everything. The chart with the CRDs of monitors is published only after Argo CD
 * failed to pull it. Returns false if anything is not delivered.
 */
async function testInitialSync(
  { report, label, cluster, output, applications }: DeliveredCluster,
  registry: ChartRegistry,
  folder: string,
): Promise<boolean> {
  const releases = getReleases(output, cluster).filter(({ phase }) => phase !== 'bootstrap');
  const publish = async ({ chart }: OutputRelease) => {
    if (chart) registry.add(`charts/${chart.name}`, chart.version, await packChart(chart, folder));
  };
  const late = releases.find(({ crds }) => crds === true);
  if (!late) throw new Error(`${label} has no release of CRDs`);
  for (const release of releases) if (release !== late) await publish(release);
  await report.check(`${label}: an Application without manifests holds all later sync waves`, () =>
    assertWavesWait(applications, late, releases),
  );
  await publish(late);
  return report.check(`${label}: every Application is synced and healthy, without another commit`, async () => {
    await applications.refresh(late.name);
    await applications.waitUntilHealthy(
      releases.map(({ name }) => name),
      deliverySeconds,
    );
  });
}

/** Waits until the app of apps reports the Application that cannot be generated; asserts that no later wave started. */
async function assertWavesWait(
  applications: Applications,
  late: OutputRelease,
  releases: readonly OutputRelease[],
): Promise<void> {
  await eventually(120, async () => {
    const all = await applications.list();
    const { status: { sync } = {} } = all.get(late.name) ?? {};
    const { status: { operationState } = {} } = all.get('components') ?? {};
    if (sync?.status !== 'Unknown') return `${late.name} has the sync status ${sync?.status ?? 'none'}`;
    // The app of apps has tried again, so it has evaluated the health of this wave.
    return (operationState?.retryCount ?? 0) > 0
      ? undefined
      : `components: ${operationState?.message ?? 'no operation'}`;
  });
  const existing = await applications.list();
  const started = releases.filter(({ name, after }) => after.includes(late.name) && existing.has(name));
  if (started.length > 0) throw new Error(`started before ${late.name}: ${started.map(({ name }) => name).join(', ')}`);
}
