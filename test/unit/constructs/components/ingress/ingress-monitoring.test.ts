import { grafana, nginx, prometheus, traefik } from '../../../../../constructs/components';
import { clusterInfo } from '../../../../../src/kinds/cluster-info';
import { only } from '../../../../support/rendered';
import { objectsOf, valueOf } from '../../../../support/releases';

const cluster = clusterInfo({ capabilities: { ...prometheus.provides({}), ...grafana.provides({}) } });
const providers = {
  Traefik: traefik.releases({ name: 'ingress' }, cluster),
  "F5's NGINX": nginx.releases({ name: 'ingress' }, cluster),
  'ingress-nginx': nginx.releases({ name: 'ingress', controller: 'ingress-nginx' }, cluster),
};
type Provider = keyof typeof providers;
const names = Object.keys(providers) as Provider[];

const objects = (of: Provider) => objectsOf(providers[of], 'ingress-monitoring');
const alerts = (of: Provider) => {
  const { groups } = only(objects(of), 'PrometheusRule').spec as {
    groups: { rules: { alert: string; expr: string }[] }[];
  };
  return groups.flatMap(({ rules }) => rules);
};
const dashboard = (of: Provider) => {
  const [json = ''] = Object.values(only(objects(of), 'ConfigMap').data as Record<string, string>);
  return JSON.parse(json) as { uid: string; panels: { title: string }[] };
};

describe.each(names)('an ingress by %s', (of) => {
  test('raises the same alerts as any other', () => {
    expect(alerts(of).map(({ alert }) => alert)).toEqual(expect.arrayContaining(['IngressDown', 'IngressErrors']));
  });

  test('shows the same pictures, under the same address', () => {
    const { uid, panels } = dashboard(of);
    expect(uid).toBe('platform-ingress');
    expect(panels.map(({ title }) => title)).toEqual(dashboard('Traefik').panels.map(({ title }) => title));
  });
});

test('errors are told by what is behind an Ingress, not by what Prometheus scrapes', () => {
  const by = (of: Provider) =>
    /sum by \(([^)]+)\)/.exec(alerts(of).find(({ alert }) => alert === 'IngressErrors')?.expr ?? '')?.[1];
  // Labels of a metric that a target has as well are renamed to exported_….
  expect(names.map(by)).toEqual([
    'exported_service',
    'resource_namespace, resource_name',
    'exported_namespace, ingress',
  ]);
});

test("F5's NGINX counts requests by Ingress only where somebody reads it", () => {
  const counts = (releases: ReturnType<typeof nginx.releases>) =>
    valueOf(releases, 'ingress', 'controller', 'enableLatencyMetrics');
  expect(counts(providers["F5's NGINX"])).toBe(true);
  expect(counts(nginx.releases({ name: 'ingress' }, clusterInfo()))).toBe(false);
});
