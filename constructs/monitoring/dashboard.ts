import type { Construct } from 'constructs';
import type { ConfigMap } from 'kubernetes-types/core/v1';
import type { Endpoint } from '../../src/definition/capability';
import { addObject } from '../kubernetes/object';

/** Label by which the sidecar of Grafana selects ConfigMaps with dashboards. */
export const dashboardLabel = { grafana_dashboard: '1' } as const;

/** Label key by which the sidecar of Grafana selects ConfigMaps with data sources in its own namespace. */
export const dataSourceLabel = 'grafana_datasource';

/** Annotation key of the Grafana folder of a dashboard. */
export const folderAnnotation = 'grafana_folder';

/**
 * Types and UIDs of data sources. UIDs name the content instead of the product, so that dashboards do not depend on it.
 */
export const dataSources = {
  metrics: { type: 'prometheus', uid: 'metrics' },
  alerts: { type: 'alertmanager', uid: 'alerts' },
  logs: { type: 'loki', uid: 'logs' },
  traces: { type: 'tempo', uid: 'traces' },
  'metrics-store': { type: 'influxdb', uid: 'metrics-store' },
  'metrics-kept': { type: 'influxdb', uid: 'metrics-kept' },
} as const;

type PanelTarget = Readonly<Record<string, unknown>>;

/** Panel of a dashboard. */
export interface Panel {
  readonly title: string;
  readonly type: 'timeseries' | 'stat' | 'logs';
  /** Unit of the values as Grafana's unit id, such as `percentunit` or `bytes`. @default none */
  readonly unit?: string;
  readonly dataSource: { readonly type: string; readonly uid: string };
  /** Queries, in the format of the data source. */
  readonly targets: readonly PanelTarget[];
}

/** Returns a time series panel of PromQL queries, by legend. */
export function metricsPanel(title: string, unit: string, queries: Readonly<Record<string, string>>): Panel {
  const targets = Object.entries(queries).map(([legendFormat, expr]) => ({ expr, legendFormat }));
  return { title, type: 'timeseries', unit, dataSource: dataSources.metrics, targets };
}

/**
 * Returns a time series panel of an InfluxQL query on the metrics of Telegraf. Every version of InfluxDB supports
 * InfluxQL.
 */
export function influxPanel(title: string, unit: string, alias: string, query: string): Panel {
  const targets = [{ query, alias, rawQuery: true, resultFormat: 'time_series' }];
  return { title, type: 'timeseries', unit, dataSource: dataSources['metrics-store'], targets };
}

/**
 * Returns a time series panel of the mean of a Prometheus metric in InfluxDB, grouped by labels. Suitable metrics are
 * gauges with few, long-lived series: a mean of a counter, or of the series of short-lived pods, has no meaning.
 * @see https://docs.influxdata.com/influxdb/v1.8/supported_protocols/prometheus/#how-prometheus-metrics-are-parsed-in-influxdb
 */
export function longTermMetricsPanel(title: string, unit: string, metric: string, ...labels: readonly string[]): Panel {
  const groupBy = labels.map((label) => `"${label}"`).join(', ');
  const query = `SELECT mean("value") FROM "${metric}" WHERE $timeFilter GROUP BY time($__interval), ${groupBy} fill(null)`;
  const alias = labels.map((label) => `$tag_${label}`).join(' ');
  return { ...influxPanel(title, unit, alias, query), dataSource: dataSources['metrics-kept'] };
}

/** Containers and data source of a logs panel. */
export interface LogsPanelProps {
  readonly namespaces: readonly string[];
  /** Name of a container. @default all containers */
  readonly container?: string;
  /** UID of the data source. */
  readonly dataSourceUid: string;
}

/**
 * Returns a panel of container logs from Loki or Elasticsearch; undefined if the cluster provides no logs or their API
 * is another one.
 */
