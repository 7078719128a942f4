import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parse, stringify } from 'yaml';
import { run } from '../../../tools/command';
import { tool } from '../../../tools/tool';
import { Daemon } from '../cluster/daemon';
import { writeKubeconfig } from './impersonation';
import type { MonitoringTestContext } from './monitoring';
import type { PrometheusFiles } from './prometheus-operator';
import { listJobNames, parseNamespace } from './scrape-jobs';

const url = 'http://127.0.0.1:9090';

/** Scrape jobs whose targets the simulated cluster does not have: its API server is no pod, and it has no CoreDNS. */
const unavailableTargets = /^serviceMonitor\/monitoring\/.*-(apiserver|coredns)\//;

interface Target {
  /** Name of the scrape job. */
  readonly scrapePool: string;
  readonly labels: { readonly namespace?: string };
}

interface ServiceDiscovery {
  kubeconfig_file?: string;
}

interface PrometheusConfiguration {
  readonly scrape_configs: readonly { readonly kubernetes_sd_configs?: readonly ServiceDiscovery[] }[];
  readonly alerting: {
    readonly alertmanagers: readonly { readonly kubernetes_sd_configs?: readonly ServiceDiscovery[] }[];
  };
}

/** Validates the operator's output with promtool, and checks which targets Prometheus discovers with it. */
export async function testPrometheus(context: MonitoringTestContext, files: PrometheusFiles): Promise<void> {
  const { report, label, controlPlane, folder, objects } = context;
  const prometheus = objects.find(({ kind }) => kind === 'Prometheus');
  const { serviceAccountName } = prometheus?.spec as { serviceAccountName: string };
  const user = `system:serviceaccount:${prometheus?.metadata.namespace ?? ''}:${serviceAccountName}`;
  const configurationFile = join(folder, 'prometheus.yaml');
  const configuration = withLocalPaths(files.configuration, folder);
  const isValid = await report.check(
    `${label}: promtool accepts the configuration that Prometheus Operator writes`,
    async () => {
      writeMountedFiles(context, files);
      writeFileSync(configurationFile, configuration);
      await run(await tool('promtool'), ['check', 'config', '--lint=none', configurationFile]);
    },
  );
  if (!isValid) return;
  await report.check(
    `${label}: Prometheus discovers targets for every monitor, for tenants only in their own namespaces`,
    async () => {
      const externalConfiguration = withKubeconfig(
        parse(configuration) as PrometheusConfiguration,
        writeKubeconfig(controlPlane, user),
      );
      writeFileSync(configurationFile, stringify(externalConfiguration));
      const daemon = new Daemon(
        'prometheus',
        await tool('prometheus'),
        [
          `--config.file=${configurationFile}`,
          `--storage.tsdb.path=${join(folder, 'data')}`,
          `--web.listen-address=${new URL(url).host}`,
        ],
        join(folder, 'prometheus.log'),
      );
      try {
        await daemon.waitUntil(async () => (await fetch(`${url}/-/ready`)).ok, 30);
        await daemon.waitUntilNoProblem(() => findMissingTargets(context), 30);
        const foreignTargets = (await fetchTargets()).filter(
          ({ scrapePool, labels }) =>
            context.tenantNamespaces.has(parseNamespace(scrapePool)) && labels.namespace !== parseNamespace(scrapePool),
        );
        if (foreignTargets.length > 0)
          throw new Error(`targets in other namespaces: ${JSON.stringify(foreignTargets)}`);
      } finally {
        daemon.stop();
      }
    },
  );
}

/** Returns a problem if a scrape job has no target, or if Prometheus has no Alertmanager. */
async function findMissingTargets({ objects }: MonitoringTestContext): Promise<string | undefined> {
  const jobsWithTargets = new Set((await fetchTargets()).map(({ scrapePool }) => scrapePool));
  const missing = objects
    .flatMap(listJobNames)
    .filter((jobName) => !jobsWithTargets.has(jobName) && !unavailableTargets.test(jobName));
  const { data } = (await (await fetch(`${url}/api/v1/alertmanagers`)).json()) as {
    data: { activeAlertmanagers: object[] };
  };
  if (data.activeAlertmanagers.length === 0) missing.push('alertmanager');
  return missing.length > 0 ? `no targets for ${missing.join(', ')}` : undefined;
}

async function fetchTargets(): Promise<readonly Target[]> {
  const { data } = (await (await fetch(`${url}/api/v1/targets?state=active`)).json()) as {
    data: { activeTargets: Target[] };
  };
  return data.activeTargets;
}

/** Writes the files that are mounted into the pod of Prometheus: rules and the service account's token. */
function writeMountedFiles({ folder, controlPlane }: MonitoringTestContext, { rules }: PrometheusFiles): void {
  const accountFiles = { 'account/token': 'token', 'account/ca.crt': controlPlane.api.credentials.ca };
  const ruleFiles = Object.entries(rules).map(([file, text]) => [`rules/${file}`, text] as const);
  for (const [path, text] of [...Object.entries(accountFiles), ...ruleFiles]) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
}

/** Replaces the variables that the config reloader expands, and the mount paths of `writeMountedFiles`. */
function withLocalPaths(configuration: string, folder: string): string {
  return configuration
    .replaceAll('$(POD_NAME)', 'prometheus-0')
    .replaceAll('$(SHARD)', '0')
    .replaceAll('/etc/prometheus/rules/', join(folder, 'rules/'))
    .replaceAll('/var/run/secrets/kubernetes.io/serviceaccount/', join(folder, 'account/'));
}

/** Sets the kubeconfig that service discovery needs outside of a pod. */
function withKubeconfig(configuration: PrometheusConfiguration, kubeconfig: string): PrometheusConfiguration {
  for (const { kubernetes_sd_configs = [] } of [
    ...configuration.scrape_configs,
    ...configuration.alerting.alertmanagers,
  ])
    for (const serviceDiscovery of kubernetes_sd_configs) serviceDiscovery.kubeconfig_file = kubeconfig;
  return configuration;
}
