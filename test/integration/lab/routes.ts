import { toIpv6 } from '../../../lab/layout';
import { startHost, stopHost } from '../../../lab/hosts';
import { unexpectedOutput, type Scenario, type ScenarioContext } from '../../../lab/scenario';
import { waitForHost } from '../../../lab/ssh';
import { waitFor } from '../../../lab/wait-for';
import { expectCleanHost, OnPremCluster } from './terraform/cluster';

const nodes = ['cp1', 'w1'];
const podRange = 'fd00:10:244::/56';
const ranges = ['10.80.0.0/24', 'fd00:80::/64'];
const server = { ipv4: 'http://10.80.0.10:8080/', ipv6: 'http://[fd00:80::10]:8080/' };
/** Further addresses of the gateway. */
const otherGateway = { ipv4: '10.77.0.253', ipv6: 'fd00:77::253' };

/** Server in a network behind the host `gw`, which answers with the address of the client. */
const otherNetwork = `
set -e
sysctl -qw net.ipv4.ip_forward=1 net.ipv6.conf.all.forwarding=1
ip addr add ${otherGateway.ipv4}/24 dev eth0
ip addr add ${otherGateway.ipv6}/64 dev eth0 nodad
ip netns add analytics
ip link add analytics type veth peer name uplink netns analytics
ip addr add 10.80.0.1/24 dev analytics
ip addr add fd00:80::1/64 dev analytics nodad
ip link set analytics up
ip -n analytics addr add 10.80.0.10/24 dev uplink
ip -n analytics addr add fd00:80::10/64 dev uplink nodad
ip -n analytics link set uplink up
ip -n analytics route add default via 10.80.0.1
ip -n analytics route add default via fd00:80::1
cat >/root/server.py <<X
import http.server, socket
class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200)
        self.end_headers()
        self.wfile.write(self.client_address[0].removeprefix('::ffff:').encode())
class Server(http.server.ThreadingHTTPServer):
    address_family = socket.AF_INET6
Server(('::', 8080), Handler).serve_forever()
X
systemd-run --quiet --unit=analytics ip netns exec analytics python3 /root/server.py
for _ in $(seq 50); do curl --silent --fail --output /dev/null ${server.ipv4} && exit; sleep 0.2; done
exit 1
`;

const callerPod = `
apiVersion: v1
kind: Pod
metadata: {name: caller}
spec:
  nodeName: w1
  containers: [{name: echo, image: "registry.lab.example/echo:1.0.0"}]
`;

