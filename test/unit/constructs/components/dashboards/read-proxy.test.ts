import { renderReadProxyConfiguration } from '../../../../../constructs/components/dashboards/read-proxy';
import type { ClusterInfo } from '../../../../../src/kinds/cluster-info';

const cluster = { podCidr: '10.244.0.0/16' } as ClusterInfo;
const render = (api: 'loki' | 'tempo' | 'elasticsearch') =>
  renderReadProxyConfiguration({ api, url: 'http://store.store:3100' }, 8080, cluster);

/** Returns the value of the header `Upgrade` at each location of an API, by the expression of the location. */
function listUpgrades(configuration: string): Readonly<Record<string, string | undefined>> {
  const locations = configuration.matchAll(/location ~ (\S+) \{(.*?)\n {2}\}/gs);
  return Object.fromEntries(
    [...locations].map(([, expression = '', body = '']) => [
      expression.slice(0, 30),
      /proxy_set_header Upgrade (\S+);/.exec(body)?.[1],
    ]),
  );
}

test('a query proxy forwards a change of the protocol to a WebSocket only, and only where Loki streams lines', () => {
  expect(listUpgrades(render('loki'))).toEqual({
    '^/loki/api/v1/(query|query_ran': '""',
    '^/loki/api/v1/(tail)$': '$web_socket',
  });
  expect(listUpgrades(render('tempo'))).toEqual({ '^/api/(echo|status/buildinfo|t': '""' });
  expect(listUpgrades(render('elasticsearch'))).toEqual({ '^/(|_msearch|[^_/][^/]*/(_mapp': '""' });
  expect(render('loki')).toMatch(
    /map \$http_upgrade \$web_socket \{\n {2}default '';\n {2}~\*\^websocket\$ websocket;\n\}/,
  );
});
