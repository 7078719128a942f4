import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { waitFor } from '../../../../lab/wait-for';
import type { OnPremCluster } from '../terraform/cluster';
import { queryPrometheus, listTargets, type Target } from './prometheus';

/** Checks metrics of components and applications, and that a tenant's objects cannot affect those of other tenants. */
export async function checkMetrics(
  cluster: OnPremCluster,
  nodes: number,
  skippedMonitors: readonly string[],
): Promise<void> {
  const { report } = cluster.context;
  await cluster.context.step('a tenant creates a rule that queries other tenants', () =>
    cluster.kubectl('apply --filename=-', readFileSync(join(__dirname, 'cross-tenant-rule.yaml'), 'utf8')),
  );
  await report.check('all targets of Prometheus are up, except those that cannot run here', () =>
    expectTargetsUp(cluster, skippedMonitors),
  );
  await report.check("a metric of an application has the tenant's namespace", async () => {
    const seriesExists = async () => {
      const series = await queryPrometheus(cluster, 'echo_requests_total{namespace="shop",container="web"} > 0');
      return series.length > 0 || undefined;
    };
    await waitFor(90, seriesExists, 'the series does not exist');
  });
  await report.check('a namespace label of a pod does not override the real namespace', async () => {
    const [balance] = await queryPrometheus(cluster, 'bank_balance');
    if (balance?.metric.namespace !== 'bank') throw new Error(JSON.stringify(balance?.metric));
  });
  await report.check('kubectl top shows nodes and pods', async () => {
    const metricsAvailable = async () => {
      const nodeMetrics = await cluster.kubectl('top nodes --no-headers').catch(() => undefined);
      const podMetrics = await cluster.kubectl('-n shop top pods --no-headers').catch(() => undefined);
      const isComplete = nodeMetrics?.stdout.trim().split('\n').length === nodes && podMetrics?.stdout.includes('web-');
      return isComplete ? true : undefined;
    };
    await waitFor(120, metricsAvailable, 'kubectl top does not show all nodes, or no pod of web');
  });
  await report.check('the HorizontalPodAutoscaler reads the CPU usage of an application', () =>
    cluster.kubectl('-n shop wait --for=condition=ScalingActive hpa/api --timeout=180s'),
  );
  await report.check(
    "a tenant's rule has access only to the tenant's metrics and keeps the tenant's namespace",
    async () => {
      const findSources = async () => {
        const series = await queryPrometheus(cluster, 'ALERTS{alertname="CrossTenant"}');
        return series.length === 0
          ? undefined
          : series.map(({ metric }) => `${metric.namespace ?? ''}/${metric.container ?? ''}`);
      };
      const sources = await waitFor(180, findSources, 'the rule is not loaded');
      if (sources.join() !== 'bank/teller') throw new Error(`the rule has access to ${sources.join(', ')}`);
    },
  );
}

/** Monitors that must have targets, as `namespace/name`. */
const expectedMonitors: readonly string[] = [
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

/** Waits until all expected monitors have targets and all targets are up; prints the number of targets per monitor. */
async function expectTargetsUp(cluster: OnPremCluster, skippedMonitors: readonly string[]): Promise<void> {
  let scrapedTargets: readonly Target[] = [];
  let missingMonitors: readonly string[] = expectedMonitors;
  const targetsUp = async () => {
    scrapedTargets = (await listTargets(cluster)).filter(
      ({ scrapePool }) => !skippedMonitors.some((name) => scrapePool.includes(name)),
    );
    const pools = new Set(scrapedTargets.map(({ scrapePool }) => scrapePool.split('/').slice(1, 3).join('/')));
    missingMonitors = expectedMonitors.filter((pool) => !pools.has(pool));
    return missingMonitors.length === 0 && scrapedTargets.every(({ health }) => health === 'up') ? true : undefined;
  };
  await waitFor(120, targetsUp, '').catch(() => {
    if (missingMonitors.length > 0) throw new Error(`no targets of ${missingMonitors.join(', ')}`);
    const targetsDown = scrapedTargets.filter(({ health }) => health !== 'up');
    throw new Error(
      targetsDown.map(({ scrapePool, scrapeUrl, lastError }) => `${scrapePool} ${scrapeUrl}: ${lastError}`).join('\n'),
    );
  });
  const pools = new Map<string, number>();
  for (const { scrapePool } of scrapedTargets) pools.set(scrapePool, (pools.get(scrapePool) ?? 0) + 1);
  for (const [pool, count] of [...pools].sort()) console.log(`  ${String(count).padStart(2)}  ${pool}`);
}
