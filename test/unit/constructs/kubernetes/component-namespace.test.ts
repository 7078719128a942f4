import { App, Chart } from 'cdk8s';
import { namespaceRelease } from '../../../../constructs/components';
import type { ComponentNamespace } from '../../../../src/kinds/cluster-plan';
import { clusterInfo, type ClusterInfo } from '../../../../src/kinds/cluster-info';
import type { NetworkRule } from '../../../../src/kinds/network-rules';

const enforced = clusterInfo({ capabilities: { 'network-policy': {} } });

interface Rule {
  readonly from?: unknown;
  readonly to?: unknown;
  readonly ports?: unknown;
}

interface Drawn {
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly labels?: object; readonly annotations?: object };
  readonly spec?: { readonly policyTypes: string[]; readonly ingress?: Rule[]; readonly egress?: Rule[] };
}

function draw(namespace: Partial<ComponentNamespace>, cluster: ClusterInfo = enforced): readonly Drawn[] {
  const chart = new Chart(new App(), 'test');
  const plan: ComponentNamespace = {
    name: 'echo',
    podSecurity: 'restricted',
    phase: 'platform',
    capabilities: [],
    networkRules: {},
    isolatePods: false,
    ...namespace,
  };
  for (const file of Object.values(namespaceRelease(plan, cluster).objects)) file(chart);
  return chart.toJson() as Drawn[];
}

const named = (objects: readonly Drawn[], name: string) => objects.find(({ metadata }) => metadata.name === name);

const reached = (to: NetworkRule, cluster?: ClusterInfo) =>
  named(draw({ networkRules: { 'echo-all': { egress: [to] } } }, cluster), 'echo-all')?.spec?.egress;

const reachedBy = (from: NetworkRule, cluster?: ClusterInfo) =>
  named(draw({ networkRules: { 'echo-all': { ingress: [from] } } }, cluster), 'echo-all')?.spec?.ingress;

describe('a namespace of components', () => {
  test('refuses pods that may do more than its components claim to need', () => {
    expect(draw({ podSecurity: 'baseline' })[0]?.metadata.labels).toMatchObject({
      'pod-security.kubernetes.io/enforce': 'baseline',
    });
  });

  test('denies its pods each other where a component wants them apart', () => {
    const spec = named(draw({ isolatePods: true }), 'default-deny')?.spec;
    expect(spec?.policyTypes).toEqual(['Ingress', 'Egress']);
    expect(spec).not.toHaveProperty('ingress');
    expect(JSON.stringify(spec?.egress)).not.toContain('"podSelector":{}');
  });

  test('is found by what it provides', () => {
    expect(draw({ capabilities: ['metrics'] })[0]?.metadata.labels).toMatchObject({
      'plinth.dev/provides-metrics': 'true',
    });
  });

  test('outlives the release that made it', () => {
    expect(draw({})[0]?.metadata.annotations).toEqual({ 'helm.sh/resource-policy': 'keep' });
  });

  test('denies both ways all but the DNS and its own pods', () => {
    expect(named(draw({}), 'default-deny')?.spec).toEqual({
      podSelector: {},
      policyTypes: ['Ingress', 'Egress'],
      ingress: [{ from: [{ podSelector: {} }] }],
      egress: [
        { to: [{ podSelector: {} }] },
        {
          to: [
            {
              namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'kube-system' } },
              podSelector: { matchLabels: { 'k8s-app': 'kube-dns' } },
            },
          ],
          ports: [
            { port: 53, protocol: 'UDP' },
            { port: 53, protocol: 'TCP' },
          ],
        },
      ],
    });
  });

  test('has no policy where nothing enforces one', () => {
    expect(draw({ networkRules: { 'echo-all': { egress: [{ peer: 'world' }] } } }, clusterInfo())).toHaveLength(1);
  });
});

