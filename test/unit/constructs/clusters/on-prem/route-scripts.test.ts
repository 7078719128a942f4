import { runHostScript, type ScriptHost } from './run-host-script';
import { stateFile } from './state-file';

const connections = (changes: object = {}) => ({
  connections: { analytics: { cidrs: ['10.80.0.0/16', '10.81.0.9/32'], ports: [443], via: '10.0.0.254', ...changes } },
});

/**
 * `ip`, with the routes of the host in $ROOT/routes as `ip route show` prints them. The host has the network 10.0.0.0/24 on eth0, and the
 * default gateway 10.0.0.1; its neighbours are all addresses but 10.0.0.200.
 */
const ip = String.raw`
while [[ $1 == -* ]]; do shift; done
routes=$ROOT/routes
touch "$routes"
case $* in
  'route show exact '*' proto 212') awk -v range="$4" '$1 == range && / proto 212/' "$routes" | sed 's/ proto 212//' ;;
  'route show exact '*) awk -v range="$4" '$1 == range' "$routes" ;;
  'route show proto 212') grep ' proto 212' "$routes" | sed 's/ proto 212//' ;;
  'route show match 10.0.0.'*) echo '10.0.0.0/24 dev eth0 proto kernel scope link src 10.0.0.21 ' ;;
  'route show match '*) echo 'default via 10.0.0.1 dev eth0 ' ;;
  'route get 10.0.0.'*) echo "$3 dev eth0 src 10.0.0.21 uid 0 \    cache" ;;
  'route get '*) echo "$3 via 10.0.0.1 dev eth0 src 10.0.0.21 uid 0 \    cache" ;;
  'link show dev eth0') echo '2: eth0: <BROADCAST,MULTICAST,UP,LOWER_UP> mtu 1500' ;;
  'neighbour show to 10.0.0.200'*) ;;
  'neighbour show to '*) echo "$4 lladdr 02:00:0a:00:00:fe REACHABLE" ;;
  'route replace '*) range=$3 gateway=$5; shift 7; sed -i "\|^$range |d" "$routes"; echo "$range via $gateway dev eth0 proto 212 $*" >>"$routes" ;;
  'route del '*) sed -i "\|^$3 .* proto 212|d" "$routes" ;;
  'route flush proto 212') sed -i '/ proto 212/d' "$routes" ;;
esac`;

const joined = { 'etc/plinth/cluster': stateFile() };

function run(script: string, host: ScriptHost = {}) {
  return runHostScript(script, {
    functions: 'lock_host() { :; }; sleep() { :; }',
    ...host,
    programs: { ip, kubelet: 'echo Kubernetes v1.36.3', ...host.programs },
    files: { ...joined, ...host.files },
  });
}

/** Returns the routes of a host after the routes were configured. */
function configure(host: ScriptHost = {}) {
  const { status, stderr, readFile, calls } = run('configure-routes', host);
  const changes = calls.filter((call) => /^ip .*route (replace|del|flush)|systemctl/.test(call));
  return { status, stderr, changes, readFile, routes: readFile('routes') ?? '' };
}

