import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { within } from '../../../../lab/within';
import type { OnPremises } from '../terraformed/cluster';
import { query, targets, type Target } from './prometheus';

/** Prometheus and metrics-server know what runs, and what a tenant's own objects say of others is not believed. */
export async function showMetrics(cluster: OnPremises, nodes: number, idle: readonly string[]): Promise<void> {
  const { report } = cluster.site;
  await cluster.site.step('a tenant writes a rule that looks at others', () =>
    cluster.kubectl('apply --filename=-', readFileSync(join(__dirname, 'curious.yaml'), 'utf8')),
  );
  await report.check('all that Prometheus scrapes is up, but for what cannot start here', () => allUp(cluster, idle));
  await report.check("the application's metric is there under its tenant's namespace", async () => {
    const counted = async () => {
      const series = await query(cluster, 'echo_requests_total{namespace="shop",container="web"} > 0');
      return series.length > 0 || undefined;
    };
    await within(90, counted, 'no such series');
  });
  await report.check('what a pod says of its namespace is not believed', async () => {
    const [balance] = await query(cluster, 'bank_balance');
    if (balance?.metric.namespace !== 'bank') throw new Error(JSON.stringify(balance?.metric));
  });
  await report.check('kubectl top knows nodes and pods', async () => {
    const top = async () => {
      const ofNodes = await cluster.kubectl('top nodes --no-headers').catch(() => undefined);
      const shop = await cluster.kubectl('-n shop top pods --no-headers').catch(() => undefined);
      const all = ofNodes?.stdout.trim().split('\n').length === nodes && shop?.stdout.includes('web-');
      return all ? true : undefined;
    };
    await within(120, top, 'it does not');
  });
  await report.check('the autoscaler reads the CPU of an application', () =>
    cluster.kubectl('-n shop wait --for=condition=ScalingActive hpa/api --timeout=180s'),
  );
  await report.check("a tenant's rule sees its own metrics only, and speaks for itself only", async () => {
    const seen = async () => {
      const found = await query(cluster, 'ALERTS{alertname="Curious"}');
      return found.length === 0
        ? undefined
        : found.map(({ metric }) => `${metric.namespace ?? ''}/${metric.container ?? ''}`);
    };
    const found = await within(180, seen, 'the rule is not taken');
    if (found.join() !== 'bank/teller') throw new Error(`it sees ${found.join(', ')}`);
  });
}

/** Monitors that must be there, by namespace and name. */
const scraped: readonly string[] = [
  ...[
    'kube-system/core-dns',
    'log-collector/loki-alloy',
    'loki/loki',
    'metrics-server/metrics-server',
    'node-exporter/node-exporter',
  ],
  ...['alertmanager', 'apiserver', 'kube-state-metrics', 'kubelet', 'operator', 'prometheus'].map(
    (name) => `monitoring/prometheus-${name}`,
  ),
  ...['traefik/traefik', 'shop/api', 'shop/web', 'bank/teller'],
];

async function allUp(cluster: OnPremises, idle: readonly string[]): Promise<void> {
  let all: readonly Target[] = [];
  let absent: readonly string[] = scraped;
  const up = async () => {
    all = (await targets(cluster)).filter(({ scrapePool }) => !idle.some((name) => scrapePool.includes(name)));
    const pools = new Set(all.map(({ scrapePool }) => scrapePool.split('/').slice(1, 3).join('/')));
    absent = scraped.filter((pool) => !pools.has(pool));
    return absent.length === 0 && all.every(({ health }) => health === 'up') ? true : undefined;
  };
  await within(120, up, '').catch(() => {
    if (absent.length > 0) throw new Error(`it does not know of ${absent.join(', ')}`);
    const down = all.filter(({ health }) => health !== 'up');
    throw new Error(
      down.map(({ scrapePool, scrapeUrl, lastError }) => `${scrapePool} ${scrapeUrl}: ${lastError}`).join('\n'),
    );
  });
  const pools = new Map<string, number>();
  for (const { scrapePool } of all) pools.set(scrapePool, (pools.get(scrapePool) ?? 0) + 1);
  for (const [pool, count] of [...pools].sort()) console.log(`  ${String(count).padStart(2)}  ${pool}`);
}
