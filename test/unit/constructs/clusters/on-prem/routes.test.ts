import { renderRoutes } from '../../../../../constructs/clusters/on-prem/routes';
import type { OnPremOptions } from '../../../../../constructs/clusters/on-prem/schema';
import { DefinitionError, formatProblem } from '../../../../../src/schema/problem';
import { planCluster, smallCluster } from './plan-cluster';
import { synthInfrastructure } from './synth-infrastructure';

const analytics = { cidrs: ['10.80.0.0/16'], ports: [443] };
const via = '10.0.0.254';
const dualStack = {
  podCidr: 'fd00:10:244::/56',
  serviceCidr: 'fd00:10:96::/112',
  addresses: { cp1: 'fd00:10::11', w1: 'fd00:10::21' },
};

/** Returns the errors of a cluster with a connection that has these changes. */
function listErrors(connection: object, options: object = {}): readonly string[] {
  try {
    planCluster({ ...smallCluster, ...options, connections: { analytics: { ...analytics, via, ...connection } } });
    return [];
  } catch (error) {
    if (error instanceof DefinitionError) return error.problems.map(formatProblem);
    throw error;
  }
}

function renderLines(connection: object, options: object = {}): readonly string[] {
  const connections = { analytics: { ...analytics, ...connection } };
  const [cluster] = planCluster({ ...smallCluster, ...options, connections }).clusters;
  return renderRoutes(cluster?.options as OnPremOptions).split('\n');
}