describe('the routes of a host', () => {
  test('are added, and maintained by a timer', () => {
    const { status, routes, changes, readFile } = configure({ options: connections({ mtu: 1400 }) });
    expect([status, routes]).toEqual([
      0,
      '10.80.0.0/16 via 10.0.0.254 dev eth0 proto 212 mtu 1400\n10.81.0.9/32 via 10.0.0.254 dev eth0 proto 212 mtu 1400\n',
    ]);
    expect(changes.at(-1)).toContain('systemctl enable --quiet --now plinth-routes.timer');
    expect(readFile('etc/systemd/system/plinth-routes.service')).toContain('Before=kubelet.service');
    expect(readFile('etc/plinth/files')).toContain('/var/lib/plinth/apply-routes');
  });

  test('are not changed if they exist', () => {
    const files = { routes: '10.80.0.0/16 via 10.0.0.254 dev eth0 proto 212\n' };
    const { changes } = configure({ options: connections({ cidrs: ['10.80.0.0/16'] }), files });
    expect(changes.filter((call) => call.startsWith('ip'))).toEqual([]);
  });

  test('are changed with the gateway and the MTU, and removed if they are defined no more', () => {
    const files = {
      routes:
        '10.70.0.0/16 via 10.0.0.254 dev eth0 proto 212\n10.80.0.0/16 via 10.0.0.253 dev eth0 proto 212 mtu 1400\n10.90.0.0/16 via 10.0.0.1 dev eth0 proto static\n',
    };
    const { status, routes } = configure({ options: connections({ cidrs: ['10.80.0.0/16'] }), files });
    expect([status, routes.trimEnd().replaceAll(/ +$/gm, '')]).toEqual([
      0,
      '10.90.0.0/16 via 10.0.0.1 dev eth0 proto static\n10.80.0.0/16 via 10.0.0.254 dev eth0 proto 212',
    ]);
  });

  test('are those of its name, and none on a host that runs only etcd', () => {
    const via = { cp1: '10.0.0.253', w1: '10.0.0.254' };
    expect(configure({ options: connections({ via }) }).routes).not.toContain('10.0.0.253');
    const environment = { ROLE: 'etcd', NAME: 'e1' };
    const files = { 'etc/plinth/cluster': stateFile({ role: 'etcd', name: 'e1' }) };
    expect(configure({ options: connections(), environment, files }).changes).toEqual([]);
  });

  test('and what maintains them are removed without a connection', () => {
    const files = {
      routes: '10.80.0.0/16 via 10.0.0.254 dev eth0 proto 212\n10.90.0.0/16 via 10.0.0.1 dev eth0 proto static\n',
      'var/lib/plinth/apply-routes': 'program',
      'etc/systemd/system/plinth-routes.timer': 'timer',
    };
    for (const script of ['configure-routes', 'reset']) {
      const { status, readFile, calls } = run(script, { files });
      expect([script, status, readFile('routes')]).toEqual([
        script,
        0,
        '10.90.0.0/16 via 10.0.0.1 dev eth0 proto static\n',
      ]);
      expect(readFile('var/lib/plinth/apply-routes')).toBeUndefined();
      expect(readFile('etc/systemd/system/plinth-routes.timer')).toBeUndefined();
      expect(calls.join()).toContain('disable --quiet --now plinth-routes.timer plinth-routes.service');
    }
  });

  test.each<[string, ScriptHost, string]>([
    [
      'a range in a network of the host',
      { options: connections({ cidrs: ['10.0.0.128/26'] }) },
      'cannot route 10.0.0.128/26 to 10.0.0.254, since it is part of a network of the host (10.0.0.0/24 on eth0)',
    ],
    [
      'a range from which Plinth logs in',
      { options: connections(), environment: { SSH_CONNECTION: '10.80.3.4 50000 10.0.0.21 22' } },
      'cannot route 10.80.0.0/16 to 10.0.0.254, since it contains 10.80.3.4, from which Plinth logs in',
    ],
    [
      'a range with the endpoint',
      {
        options: { ...connections(), endpoint: { address: 'api.acme.example' } },
        programs: { getent: 'echo "10.81.0.9 STREAM api.acme.example"' },
      },
      'cannot route 10.81.0.9/32 to 10.0.0.254, since it contains the endpoint api.acme.example (10.81.0.9)',
    ],
    [
      'a gateway in another network',
      { options: connections({ via: '10.9.0.1' }) },
      'the gateway 10.9.0.1 of 10.80.0.0/16 is in no network of the host (10.9.0.1 via 10.0.0.1 dev eth0)',
    ],
    [
      'a gateway that does not answer',
      { options: connections({ via: '10.0.0.200' }) },
      'the gateway 10.0.0.200 of 10.80.0.0/16 does not answer on eth0',
    ],
    [
      'a range to which the host has a route of its own',
      { options: connections(), files: { routes: '10.80.0.0/16 via 10.0.0.1 dev eth0 proto static\n' } },
      'has a route to 10.80.0.0/16 of its own (10.80.0.0/16 via 10.0.0.1 dev eth0 proto static)',
    ],
  ])('are refused with %s, without a change', (_, host, message) => {
    const { status, stderr, changes, readFile } = configure(host);
    expect([status, changes]).toEqual([1, []]);
    expect(stderr).toContain(message);
    expect(readFile('var/lib/plinth/apply-routes')).toBeUndefined();
    expect(
      run('preflight', { ...host, environment: { LOCAL_TIME: '0', HOST_ADDRESSES: '', ...host.environment } }).stdout,
    ).toContain(message);
  });

  test('are checked with addresses of both IP families', () => {
    const check = (address: string, range: string) => `is_in_range ${address} ${range} && echo '${address} ${range}'`;
    const inside = [
      ['10.80.255.1', '10.80.0.0/15'],
      ['10.81.255.1', '10.80.0.0/15'],
      ['10.1.2.3', '10.1.2.3/32'],
      ['fd00:80::1', 'fd00:80::/48'],
      ['fd00:81::1', 'fd00:80::/31'],
      ['::1', '::/127'],
      ['1:2:3:4:5:6:7:8', '1:2:3:4:5:6:7:8/128'],
    ] as const;
    const outside = [
      ['10.82.0.1', '10.80.0.0/15'],
      ['10.0.0.1', 'fd00::/8'],
      ['fd00:82::1', 'fd00:80::/31'],
      ['1:2:3:4:5:6:7:8', '1:2:3:4:5:6:7:9/128'],
    ] as const;
    const functions = [...inside, ...outside].map(([address, range]) => `${check(address, range)} || true`).join('\n');
    const { stdout } = run('get-teardown', { functions });
    expect(stdout.split('\n').filter((line) => line.includes('/'))).toEqual(inside.map((pair) => pair.join(' ')));
  });

  test('are added again by the program of the timer, and removed once the host is in no cluster', () => {
    const program = (state: string) =>
      run('configure-routes', {
        options: connections({ cidrs: ['10.80.0.0/16'] }),
        programs: {
          systemctl: `if [[ $* == *--now* ]]; then rm "$ROOT/routes"; ${state}; env -i ROOT="$ROOT" bash "$ROOT/var/lib/plinth/apply-routes"; fi`,
        },
      });
    const { stderr, readFile } = program(':');
    expect(stderr).not.toMatch(/command not found|unbound variable/);
    expect(readFile('routes')).toContain('10.80.0.0/16 via 10.0.0.254 dev eth0 proto 212');
    expect(program('rm "$ROOT/etc/plinth/cluster"').readFile('routes')).toBe('');
  });
});

