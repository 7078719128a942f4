import { within } from '../../../../lab/within';
import type { OnPremises } from '../terraformed/cluster';

/** The world reaches an application by its Ingress, through the port of Traefik on every node. */
export async function showIngress(cluster: OnPremises, hosts: readonly string[]): Promise<void> {
  const { report } = cluster.site;
  await report.check('a request to its host reaches the application through Traefik, on every node', async () => {
    for (const host of hosts) await answers(cluster, host, 'shop.lab.example', '"pod":"web-');
  });
  await report.check('a host that nobody claims is not found', () =>
    answers(cluster, 'w1', 'nobody.lab.example', '404 page not found'),
  );
}

/** A host that was added leads to another. */
export async function showRedirect(cluster: OnPremises): Promise<void> {
  await cluster.site.report.check('a host that leads to another does so, with the path that was asked for', () =>
    answers(cluster, 'w1', 'old.lab.example', '301 http://shop.lab.example/cart?item=1', '/cart?item=1'),
  );
}

/** Asks Traefik on a node for a host and path, until the answer, which ends with its code and redirect, has that text. */
async function answers(cluster: OnPremises, node: string, name: string, text: string, path = '/'): Promise<void> {
  const { stdout: port } = await cluster.kubectl(
    '-n traefik get service traefik --output=jsonpath={.spec.ports[?(@.name=="web")].nodePort}',
  );
  const { site } = cluster;
  const url = `http://${site.host(node).address}:${port}${path}`;
  const asked = async () => {
    const ending = ['-w', '%{http_code} %{redirect_url}'];
    const { stdout } = await site.inside(['curl', '-s', '-m', '5', ...ending, '-H', `Host: ${name}`, url], {
      exitCodes: [0, 7, 28, 52, 56],
    });
    return stdout.includes(text) || undefined;
  };
  await within(30, asked, `${url} does not answer for ${name} with ${text}`);
}