export function logsPanel(
  title: string,
  { namespaces, container, dataSourceUid }: LogsPanelProps,
  logs: Endpoint | undefined,
): Panel | undefined {
  if (logs?.api === 'loki') {
    const containerMatcher = container === undefined ? '' : `, container="${container}"`;
    const expr = `{${labelMatcher('namespace', namespaces)}${containerMatcher}}`;
    return { title, type: 'logs', dataSource: { type: 'loki', uid: dataSourceUid }, targets: [{ expr }] };
  }
  if (logs?.api === 'elasticsearch') {
    const containerFilter = container === undefined ? '' : ` AND kubernetes.container_name:"${container}"`;
    const query = `kubernetes.namespace_name:(${namespaces.map((name) => `"${name}"`).join(' OR ')})${containerFilter}`;
    const targets = [{ query, metrics: [{ id: '1', type: 'logs' }], bucketAggs: [], timeField: '@timestamp' }];
    return { title, type: 'logs', dataSource: { type: 'elasticsearch', uid: dataSourceUid }, targets };
  }
  return undefined;
}

/**
 * Returns a PromQL and LogQL matcher for the values of a label. The values must not contain regular expression
 * operators.
 */
export function labelMatcher(label: string, values: readonly string[]): string {
  return values.length === 1 ? `${label}="${values.join()}"` : `${label}=~"${values.join('|')}"`;
}

/** Content of a dashboard. The layout follows from it: panels in two columns, then logs panels at full width. */
export interface DashboardProps {
  /** Unique per Grafana: at most 40 letters, digits, `-` and `_`; omitted if longer. @default Grafana generates one */
  readonly uid?: string;
  readonly title: string;
  readonly tags: readonly string[];
  /** Start of the initial time range, in Grafana's notation. @default 'now-3h' */
  readonly from?: string;
  readonly panels: readonly Panel[];
}

/**
 * Renders a dashboard in the JSON model of Grafana.
 * @see https://grafana.com/docs/grafana/latest/dashboards/build-dashboards/view-dashboard-json-model/
 */
export function renderDashboard({ uid, title, tags, from = 'now-3h', panels }: DashboardProps) {
  const halfWidthPanels = panels.filter(({ type }) => type !== 'logs');
  const fullWidthPanels = panels.filter(({ type }) => type === 'logs');
  const fullWidthTop = Math.ceil(halfWidthPanels.length / 2) * 8;
  const layout = [
    ...halfWidthPanels.map((panel, index) => ({
      panel,
      gridPos: { x: (index % 2) * 12, y: Math.floor(index / 2) * 8, w: 12, h: 8 },
    })),
    ...fullWidthPanels.map((panel, index) => ({
      panel,
      gridPos: { x: 0, y: fullWidthTop + index * 10, w: 24, h: 10 },
    })),
  ];
  return {
    ...(uid !== undefined && uid.length <= 40 ? { uid } : {}),
    title,
    tags,
    schemaVersion: 39,
    editable: false,
    time: { from, to: 'now' },
    refresh: '1m',
    panels: layout.map(({ panel, gridPos }, index) => ({
      id: index + 1,
      title: panel.title,
      type: panel.type,
      datasource: panel.dataSource,
      gridPos,
      fieldConfig: { defaults: panel.unit === undefined ? {} : { unit: panel.unit }, overrides: [] },
      targets: panel.targets.map((target, targetIndex) => ({
        refId: String.fromCharCode(65 + targetIndex),
        datasource: panel.dataSource,
        ...target,
      })),
    })),
  };
}

/** Metadata of the ConfigMap of a dashboard. */
export interface DashboardMetadata {
  readonly name: string;
  /** A namespace that the sidecar of Grafana watches. */
  readonly namespace: string;
  /** Grafana folder. */
  readonly folder: string;
  /** Labels in addition to {@link dashboardLabel}. @default none */
  readonly labels?: Readonly<Record<string, string>>;
}

/** Adds a dashboard as a ConfigMap that the sidecar of Grafana loads. */
export function addDashboard(scope: Construct, metadata: DashboardMetadata, props: DashboardProps): void {
  const { name, namespace, folder, labels } = metadata;
  addObject<ConfigMap>(scope, `dashboard-${name}`, {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: {
      name,
      namespace,
      labels: { ...dashboardLabel, ...labels },
      annotations: { [folderAnnotation]: folder },
    },
    data: { [`${name}.json`]: `${JSON.stringify(renderDashboard(props), undefined, 1)}\n` },
  });
}
