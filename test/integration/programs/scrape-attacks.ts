import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import { createServer, type RequestListener, type Server } from 'node:http';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { renderObjects } from '../../../constructs/kubernetes/manifest';
import { kinds } from '../../../constructs/kinds';
import { tenantRelease } from '../../../constructs/tenants';
import { language } from '../../../src/language';
import type { Report } from '../../../tools/report';
import { tool } from '../../../tools/tool';
import type { KubernetesObject } from '../cluster/api';
import { Daemon } from '../cluster/daemon';
import { platform } from '../cluster/attacks/platform';

const prometheusUrl = 'http://127.0.0.1:9090';
const bankPort = 3001;
const attackerPort = 3002;

/** What an application answers to a scrape, to read or to flood what it must not. */
const answers: Readonly<Record<string, RequestListener>> = {
  ...Object.fromEntries(
    [301, 302, 303, 307, 308].map((status) => [
      `redirect-${status}`,
      redirect(status, `http://127.0.0.1:${bankPort}/metrics`),
    ]),
  ),
  'redirect-federate': redirect(302, `${prometheusUrl}/federate?match[]={namespace="bank"}`),
  'redirect-network-path': redirect(302, `//127.0.0.1:${bankPort}/metrics`),
  'too-many-samples': (_, response) => {
    response.end(Array.from({ length: 60_000 }, (__, index) => `flood{i="${index}"} 1\n`).join(''));
  },
  'too-long': (_, response) => {
    response.end(`# ${'x'.repeat(60 * 1000 * 1000)}\nflood 1\n`);
  },
};

interface PodMonitorSpec {
  readonly sampleLimit: number;
  readonly bodySizeLimit: string;
  readonly podMetricsEndpoints: readonly { readonly path: string; readonly followRedirects?: boolean }[];
}

/**
 * Scrapes applications of a tenant that answer with redirects to metrics of other tenants, or with more than a scrape may
 * read, with a running Prometheus. The scrape configuration is the PodMonitor that Plinth generates; the translation and
 * the discovery by Prometheus Operator are replaced by this test.
 */
export async function testScrapeAttacks(report: Report, scratch: string): Promise<void> {
  const monitor = getPodMonitor();
  const names = Object.keys(answers);
  const servers = [
    await serve(bankPort, (_, response) => response.end('ledger_balance_total{customer="olga"} 4711\n')),
    await serve(attackerPort, (request, response) => answers[request.url?.slice(1) ?? '']?.(request, response)),
  ];
  try {
    await report.check(
      `scrapes: ${names.length} answers of an application neither read nor store what they must not`,
      async () => {
        const { stored, states } = await scrape(join(scratch, 'scrapes'), monitor);
        if (stored.length > 0) throw new Error(`stored for the tenant: ${stored.join(', ')}`);
        const successful = names.filter((name) => states.get(name) !== 'down');
        if (successful.length > 0) throw new Error(`scrapes that did not fail: ${successful.join(', ')}`);
      },
    );
    await report.check('scrapes: a PodMonitor without these settings is found by the test', async () => {
      const [endpoint] = monitor.podMetricsEndpoints;
      const followed = { ...monitor, podMetricsEndpoints: [{ path: endpoint?.path ?? '', followRedirects: true }] };
      const { stored } = await scrape(join(scratch, 'scrapes-followed'), {
        ...followed,
        sampleLimit: 0,
        bodySizeLimit: '0',
      });
      const missing = names.filter((name) => !stored.includes(name));
      if (missing.length > 0) throw new Error(`the attack has no effect: ${missing.join(', ')}`);
    });
  } finally {
    for (const server of servers) server.close().closeAllConnections();
  }
}

/** Returns the PodMonitor of the attacking application. */
function getPodMonitor(): PodMonitorSpec {
  const [cluster] = language(kinds).plan(platform).clusters;
  const tenant = cluster?.tenants.find(({ name }) => name === 'shop');
  if (!cluster || !tenant) throw new Error('no tenant');
  const objects = Object.values(tenantRelease(tenant, cluster.clusterInfo).objects).flatMap(
    renderObjects,
  ) as readonly KubernetesObject[];
  const monitor = objects.find(({ kind }) => kind === 'PodMonitor');
  if (!monitor) throw new Error('the application has no PodMonitor');
  return monitor.spec as PodMonitorSpec;
}

/** Runs Prometheus until all targets were scraped twice. Returns the jobs for which series of others or floods are stored. */
async function scrape(folder: string, { podMetricsEndpoints: [endpoint], ...limits }: PodMonitorSpec) {
  mkdirSync(folder, { recursive: true });
  const job = (name: string, namespace: string, port: number, path: string) => ({
    job_name: name,
    metrics_path: path,
    scrape_interval: '4s',
    scrape_timeout: '4s',
    follow_redirects: endpoint?.followRedirects ?? true,
    sample_limit: limits.sampleLimit,
    ...(limits.bodySizeLimit === '0' ? {} : { body_size_limit: limits.bodySizeLimit }),
    static_configs: [{ targets: [`127.0.0.1:${port}`], labels: { namespace } }],
  });
  const configuration = {
    scrape_configs: [
      job('bank', 'bank', bankPort, '/metrics'),
      ...Object.keys(answers).map((name) => job(name, 'shop', attackerPort, `/${name}`)),
    ],
  };
  writeFileSync(join(folder, 'prometheus.yaml'), stringify(configuration));
  const daemon = new Daemon(
    'prometheus',
    await tool('prometheus'),
    [
      `--config.file=${join(folder, 'prometheus.yaml')}`,
      `--storage.tsdb.path=${join(folder, 'data')}`,
      `--web.listen-address=${new URL(prometheusUrl).host}`,
    ],
    join(folder, 'prometheus.log'),
  );
  try {
    await daemon.waitUntil(async () => (await fetch(`${prometheusUrl}/-/ready`)).ok, 60);
    // A federation has the metrics of the bank one scrape later.
    await daemon.waitUntil(async () => (await query('min(count_over_time(up[5m])) >= 3')).length > 0, 120);
    const stored = await query('count by (job) ({namespace="shop",__name__=~"ledger.*|flood"})');
    const states = await query('up');
    return {
      stored: stored.map(({ metric }) => metric.job),
      states: new Map(states.map(({ metric, value }) => [metric.job, value[1] === '0' ? 'down' : 'up'])),
    };
  } finally {
    daemon.stop();
  }
}

interface Series {
  readonly metric: { readonly job: string };
  readonly value: readonly [number, string];
}

async function query(expression: string): Promise<readonly Series[]> {
  const response = await fetch(`${prometheusUrl}/api/v1/query?query=${encodeURIComponent(expression)}`);
  const { data } = (await response.json()) as { readonly data: { readonly result: readonly Series[] } };
  return data.result;
}

function redirect(status: number, location: string): RequestListener {
  return (_, response) => response.writeHead(status, { location }).end();
}

async function serve(port: number, listener: RequestListener): Promise<Server> {
  const server = createServer((request, response) => {
    response.setHeader('content-type', 'text/plain; version=0.0.4');
    listener(request, response);
  }).listen(port, '127.0.0.1');
  await once(server, 'listening');
  return server;
}
