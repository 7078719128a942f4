import { certManager, grafana, metricsServer, nginx, prometheus, traefik } from '../../../../../constructs/components';
import { clusterInfo } from '../../../../../src/kinds/cluster-info';
import { getObject } from '../../../../support/rendered';
import { getObjects, getValue } from '../../../../support/releases';

const cluster = clusterInfo({ capabilities: { ...prometheus.endpoints({}), ...grafana.endpoints({}) } });
const releasesByController = {
  Traefik: traefik.releases({ name: 'ingress' }, cluster),
  "F5's NGINX": nginx.releases({ name: 'ingress' }, cluster),
  'ingress-nginx': nginx.releases({ name: 'ingress', controller: 'ingress-nginx' }, cluster),
};
type Controller = keyof typeof releasesByController;
const controllers = Object.keys(releasesByController) as Controller[];

const objects = (controller: Controller) => getObjects(releasesByController[controller], 'ingress-monitoring');
const alertingRules = (controller: Controller) => {
  const { groups } = getObject(objects(controller), 'PrometheusRule').spec as {
    groups: { rules: { alert: string; expr: string }[] }[];
  };
  return groups.flatMap(({ rules }) => rules);
};
const dashboard = (controller: Controller) => {
  const [json = ''] = Object.values(getObject(objects(controller), 'ConfigMap').data as Record<string, string>);
  return JSON.parse(json) as { uid: string; panels: { title: string }[] };
};

/** Selectors without `namespace`: pods of a tenant could have metrics that fulfil them. */
const listOpenSelectors = (expr: string) =>
  [...expr.matchAll(/\b(?:traefik|nginx|argocd|certmanager|metrics_server)\w*_\w+(\{[^}]*\})?/g)]
    .filter(([, selector = '']) => !selector.includes('namespace="'))
    .map(([match]) => match);

test.each([
  ['Traefik', releasesByController.Traefik],
  ['ingress-nginx', releasesByController['ingress-nginx']],
  ['cert-manager', certManager.releases({ name: 'cert-manager' }, cluster)],
  ['metrics-server', metricsServer.releases({ name: 'metrics-server' }, cluster)],
])('alerts of %s read metrics of its own namespace only', (_, releases) => {
  const { name = '' } = releases.find((release) => release.name.endsWith('-monitoring')) ?? {};
  const rules = getObject(getObjects(releases, name), 'PrometheusRule');
  const exprs = JSON.stringify(rules).match(/"expr":"(?:[^"\\]|\\.)*"/g) ?? [];
  expect(exprs.length).toBeGreaterThan(0);
  expect(exprs.flatMap((expr) => listOpenSelectors(expr.replaceAll('\\"', '"')))).toEqual([]);
});

describe.each(controllers)('the ingress controller %s', (controller) => {
  test('has the alerts that all ingress controllers have', () => {
    expect(alertingRules(controller).map(({ alert }) => alert)).toEqual(
      expect.arrayContaining(['IngressDown', 'IngressErrors']),
    );
  });

  test('has the same dashboard panels and dashboard UID as the others', () => {
    const { uid, panels } = dashboard(controller);
    expect(uid).toBe('platform-ingress');
    expect(panels.map(({ title }) => title)).toEqual(dashboard('Traefik').panels.map(({ title }) => title));
  });
});

test('alerts on errors are grouped by the backend of an Ingress, not by the scraped target', () => {
  const groupLabels = (controller: Controller) =>
    /sum by \(([^)]+)\)/.exec(
      alertingRules(controller).find(({ alert }) => alert === 'IngressErrors')?.expr ?? '',
    )?.[1];
  // Prometheus adds the prefix exported_ to labels of a metric that conflict with labels of its target.
  expect(controllers.map(groupLabels)).toEqual([
    'exported_service',
    'resource_namespace, resource_name',
    'exported_namespace, ingress',
  ]);
});

test("F5's NGINX enables request metrics per Ingress only if the cluster provides `metrics`", () => {
  const enablesLatencyMetrics = (releases: ReturnType<typeof nginx.releases>) =>
    getValue(releases, 'ingress', 'controller', 'enableLatencyMetrics');
  expect(enablesLatencyMetrics(releasesByController["F5's NGINX"])).toBe(true);
  expect(enablesLatencyMetrics(nginx.releases({ name: 'ingress' }, clusterInfo()))).toBe(false);
});
