import type { OnPremCluster } from '../terraform/cluster';
import { withPortForward } from './port-forward';

/** Series in the result of an instant query. */
export interface Series {
  readonly metric: Readonly<Record<string, string>>;
  readonly value: readonly [time: number, value: string];
}

/** Scrape target of Prometheus. */
export interface Target {
  /** Kind, namespace, name and endpoint of the monitor: `serviceMonitor/shop/web/0`. */
  readonly scrapePool: string;
  readonly scrapeUrl: string;
  readonly health: 'up' | 'down' | 'unknown';
  readonly lastError: string;
}

const service = ['monitoring', 'prometheus-prometheus', 9090] as const;

/** Runs an instant query in PromQL. */
export async function queryPrometheus(cluster: OnPremCluster, promql: string): Promise<readonly Series[]> {
  const { data } = await withPortForward(cluster, service, ({ get }) =>
    get<{ data: { result: readonly Series[] } }>(`/api/v1/query?query=${encodeURIComponent(promql)}`),
  );
  return data.result;
}

/** Lists the active scrape targets. */
export async function listTargets(cluster: OnPremCluster): Promise<readonly Target[]> {
  const { data } = await withPortForward(cluster, service, ({ get }) =>
    get<{ data: { activeTargets: readonly Target[] } }>('/api/v1/targets?state=active'),
  );
  return data.activeTargets;
}

/** Alert in Alertmanager. */
export interface Alert {
  readonly labels: Readonly<Record<string, string>>;
  readonly receivers: readonly { readonly name: string }[];
}

/** Lists the alerts in Alertmanager. */
export async function listAlerts(cluster: OnPremCluster): Promise<readonly Alert[]> {
  return withPortForward(cluster, ['monitoring', 'prometheus-alertmanager', 9093], ({ get }) =>
    get<readonly Alert[]>('/api/v2/alerts'),
  );
}
