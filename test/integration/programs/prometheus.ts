import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parse, stringify } from 'yaml';
import { run } from '../../../tools/command';
import { tool } from '../../../tools/tool';
import { Daemon } from '../cluster/daemon';
import { jobsOf, namespaceOf } from './monitored';
import type { MonitoringTrial } from './monitoring';
import type { PrometheusFiles } from './operator';
import { kubeconfigOf } from './rights';

const url = 'http://127.0.0.1:9090';

/** What is not to be found in the lab: its API server, and what an infrastructure brings. */
const notInTheLab = /^serviceMonitor\/monitoring\/.*-(apiserver|coredns)\//;

interface Target {
  readonly scrapePool: string;
  readonly labels: { readonly namespace?: string };
}

interface SdConfig {
  kubeconfig_file?: string;
}

interface Config {
  readonly scrape_configs: readonly { readonly kubernetes_sd_configs?: readonly SdConfig[] }[];
  readonly alerting: { readonly alertmanagers: readonly { readonly kubernetes_sd_configs?: readonly SdConfig[] }[] };
}

/** Lets promtool check what the operator wrote, and Prometheus find by it what is to be watched. */
export async function testPrometheus(trial: MonitoringTrial, files: PrometheusFiles): Promise<void> {
  const { report, label, plane, folder, objects } = trial;
  const prometheus = objects.find(({ kind }) => kind === 'Prometheus');
  const { serviceAccountName } = prometheus?.spec as { serviceAccountName: string };
  const user = `system:serviceaccount:${prometheus?.metadata.namespace ?? ''}:${serviceAccountName}`;
  const file = join(folder, 'prometheus.yaml');
  const isSound = await report.check(
    `${label}: promtool takes the configuration that the operator writes`,
    async () => {
      layFiles(trial, files);
      writeFileSync(file, local(files.config, folder));
      await run(await tool('promtool'), ['check', 'config', '--lint=none', file]);
    },
  );
  if (!isSound) return;
  await report.check(
    `${label}: Prometheus finds what every monitor is for, of tenants in their own namespaces`,
    async () => {
      writeFileSync(
        file,
        stringify(asOutside(parse(local(files.config, folder)) as Config, kubeconfigOf(plane, user))),
      );
      const daemon = new Daemon(
        'prometheus',
        await tool('prometheus'),
        [
          `--config.file=${file}`,
          `--storage.tsdb.path=${join(folder, 'data')}`,
          `--web.listen-address=${new URL(url).host}`,
        ],
        join(folder, 'prometheus.log'),
      );
      try {
        await daemon.waitUntil(async () => (await fetch(`${url}/-/ready`)).ok, 30);
        await daemon.waitFor(() => unfound(trial), 30);
        const strange = (await targets()).filter(
          ({ scrapePool, labels }) =>
            trial.tenants.has(namespaceOf(scrapePool)) && labels.namespace !== namespaceOf(scrapePool),
        );
        if (strange.length > 0) throw new Error(`of another namespace: ${JSON.stringify(strange)}`);
      } finally {
        daemon.stop();
      }
    },
  );
}

/** Monitors that nothing is found for. */
async function unfound({ objects }: MonitoringTrial): Promise<string | undefined> {
  const found = new Set((await targets()).map(({ scrapePool }) => scrapePool));
  const missing = objects.flatMap(jobsOf).filter((job) => !found.has(job) && !notInTheLab.test(job));
  const { data } = (await (await fetch(`${url}/api/v1/alertmanagers`)).json()) as {
    data: { activeAlertmanagers: object[] };
  };
  if (data.activeAlertmanagers.length === 0) missing.push('alertmanager');
  return missing.length > 0 ? `nothing is found for ${missing.join(', ')}` : undefined;
}

async function targets(): Promise<readonly Target[]> {
  const { data } = (await (await fetch(`${url}/api/v1/targets?state=active`)).json()) as {
    data: { activeTargets: Target[] };
  };
  return data.activeTargets;
}

/** Lays what is mounted into the pod of Prometheus beside its configuration. */
function layFiles(
  {
    folder,
    plane: {
      api: { access },
    },
  }: MonitoringTrial,
  { rules }: PrometheusFiles,
): void {
  const account = { 'account/token': 'token', 'account/ca.crt': access.ca };
  const rulesBelow = Object.entries(rules).map(([file, text]) => [`rules/${file}`, text] as const);
  for (const [path, text] of [...Object.entries(account), ...rulesBelow]) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
}

/** The configuration as the reloader beside Prometheus hands it on, with the files that were laid. */
function local(config: string, folder: string): string {
  return config
    .replaceAll('$(POD_NAME)', 'prometheus-0')
    .replaceAll('$(SHARD)', '0')
    .replaceAll('/etc/prometheus/rules/', join(folder, 'rules/'))
    .replaceAll('/var/run/secrets/kubernetes.io/serviceaccount/', join(folder, 'account/'));
}

/** Outside of a cluster, Prometheus is told where the API server is. */
function asOutside(config: Config, kubeconfig: string): Config {
  for (const { kubernetes_sd_configs = [] } of [...config.scrape_configs, ...config.alerting.alertmanagers])
    for (const one of kubernetes_sd_configs) one.kubeconfig_file = kubeconfig;
  return config;
}