/** Tests routes of hosts to a network behind a gateway: `via` of a connection. */
export const scenario: Scenario = {
  title: 'hosts and pods reach a connected network by routes, which are refused, maintained, changed and removed',
  hosts: [...nodes, 'gw'],
  async run(context) {
    const { report } = context;
    const cluster = new OnPremCluster(context);
    const gateway = context.host('gw').address;
    const analytics = { cidrs: ranges, ports: [8080], via: [gateway, toIpv6(gateway)], mtu: 1400 };
    const synthesise = (connections: object, workers: readonly string[] = ['w1']) => {
      const names = ['cp1', ...workers];
      const addresses = Object.fromEntries(names.map((name) => [name, toIpv6(context.host(name).address)]));
      const dualStack = { podCidr: podRange, serviceCidr: 'fd00:10:96::/112', addresses };
      return cluster.synthesise({ controlPlanes: ['cp1'], workers, options: { dualStack, connections } });
    };

    await context.step('a server in a network behind the gateway answers', () =>
      context.runOnHost('gw', 'sudo bash', otherNetwork),
    );
    await report.check('no host reaches it without a route', () => expectNoAnswer(context, nodes));

    await report.check(
      'routes that cannot work, or would cut hosts off, are refused, and no host is changed',
      async () => {
        const before = await Promise.all(nodes.map((name) => readHost(context, name)));
        await synthesise({
          link: { ...analytics, cidrs: ['10.77.0.0/29'], via: gateway },
          remote: { ...analytics, cidrs: ['10.81.0.0/16'], via: '10.99.0.1' },
          silent: { ...analytics, cidrs: ['10.82.0.0/16'], via: '10.77.0.200' },
        });
        await cluster.expectApplyError(
          `cannot route 10.77.0.0/29 to ${gateway}, since it is part of a network of the host (10.77.0.0/24 on eth0)`,
          'the gateway 10.99.0.1 of 10.81.0.0/16 is in no network of the host',
          'the gateway 10.77.0.200 of 10.82.0.0/16 does not answer on eth0',
          'preflight findings: 6; nothing was changed on any host',
        );
        const after = await Promise.all(nodes.map((name) => readHost(context, name)));
        if (after.join() !== before.join()) throw new Error(`changed: ${before.join()} to ${after.join()}`);
      },
    );

    await synthesise({ analytics });
    await context.step('a cluster with routes by the gateway is created', async () => {
      await cluster.apply();
      await cluster.applyFlannel(podRange);
      await cluster.expectNodes(...nodes);
    });
    await report.check('every node reaches the network in both IP families', () => expectAnswers(context, nodes));
    await report.check('a pod reaches it, with the address of its node', async () => {
      await cluster.kubectl('apply --filename=-', callerPod);
      await cluster.kubectl('wait --for=condition=Ready pod/caller --timeout=120s');
      const { address } = context.host('w1');
      for (const [url, source] of [
        [server.ipv4, address],
        [server.ipv6, toIpv6(address)],
      ]) {
        const answer = await cluster.kubectl(`exec caller -- /echo get ${url ?? ''}`);
        if (answer.stdout.trim() !== source) throw unexpectedOutput(`not from ${source ?? ''}`, answer);
      }
    });
    await report.check('the routes have the MTU of the connection', () =>
      expectRoutes(context, 'w1', [
        `10.80.0.0/24 via ${gateway} dev eth0 mtu 1400`,
        `fd00:80::/64 via ${toIpv6(gateway)} dev eth0 metric 1024 mtu 1400 pref medium`,
      ]),
    );
    await report.check('a second plan has no changes, and the hosts have no finding', async () => {
      await cluster.expectPlan();
      await cluster.expectFindings();
    });

    await report.check('a route that was removed is reported, and added again within two minutes', async () => {
      await context.runOnHost('w1', 'sudo ip route del 10.80.0.0/24');
      await cluster.expectFindings('w1: has no route to 10.80.0.0/24 by');
      await waitFor(
        120,
        () =>
          cluster.expectFindings().then(
            () => true,
            () => undefined,
          ),
        'the route was not added again',
      );
      await expectAnswers(context, ['w1']);
    });
    await report.check('a timer that was stopped, and a changed unit, are reported and restored', async () => {
      const unit = '/etc/systemd/system/plinth-routes.service';
      await context.runOnHost('w1', `sudo systemctl disable --quiet --now plinth-routes.timer`);
      await context.runOnHost('w1', `echo "# other" | sudo tee --append ${unit}; sudo ip route del 10.80.0.0/24`);
      await cluster.expectFindings(
        'w1: has no route to 10.80.0.0/24 by',
        'w1: plinth-routes.timer is not active',
        `w1: ${unit} was changed by hand: to restore it, run terraform apply -replace=terraform_data.hosts`,
      );
      await cluster.terraform('apply', '-auto-approve', '-input=false', '-replace=terraform_data.hosts');
      await cluster.expectFindings();
      await expectAnswers(context, ['w1']);
    });
    await report.check('after a restart, a host has its routes when kubelet starts', async () => {
      const host = context.host('w1');
      await stopHost(context.lab, 'w1');
      await startHost(context.lab, host);
      await waitForHost(context.lab, host);
      await context.runOnHost('w1', 'systemctl is-active --wait --quiet kubelet; systemctl is-active kubelet');
      await expectAnswers(context, ['w1']);
      const show = 'systemctl show --property=ExecMainExitTimestampMonotonic --value plinth-routes';
      const { stdout } = await context.runOnHost(
        'w1',
        `${show}; systemctl show --property=ExecMainStartTimestampMonotonic --value kubelet`,
      );
      const [routes, kubelet] = stdout.trim().split('\n').map(Number);
      if (!(routes !== undefined && kubelet !== undefined && routes > 0 && routes < kubelet)) throw new Error(stdout);
      await cluster.expectNodes(...nodes);
      await cluster.expectFindings();
    });

    await report.check('a route that would cut off a node of a running cluster is refused', async () => {
      await synthesise({ analytics, link: { ...analytics, cidrs: ['10.77.0.0/29'], via: gateway } });
      await cluster.expectApplyError('cannot route 10.77.0.0/29', 'nothing was changed on any host');
      await expectAnswers(context, nodes);
    });
    await report.check('a route of the host itself is not replaced', async () => {
      await context.runOnHost('w1', `sudo ip route add 10.83.0.0/16 via ${gateway} proto static`);
      await synthesise({ analytics, other: { ...analytics, cidrs: ['10.83.0.0/16'], via: otherGateway.ipv4 } });
      await cluster.expectApplyError('w1', 'has a route to 10.83.0.0/16 of its own');
      await context.runOnHost(
        'w1',
        `ip route show proto static | grep -q 'via ${gateway} ' && sudo ip route del 10.83.0.0/16`,
      );
    });
    await report.check('another gateway of a host changes its routes, and nothing else', async () => {
      const via = { cp1: [gateway, toIpv6(gateway)], w1: [otherGateway.ipv4, otherGateway.ipv6] };
      const { mtu: _, ...withoutMtu } = analytics;
      await synthesise({ analytics: { ...withoutMtu, via } });
      await cluster.expectPlan('delete, create hosts');
      await cluster.apply();
      await expectRoutes(context, 'cp1', [
        `10.80.0.0/24 via ${gateway} dev eth0`,
        `fd00:80::/64 via ${toIpv6(gateway)} dev eth0 metric 1024 pref medium`,
      ]);
      await expectRoutes(context, 'w1', [
        `10.80.0.0/24 via ${otherGateway.ipv4} dev eth0`,
        `fd00:80::/64 via ${otherGateway.ipv6} dev eth0 metric 1024 pref medium`,
      ]);
      await expectAnswers(context, nodes);
      await cluster.expectNodes(...nodes);
    });
    await report.check('without the connection, the hosts have no routes', async () => {
      await synthesise({});
      await cluster.expectPlan('delete, create hosts');
      await cluster.apply();
      for (const name of nodes) await expectRoutes(context, name, []);
      await context.runOnHost('w1', '! ls /etc/systemd/system/plinth-routes.* /var/lib/plinth/apply-routes');
      await expectNoAnswer(context, nodes);
      await cluster.expectFindings();
    });

    await report.check('a worker that is removed has no routes, and gets them when it joins', async () => {
      await synthesise({ analytics });
      await cluster.apply();
      // A pod without a controller would block the removal.
      await cluster.kubectl('delete pod caller');
      await synthesise({ analytics }, []);
      await cluster.expectPlan('delete worker["w1"]');
      await cluster.apply();
      await expectCleanHost(context, 'w1');
      await expectNoAnswer(context, ['w1']);
      await synthesise({ analytics });
      await cluster.expectPlan('create worker["w1"]');
      await cluster.apply();
      await cluster.expectNodes(...nodes);
      await expectAnswers(context, nodes);
    });
    await report.check('the cluster is destroyed', async () => {
      await cluster.terraform('destroy', '-auto-approve', '-input=false');
      for (const name of nodes) await expectCleanHost(context, name);
    });
  },
};