describe('the check of a host', () => {
  const check = (host: ScriptHost = {}) =>
    run('check-host', { options: connections({ cidrs: ['10.80.0.0/16'] }), ...host }).stdout;

  test('finds nothing if it has its routes', () => {
    expect(check({ files: { routes: '10.80.0.0/16 via 10.0.0.254 dev eth0 proto 212 \n' } })).toBe('');
  });

  test.each([
    ['a missing route', ''],
    ['a route to another gateway', '10.80.0.0/16 via 10.0.0.253 dev eth0 proto 212 \n'],
    ['a route with another MTU', '10.80.0.0/16 via 10.0.0.254 dev eth0 proto 212 mtu 1300 \n'],
  ])('reports %s, and how it is added', (_, routes) => {
    expect(check({ files: { routes } })).toMatch(
      /^has no route to 10\.80\.0\.0\/16 by 10\.0\.0\.254: systemctl start plinth-routes .*-replace=terraform_data\.hosts/,
    );
  });

  test('reports a route of the host itself, and a timer that is not active', () => {
    expect(check({ files: { routes: '10.80.0.0/16 via 10.0.0.1 dev eth0 proto static \n' } })).toContain(
      'has a route to 10.80.0.0/16 of its own (10.80.0.0/16 via 10.0.0.1 dev eth0 proto static), not the one to 10.0.0.254',
    );
    expect(check({ programs: { systemctl: 'exit 3' } })).toContain('plinth-routes.timer is not active');
  });
});