describe('what a component says that it talks to', () => {
  test('is named by capability and drawn as the pods that provide it here', () => {
    const cluster = clusterInfo({
      capabilities: { 'network-policy': {}, ingress: { namespace: 'traefik', podLabels: { app: 'traefik' } } },
    });
    expect(reachedBy({ peer: { capability: 'ingress' }, ports: [8080] }, cluster)).toEqual([
      {
        from: [
          {
            namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'traefik' } },
            podSelector: { matchLabels: { app: 'traefik' } },
          },
        ],
        ports: [{ port: 8080, protocol: 'TCP' }],
      },
    ]);
  });

  test('leaves no trace where nothing provides the capability', () => {
    expect(reachedBy({ peer: { capability: 'metrics' }, ports: [9402] })).toBeUndefined();
  });

  test('reaches the API server by address where the control planes are known', () => {
    const cluster = clusterInfo({ controlPlaneAddresses: ['10.0.0.11'], capabilities: { 'network-policy': {} } });
    expect(reached({ peer: 'api-server' }, cluster)).toEqual([
      { to: [{ ipBlock: { cidr: '10.0.0.11/32' } }], ports: [{ port: 6443, protocol: 'TCP' }] },
      { to: [{ ipBlock: { cidr: '10.96.0.1/32' } }], ports: [{ port: 443, protocol: 'TCP' }] },
    ]);
  });

  test('reaches no pod where it only reaches the world', () => {
    expect(reached({ peer: 'world', ports: [443] })).toEqual([
      {
        to: [{ ipBlock: { cidr: '0.0.0.0/0', except: ['10.244.0.0/16', '10.96.0.0/16', '169.254.0.0/16'] } }],
        ports: [{ port: 443, protocol: 'TCP' }],
      },
    ]);
  });

  test('reaches the platform and no tenant where it says so', () => {
    const tenant = { key: 'plinth.dev/tenant', operator: 'DoesNotExist' };
    expect(reached({ peer: 'components' })).toEqual([{ to: [{ namespaceSelector: { matchExpressions: [tenant] } }] }]);
  });

  test('is open to pods as well where it is open to the world, also where pods are told by no address', () => {
    expect(reachedBy({ peer: 'world', ports: [8443] })).toEqual([
      {
        from: [{ ipBlock: { cidr: '0.0.0.0/0' } }, { namespaceSelector: {} }],
        ports: [{ port: 8443, protocol: 'TCP' }],
      },
    ]);
  });

  test('gets no credentials of the machine that it runs on, unless it says that it needs them', () => {
    expect(reached({ peer: 'link-local', ports: [80] })).toEqual([
      { to: [{ ipBlock: { cidr: '169.254.0.0/16' } }], ports: [{ port: 80, protocol: 'TCP' }] },
    ]);
    const v6 = clusterInfo({
      podCidr: 'fd00:1::/48',
      serviceCidr: 'fd00:2::/112',
      capabilities: { 'network-policy': {} },
    });
    expect(JSON.stringify(reached({ peer: 'world' }, v6))).toContain('fd00:ec2::254/128');
  });

  test('lets nodes in by any address, because a tunnel gives them one of the pod network', () => {
    expect(reachedBy({ peer: 'api-server', ports: [9443] })).toEqual([
      { from: [{ ipBlock: { cidr: '0.0.0.0/0' } }], ports: [{ port: 9443, protocol: 'TCP' }] },
    ]);
  });

  test('speaks of IPv6 where the pods do', () => {
    const cluster = clusterInfo({
      podCidr: 'fd00:1::/48',
      serviceCidr: 'fd00:2::/112',
      controlPlaneAddresses: ['fd00:3::1'],
      capabilities: { 'network-policy': {} },
    });
    expect(reached({ peer: 'api-server' }, cluster)).toMatchObject([
      { to: [{ ipBlock: { cidr: 'fd00:3::1/128' } }] },
      { to: [{ ipBlock: { cidr: 'fd00:2::1/128' } }] },
    ]);
    expect(reached({ peer: 'world' }, cluster)).toMatchObject([{ to: [{ ipBlock: { cidr: '::/0' } }] }]);
  });
});