/** Checks that hosts reach the server in both IP families. */
async function expectAnswers(context: ScenarioContext, hosts: readonly string[]): Promise<void> {
  for (const host of hosts)
    for (const url of Object.values(server))
      await context.runOnHost(host, `curl --silent --fail --max-time 5 --output /dev/null '${url}'`);
}

async function expectNoAnswer(context: ScenarioContext, hosts: readonly string[]): Promise<void> {
  for (const host of hosts)
    for (const url of Object.values(server))
      await context.runOnHost(host, `! curl --silent --max-time 3 --output /dev/null '${url}'`);
}

/** Checks the routes of Plinth on a host. */
async function expectRoutes(context: ScenarioContext, host: string, expected: readonly string[]): Promise<void> {
  const output = await context.runOnHost(host, 'for f in -4 -6; do ip $f route show proto 212; done');
  const routes = output.stdout.split('\n').flatMap((line) => line.trim() || []);
  if (routes.join('\n') !== expected.join('\n')) throw unexpectedOutput(`${host} has other routes`, output);
}

/** Returns the routes of a host, and what Plinth has written on it. */
async function readHost(context: ScenarioContext, host: string): Promise<string> {
  const { stdout } = await context.runOnHost(
    host,
    'ip route; ip -6 route; ls -d /etc/plinth /var/lib/plinth /etc/systemd/system/plinth-* 2>/dev/null || true',
  );
  return stdout;
}
