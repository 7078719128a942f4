import { parse } from 'yaml';
import type { KubernetesObject } from '../cluster/api';
import type { PrometheusFiles } from './prometheus-operator';

interface MonitorSpec {
  readonly endpoints?: readonly unknown[];
  readonly podMetricsEndpoints?: readonly unknown[];
}

/** Scrape job in Prometheus' configuration, with the fields that the tests read. */
interface ScrapeJob {
  readonly job_name: string;
  readonly kubernetes_sd_configs?: readonly { readonly namespaces?: { readonly names?: readonly string[] } }[];
  readonly relabel_configs?: readonly { readonly target_label?: string; readonly replacement?: string }[];
}

/** Returns the names of the scrape jobs that Prometheus Operator creates for a monitor; none for other kinds. */
export function listJobNames({ kind, metadata, spec }: KubernetesObject): readonly string[] {
  const name = `${metadata.namespace ?? ''}/${metadata.name}`;
  const { endpoints = [], podMetricsEndpoints = [] } = (spec ?? {}) as MonitorSpec;
  if (kind === 'ServiceMonitor') return endpoints.map((_, index) => `serviceMonitor/${name}/${index}`);
  if (kind === 'PodMonitor') return podMetricsEndpoints.map((_, index) => `podMonitor/${name}/${index}`);
  if (kind === 'Probe') return [`probe/${name}`];
  return kind === 'ScrapeConfig' ? [`scrapeConfig/${name}`] : [];
}

/** Returns the namespace of the monitor that a scrape job was created for. */
export function parseNamespace(jobName: string): string {
  return jobName.split('/')[1] ?? '';
}

/** Returns scrape jobs of monitors and file names of rules that are not in the operator's output. */
export function findIgnoredObjects(
  { configuration, rules }: PrometheusFiles,
  objects: readonly KubernetesObject[],
): readonly string[] {
  const existingJobs = new Set(parseJobs(configuration).map(({ job_name }) => job_name));
  const existingFiles = Object.keys(rules);
  const missingJobs = objects.flatMap(listJobNames).filter((jobName) => !existingJobs.has(jobName));
  const missingRules = objects
    .filter(({ kind }) => kind === 'PrometheusRule')
    .map(({ metadata }) => `${metadata.namespace ?? ''}-${metadata.name}-`)
    .filter((prefix) => !existingFiles.some((file) => file.includes(`/${prefix}`)));
  return [...missingJobs, ...missingRules];
}

/**
 * Asserts that the jobs of monitors in some namespaces discover targets only there, and set the label `namespace` to
 * this namespace.
 */
export function assertJobsStayInNamespace({ configuration }: PrometheusFiles, namespaces: ReadonlySet<string>): void {
  for (const job of parseJobs(configuration)) {
    const namespace = parseNamespace(job.job_name);
    if (!namespaces.has(namespace)) continue;
    const discovered = job.kubernetes_sd_configs?.map((discovery) => discovery.namespaces?.names?.join()) ?? [];
    if (discovered.length === 0 || discovered.some((names) => names !== namespace))
      throw new Error(`${job.job_name} discovers targets in ${discovered.join(' and ') || 'no namespace'}`);
    const relabeling = job.relabel_configs?.findLast(({ target_label }) => target_label === 'namespace');
    if (relabeling?.replacement !== namespace)
      throw new Error(`${job.job_name} sets the label namespace to ${relabeling?.replacement ?? 'any value'}`);
  }
}

function parseJobs(configuration: string): readonly ScrapeJob[] {
  return (parse(configuration) as { scrape_configs: readonly ScrapeJob[] }).scrape_configs;
}
