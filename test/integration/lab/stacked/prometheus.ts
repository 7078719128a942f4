import type { OnPremises } from '../terraformed/cluster';
import { forwarded } from './forward';

/** One series of an answer of Prometheus. */
export interface Series {
  readonly metric: Readonly<Record<string, string>>;
  readonly value: readonly [time: number, value: string];
}

/** Something that Prometheus scrapes. */
export interface Target {
  readonly scrapePool: string;
  readonly scrapeUrl: string;
  readonly health: 'up' | 'down' | 'unknown';
  readonly lastError: string;
}

const service = ['monitoring', 'prometheus-prometheus', 9090] as const;

/** What Prometheus answers to a question in PromQL. */
export async function query(cluster: OnPremises, promql: string): Promise<readonly Series[]> {
  const { data } = await forwarded(cluster, service, ({ get }) =>
    get<{ data: { result: readonly Series[] } }>(`/api/v1/query?query=${encodeURIComponent(promql)}`),
  );
  return data.result;
}

/** All that Prometheus scrapes. */
export async function targets(cluster: OnPremises): Promise<readonly Target[]> {
  const { data } = await forwarded(cluster, service, ({ get }) =>
    get<{ data: { activeTargets: readonly Target[] } }>('/api/v1/targets?state=active'),
  );
  return data.activeTargets;
}

/** An alert as Alertmanager has it. */
export interface Alert {
  readonly labels: Readonly<Record<string, string>>;
  readonly receivers: readonly { readonly name: string }[];
}

/** What Alertmanager has. */
export async function alerts(cluster: OnPremises): Promise<readonly Alert[]> {
  return forwarded(cluster, ['monitoring', 'prometheus-alertmanager', 9093], ({ get }) =>
    get<readonly Alert[]>('/api/v2/alerts'),
  );
}
