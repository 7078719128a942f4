import { parse } from 'yaml';
import type { KubernetesObject } from '../cluster/api';
import type { PrometheusFiles } from './operator';

interface Endpoints {
  readonly endpoints?: readonly unknown[];
  readonly podMetricsEndpoints?: readonly unknown[];
}

/** A job of Prometheus, as far as it is looked at. */
interface Job {
  readonly job_name: string;
  readonly kubernetes_sd_configs?: readonly { readonly namespaces?: { readonly names?: readonly string[] } }[];
  readonly relabel_configs?: readonly { readonly target_label?: string; readonly replacement?: string }[];
}

/** The jobs of Prometheus that the operator makes of a monitor, each by its name; none for any other object. */
export function jobsOf({ kind, metadata, spec }: KubernetesObject): readonly string[] {
  const name = `${metadata.namespace ?? ''}/${metadata.name}`;
  const { endpoints = [], podMetricsEndpoints = [] } = (spec ?? {}) as Endpoints;
  if (kind === 'ServiceMonitor') return endpoints.map((_, index) => `serviceMonitor/${name}/${index}`);
  if (kind === 'PodMonitor') return podMetricsEndpoints.map((_, index) => `podMonitor/${name}/${index}`);
  if (kind === 'Probe') return [`probe/${name}`];
  return kind === 'ScrapeConfig' ? [`scrapeConfig/${name}`] : [];
}

/** The namespace of the monitor that a job was made of. */
export function namespaceOf(job: string): string {
  return job.split('/')[1] ?? '';
}

/** Monitors and rules that the operator did not take. */
export function untaken({ config, rules }: PrometheusFiles, objects: readonly KubernetesObject[]): readonly string[] {
  const made = new Set(jobsIn(config).map(({ job_name }) => job_name));
  const files = Object.keys(rules);
  const isMade = (begin: string) => files.some((file) => file.includes(`/${begin}`));
  const expected = objects.filter(({ kind }) => kind === 'PrometheusRule');
  return [
    ...objects.flatMap(jobsOf).filter((job) => !made.has(job)),
    ...expected
      .map(({ metadata }) => `${metadata.namespace ?? ''}-${metadata.name}-`)
      .filter((begin) => !isMade(begin)),
  ];
}

/** Throws where a job that was made in one of these namespaces looks into another, or calls what it finds otherwise. */
export function assertJobsAreKept({ config }: PrometheusFiles, namespaces: ReadonlySet<string>): void {
  for (const job of jobsIn(config)) {
    const own = namespaceOf(job.job_name);
    if (!namespaces.has(own)) continue;
    const seen = job.kubernetes_sd_configs?.map(({ namespaces: among }) => among?.names?.join()) ?? [];
    if (seen.length === 0 || seen.some((names) => names !== own))
      throw new Error(`${job.job_name} looks into ${seen.join(' and ') || 'no namespace'}`);
    const named = job.relabel_configs?.findLast(({ target_label }) => target_label === 'namespace');
    if (named?.replacement !== own)
      throw new Error(`${job.job_name} may call its namespace ${named?.replacement ?? 'as it likes'}`);
  }
}

function jobsIn(config: string): readonly Job[] {
  return (parse(config) as { scrape_configs: readonly Job[] }).scrape_configs;
}