describe('a connection with a gateway', () => {
  it('routes its ranges on all nodes', () => {
    expect(renderLines({ via })).toEqual(['* 10.80.0.0/16 10.0.0.254 -']);
    expect(renderLines({ via, mtu: 1400, cidrs: ['10.80.0.0/16', '10.81.0.9/32'] })).toEqual([
      '* 10.80.0.0/16 10.0.0.254 1400',
      '* 10.81.0.9/32 10.0.0.254 1400',
    ]);
  });

  it('may have a gateway in each IP family', () => {
    const connection = { cidrs: ['10.80.0.0/16', 'FD00:0080::/48'], via: ['FD00:10:0::fe', via] };
    expect(renderLines(connection, { dualStack })).toEqual([
      '* 10.80.0.0/16 10.0.0.254 -',
      '* fd00:80::/48 fd00:10::fe -',
    ]);
  });

  it('may have other gateways on other hosts', () => {
    const workers = { 'w[1-3]': '10.0.0.21-10.0.0.23' };
    expect(renderLines({ via: { cp1: via, w1: [via], 'w[2-3]': '10.0.1.254' } }, { workers })).toEqual([
      'cp1,w1 10.80.0.0/16 10.0.0.254 -',
      'w2,w3 10.80.0.0/16 10.0.1.254 -',
    ]);
  });

  it('prepares all hosts again if routes change, and only then', () => {
    const readTrigger = (options: object) =>
      synthInfrastructure({ ...smallCluster, ...options }).blocks.hosts?.triggers_replace;
    const routed = { connections: { analytics: { ...analytics, via } } };
    const none = readTrigger({});
    expect(readTrigger({ connections: { analytics } })).toEqual(none);
    expect(readTrigger(routed)).not.toEqual(none);
    expect(readTrigger({ ...routed, workers: { w1: '10.0.0.21', w2: '10.0.0.22' } })).toEqual(readTrigger(routed));
    expect(readTrigger({ connections: { analytics: { ...analytics, via: '10.0.0.253' } } })).not.toEqual(
      readTrigger(routed),
    );
  });

  it('is named by the changes of a plan, with its gateway', () => {
    const cluster = (gateway: string) => ({
      ...smallCluster,
      connections: { analytics: { ...analytics, via: gateway } },
    });
    expect(planCluster(cluster('10.0.0.253'), cluster(via)).changes).toEqual([
      {
        action: 'change',
        path: ['clusters', 'dc1', 'connections'],
        fields: [
          { path: ['clusters', 'dc1', 'connections', 'analytics', 'via'], from: '10.0.0.254', to: '10.0.0.253' },
        ],
      },
    ]);
  });

  it.each<[string, object, string, object?]>([
    [
      'a default route',
      { cidrs: ['0.0.0.0/1'] },
      'connections.analytics.cidrs[0] is "0.0.0.0/1": would be a default route of the hosts, or a large part of one; write ranges with a prefix length of /8 or more',
    ],
    ['the addresses of hosts', { cidrs: ['10.0.0.0/16'] }, "contains 10.0.0.11, the address of host 'cp1'"],
    [
      'the addresses of hosts in the second IP family',
      { cidrs: ['fd00:10::/64'], via: 'fd00:11::1' },
      "contains fd00:10::11, the address of host 'cp1'",
      { dualStack },
    ],
    [
      'the endpoint',
      { cidrs: ['10.9.0.0/24'] },
      'contains 10.9.0.10, the address of the endpoint',
      { endpoint: { address: '10.9.0.10' } },
    ],
    [
      'the bastion',
      { cidrs: ['10.9.0.0/24'] },
      'contains 10.9.0.10, the address of the bastion for SSH',
      { ssh: { user: 'ops', bastion: 'ops@10.9.0.10' } },
    ],
    [
      'the address of a host for SSH',
      { cidrs: ['10.9.0.0/24'] },
      "contains 10.9.0.21, the address of 'w1' for SSH",
      { ssh: { user: 'ops', hosts: { w1: { address: '10.9.0.21' } } } },
    ],
    ['multicast addresses', { cidrs: ['224.0.0.0/8'] }, 'has addresses of 224.0.0.0/4, multicast addresses'],
    ['the range of pods', { cidrs: ['10.244.0.0/15'] }, 'overlaps with podCidr 10.244.0.0/16 of the cluster'],
    ['IPv6 on a cluster without it', { cidrs: ['fd00:80::/48'], via: 'fd00:10::fe' }, 'no pod could reach it'],
    [
      'an IP family without a gateway',
      { cidrs: ['10.80.0.0/16', 'fd00:80::/48'] },
      'family of fd00:80::/48',
      { dualStack },
    ],
    ['two gateways', { via: [via, '10.0.0.253'] }, 'is "10.0.0.253": is the second gateway in its IP family'],
    ['a gateway of another IP family', { via: [via, 'fd00:10::fe'] }, 'is in another IP family than all ranges'],
    ['a gateway behind itself', { via: '10.80.0.1' }, 'via is "10.80.0.1": is in 10.80.0.0/16, which a gateway is'],
    ['a link-local gateway', { cidrs: ['fd00:80::/48'], via: 'fe80::1' }, 'is one of fe80::/10', { dualStack }],
    ['a gateway in the cluster', { via: '10.96.0.1' }, 'is in serviceCidr 10.96.0.0/16 of the cluster'],
    ['a host as gateway', { via: '10.0.0.21' }, "is the address of host 'w1'"],
    ['no gateway of a node', { via: { cp1: via } }, 'via: has no gateway for w1; write those of all control planes'],
    [
      'a gateway of an unknown host',
      { via: { cp1: via, w1: via, w2: via } },
      "via.w2: is not a node of this cluster; write one of 'cp1', 'w1'",
    ],
    [
      'a gateway of an etcd host',
      { via: { cp1: via, w1: via, e1: via } },
      'via.e1: is a host that runs only etcd, and gets no routes; remove it',
      { etcd: { e1: '10.0.0.31' } },
    ],
    [
      'two gateways for a host',
      { via: { cp1: via, w1: via, 'w[1-2]': via } },
      'contains w1, which another entry defines',
    ],
    ['no IP address as gateway', { via: 'router' }, 'via is "router": must be an IP address'],
    ['an MTU without a gateway', { via: undefined, mtu: 1400 }, 'mtu is 1400: is that of routes, and the connection'],
    [
      'an MTU that IPv6 does not have',
      { cidrs: ['fd00:80::/48'], via: 'fd00:10::fe', mtu: 1000 },
      'mtu is 1000: is less than 1280',
      { dualStack },
    ],
  ])('is refused with %s', (_, connection, message, options = {}) => {
    expect(listErrors(connection, options).join('\n')).toContain(message);
  });
});
