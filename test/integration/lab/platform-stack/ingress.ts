import { waitFor } from '../../../../lab/wait-for';
import type { OnPremCluster } from '../terraform/cluster';

/** Checks that an Ingress is reachable through Traefik's node port on every node. */
export async function checkIngress(cluster: OnPremCluster, hosts: readonly string[]): Promise<void> {
  const { report } = cluster.context;
  await report.check('a request to the host of an Ingress reaches the application on every node', async () => {
    for (const host of hosts) await expectResponse(cluster, host, 'shop.lab.example', '"pod":"web-');
  });
  await report.check('a host without Ingress is not found', () =>
    expectResponse(cluster, 'w1', 'nobody.lab.example', '404 page not found'),
  );
}

/** Checks the redirect of an additional host. */
export async function checkRedirect(cluster: OnPremCluster): Promise<void> {
  await cluster.context.report.check('a host redirects to another host with the path of the request', () =>
    expectResponse(cluster, 'w1', 'old.lab.example', '301 http://shop.lab.example/cart?item=1', '/cart?item=1'),
  );
}

/** Repeats a request to Traefik on a node until body, status code and redirect URL of the response contain a text. */
async function expectResponse(
  cluster: OnPremCluster,
  node: string,
  host: string,
  text: string,
  path = '/',
): Promise<void> {
  const { stdout: port } = await cluster.kubectl(
    '-n traefik get service traefik --output=jsonpath={.spec.ports[?(@.name=="web")].nodePort}',
  );
  const { context } = cluster;
  const url = `http://${context.host(node).address}:${port}${path}`;
  const responseMatches = async () => {
    const writeOut = ['-w', '%{http_code} %{redirect_url}'];
    const { stdout } = await context.runInNetwork(['curl', '-s', '-m', '5', ...writeOut, '-H', `Host: ${host}`, url], {
      exitCodes: [0, 7, 28, 52, 56],
    });
    return stdout.includes(text) || undefined;
  };
  await waitFor(30, responseMatches, `the response of ${url} for host ${host} does not contain ${text}`);
}
