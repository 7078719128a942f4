import { KubeConfigMap } from 'cdk8s-plus-28/lib/imports/k8s';
import type { Construct } from 'constructs';
import type { Endpoint } from '../../src/definition/capability';

/** Label by which Grafana finds ConfigMaps with dashboards. */
export const dashboardLabel = { grafana_dashboard: '1' } as const;

/** Label by which Grafana finds ConfigMaps with data sources in its own namespace. */
export const dataSourceLabel = 'grafana_datasource';

/** Annotation that names the folder of a dashboard. */
export const folderAnnotation = 'grafana_folder';

/** Names of data sources, by what they hold and not by the product, so that no dashboard changes with the product. */
export const dataSources = {
  metrics: { type: 'prometheus', uid: 'metrics' },
  alerts: { type: 'alertmanager', uid: 'alerts' },
  logs: { type: 'loki', uid: 'logs' },
  'metrics-store': { type: 'influxdb', uid: 'metrics-store' },
  'metrics-kept': { type: 'influxdb', uid: 'metrics-kept' },
} as const;

type PanelTarget = Readonly<Record<string, unknown>>;

/** One picture of a dashboard. */
export interface Panel {
  readonly title: string;
  readonly type: 'timeseries' | 'stat' | 'logs';
  /** Unit of the values, in Grafana's words, such as `percentunit` or `bytes`. */
  readonly unit?: string;
  readonly dataSource: { readonly type: string; readonly uid: string };
  readonly targets: readonly PanelTarget[];
}

/** A picture of metrics over time: PromQL by what the legend calls it. */
export function metricsPanel(title: string, unit: string, queries: Readonly<Record<string, string>>): Panel {
  const targets = Object.entries(queries).map(([legendFormat, expr]) => ({ expr, legendFormat }));
  return { title, type: 'timeseries', unit, dataSource: dataSources.metrics, targets };
}

/** A picture of what Telegraf measured, in InfluxQL: each version of InfluxDB answers it. */
export function influxPanel(title: string, unit: string, alias: string, query: string): Panel {
  const targets = [{ query, alias, rawQuery: true, resultFormat: 'time_series' }];
  return { title, type: 'timeseries', unit, dataSource: dataSources['metrics-store'], targets };
}

/**
 * A picture of what Prometheus measured long ago: the mean of a metric for each value of a label. It has to be one that
 * goes up and down, in few series that last: a mean tells nothing of a counter, nor the sum of many pods one after the other.
 * @see https://docs.influxdata.com/influxdb/v1.8/supported_protocols/prometheus/#how-prometheus-metrics-are-parsed-in-influxdb
 */
export function longTermMetricsPanel(title: string, unit: string, metric: string, ...labels: readonly string[]): Panel {
  const by = labels.map((label) => `"${label}"`).join(', ');
  const query = `SELECT mean("value") FROM "${metric}" WHERE $timeFilter GROUP BY time($__interval), ${by} fill(null)`;
  const alias = labels.map((label) => `$tag_${label}`).join(' ');
  return { ...influxPanel(title, unit, alias, query), dataSource: dataSources['metrics-kept'] };
}

/** Whose lines, and the name of the Loki that has them. */
export interface LogsPanelProps {
  readonly namespaces: readonly string[];
  /** @default all containers */
  readonly container?: string;
  readonly dataSourceUid: string;
}

/**
 * The last lines that containers printed, from a Loki of that name or from Elasticsearch; undefined where nothing keeps
 * logs, or in an unknown way.
 */
export function logsPanel(
  title: string,
  { namespaces, container, dataSourceUid }: LogsPanelProps,
  logs: Endpoint | undefined,
): Panel | undefined {
  if (logs?.api === 'loki') {
    const printed = container === undefined ? '' : `, container="${container}"`;
    const expr = `{${labelMatcher('namespace', namespaces)}${printed}}`;
    return { title, type: 'logs', dataSource: { type: 'loki', uid: dataSourceUid }, targets: [{ expr }] };
  }
  if (logs?.api === 'elasticsearch') {
    const printed = container === undefined ? '' : ` AND kubernetes.container_name:"${container}"`;
    const query = `kubernetes.namespace_name:(${namespaces.map((name) => `"${name}"`).join(' OR ')})${printed}`;
    const targets = [{ query, metrics: [{ id: '1', type: 'logs' }], bucketAggs: [], timeField: '@timestamp' }];
    return { title, type: 'logs', dataSource: { type: 'elasticsearch', uid: dataSources.logs.uid }, targets };
  }
  return undefined;
}

/** A matcher of Prometheus and Loki for some values of a label, none of which has a meaning in regular expressions. */
export function labelMatcher(label: string, values: readonly string[]): string {
  return values.length === 1 ? `${label}="${values.join()}"` : `${label}=~"${values.join('|')}"`;
}

/** A dashboard before it is laid out: pictures in two columns, logs across both. */
export interface DashboardProps {
  /** Unique in a Grafana; at most 40 letters, digits, `-` and `_`. @default Grafana makes one */
  readonly uid?: string;
  readonly title: string;
  readonly tags: readonly string[];
  /** How far back it shows at first, as Grafana writes it. @default 'now-3h' */
  readonly from?: string;
  readonly panels: readonly Panel[];
}

/**
 * A dashboard as Grafana reads it from a file.
 * @see https://grafana.com/docs/grafana/latest/dashboards/build-dashboards/view-dashboard-json-model/
 */
export function renderDashboard({ uid, title, tags, from = 'now-3h', panels }: DashboardProps) {
  const half = panels.filter(({ type }) => type !== 'logs');
  const whole = panels.filter(({ type }) => type === 'logs');
  const below = Math.ceil(half.length / 2) * 8;
  const placed = [
    ...half.map((panel, index) => ({
      panel,
      gridPos: { x: (index % 2) * 12, y: Math.floor(index / 2) * 8, w: 12, h: 8 },
    })),
    ...whole.map((panel, index) => ({ panel, gridPos: { x: 0, y: below + index * 10, w: 24, h: 10 } })),
  ];
  return {
    ...(uid !== undefined && uid.length <= 40 ? { uid } : {}),
    title,
    tags,
    schemaVersion: 39,
    editable: false,
    time: { from, to: 'now' },
    refresh: '1m',
    panels: placed.map(({ panel, gridPos }, index) => ({
      id: index + 1,
      title: panel.title,
      type: panel.type,
      datasource: panel.dataSource,
      gridPos,
      fieldConfig: { defaults: panel.unit === undefined ? {} : { unit: panel.unit }, overrides: [] },
      targets: panel.targets.map((target, position) => ({
        refId: String.fromCharCode(65 + position),
        datasource: panel.dataSource,
        ...target,
      })),
    })),
  };
}

/** Where a dashboard goes: the namespace that Grafana looks into, the folder, and labels beside Grafana's own. */
export interface DashboardMetadata {
  readonly name: string;
  readonly namespace: string;
  readonly folder: string;
  readonly labels?: Readonly<Record<string, string>>;
}

/** Draws a dashboard as a ConfigMap that Grafana finds. */
export function addDashboard(scope: Construct, place: DashboardMetadata, props: DashboardProps): void {
  const { name, namespace, folder, labels } = place;
  new KubeConfigMap(scope, `dashboard-${name}`, {
    metadata: {
      name,
      namespace,
      labels: { ...dashboardLabel, ...labels },
      annotations: { [folderAnnotation]: folder },
    },
    data: { [`${name}.json`]: `${JSON.stringify(renderDashboard(props), undefined, 1)}\n` },
  });
}
