import { App, Chart } from 'cdk8s';
import { namespaceRelease } from '../../../../constructs/kubernetes/component-namespace';
import type { ComponentNamespace } from '../../../../src/kinds/cluster-plan';
import { clusterInfo, type ClusterInfo } from '../../../../src/kinds/cluster-info';
import { unreachableRanges } from '../../../../src/schema/reserved-ranges';
import type { NetworkRule } from '../../../../src/kinds/network-rules';

const clusterWithPolicies = clusterInfo({ capabilities: { 'network-policy': {} } });

interface Rule {
  readonly from?: unknown;
  readonly to?: unknown;
  readonly ports?: unknown;
}

interface NamespaceObject {
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly labels?: object; readonly annotations?: object };
  readonly spec?: { readonly policyTypes: string[]; readonly ingress?: Rule[]; readonly egress?: Rule[] };
}

function synthesizeNamespace(
  namespace: Partial<ComponentNamespace>,
  cluster: ClusterInfo = clusterWithPolicies,
): readonly NamespaceObject[] {
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
  for (const addObjects of Object.values(namespaceRelease(plan, cluster).objects)) addObjects(chart);
  return chart.toJson() as NamespaceObject[];
}

const findObject = (objects: readonly NamespaceObject[], name: string) =>
  objects.find(({ metadata }) => metadata.name === name);

const egressRules = (to: NetworkRule, cluster?: ClusterInfo) =>
  findObject(synthesizeNamespace({ networkRules: { 'echo-all': { egress: [to] } } }, cluster), 'echo-all')?.spec
    ?.egress;

const ingressRules = (from: NetworkRule, cluster?: ClusterInfo) =>
  findObject(synthesizeNamespace({ networkRules: { 'echo-all': { ingress: [from] } } }, cluster), 'echo-all')?.spec
    ?.ingress;

describe('a namespace of components', () => {
  test('enforces the Pod Security Standard that its components require', () => {
    expect(synthesizeNamespace({ podSecurity: 'baseline' })[0]?.metadata.labels).toMatchObject({
      'pod-security.kubernetes.io/enforce': 'baseline',
    });
  });

  test('denies connections between its pods if a component isolates its pods', () => {
    const spec = findObject(synthesizeNamespace({ isolatePods: true }), 'default-deny')?.spec;
    expect(spec?.policyTypes).toEqual(['Ingress', 'Egress']);
    expect(spec).not.toHaveProperty('ingress');
    expect(JSON.stringify(spec?.egress)).not.toContain('"podSelector":{}');
  });

  test('has a label for each capability that it provides', () => {
    expect(synthesizeNamespace({ capabilities: ['metrics'] })[0]?.metadata.labels).toMatchObject({
      'plinth.dev/provides-metrics': 'true',
    });
  });

  test('is retained when its release is removed', () => {
    expect(synthesizeNamespace({})[0]?.metadata.annotations).toEqual({ 'helm.sh/resource-policy': 'keep' });
  });

  test('denies all ingress and egress except DNS and its own pods', () => {
    expect(findObject(synthesizeNamespace({}), 'default-deny')?.spec).toEqual({
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
            {
              namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'kube-system' } },
              podSelector: { matchLabels: { 'k8s-app': 'node-local-dns' } },
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

  test('has no NetworkPolicy on a cluster that enforces none', () => {
    expect(
      synthesizeNamespace({ networkRules: { 'echo-all': { egress: [{ peer: 'outside-cluster' }] } } }, clusterInfo()),
    ).toHaveLength(1);
  });
});

describe('a network rule of a component', () => {
  test('selects the pods that provide its capability on this cluster', () => {
    const cluster = clusterInfo({
      capabilities: { 'network-policy': {}, ingress: { namespace: 'traefik', podLabels: { app: 'traefik' } } },
    });
    expect(ingressRules({ peer: { capability: 'ingress' }, ports: [8080] }, cluster)).toEqual([
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

  test('is omitted if nothing provides its capability', () => {
    expect(ingressRules({ peer: { capability: 'metrics' }, ports: [9402] })).toBeUndefined();
  });

  test('allows the API servers by address if the control planes are known', () => {
    const cluster = clusterInfo({ controlPlaneAddresses: ['10.0.0.11'], capabilities: { 'network-policy': {} } });
    expect(egressRules({ peer: 'api-server' }, cluster)).toEqual([
      { to: [{ ipBlock: { cidr: '10.0.0.11/32' } }], ports: [{ port: 6443, protocol: 'TCP' }] },
      { to: [{ ipBlock: { cidr: '10.96.0.1/32' } }], ports: [{ port: 443, protocol: 'TCP' }] },
    ]);
  });

  test('with the peer world allows no pods, Services and instance metadata services', () => {
    expect(egressRules({ peer: 'outside-cluster', ports: [443] })).toEqual([
      {
        to: [
          {
            ipBlock: { cidr: '0.0.0.0/0', except: ['10.244.0.0/16', '10.96.0.0/16', ...unreachableRanges('0.0.0.0')] },
          },
        ],
        ports: [{ port: 443, protocol: 'TCP' }],
      },
    ]);
  });

  test('with the peer components allows no pods of tenants', () => {
    const tenant = { key: 'plinth.dev/tenant', operator: 'DoesNotExist' };
    expect(egressRules({ peer: 'components' })).toEqual([
      { to: [{ namespaceSelector: { matchExpressions: [tenant] } }] },
    ]);
  });

  test('from the peer world also allows all pods, which Cilium does not select by address', () => {
    expect(ingressRules({ peer: 'outside-cluster', ports: [8443] })).toEqual([
      {
        from: [{ ipBlock: { cidr: '0.0.0.0/0' } }, { namespaceSelector: {} }],
        ports: [{ port: 8443, protocol: 'TCP' }],
      },
    ]);
  });

  test('allows the instance metadata service with the peer link-local only', () => {
    expect(egressRules({ peer: 'link-local', ports: [80] })).toEqual([
      { to: [{ ipBlock: { cidr: '169.254.0.0/16' } }], ports: [{ port: 80, protocol: 'TCP' }] },
    ]);
    const ipv6Cluster = clusterInfo({
      podCidr: 'fd00:1::/48',
      serviceCidr: 'fd00:2::/112',
      capabilities: { 'network-policy': {} },
    });
    expect(JSON.stringify(egressRules({ peer: 'outside-cluster' }, ipv6Cluster))).toContain('fd00:ec2::254/128');
  });

  test('from the API server allows any address, since a tunnel gives nodes addresses of the pod network', () => {
    expect(ingressRules({ peer: 'api-server', ports: [9443] })).toMatchObject([
      {
        from: [
          { ipBlock: { cidr: '0.0.0.0/0' } },
          { podSelector: { matchLabels: { app: 'konnectivity-agent' } } },
          { podSelector: { matchLabels: { 'k8s-app': 'konnectivity-agent' } } },
        ],
        ports: [{ port: 9443, protocol: 'TCP' }],
      },
    ]);
  });

  test('has IPv6 addresses on a cluster with IPv6 pods', () => {
    const cluster = clusterInfo({
      podCidr: 'fd00:1::/48',
      serviceCidr: 'fd00:2::/112',
      controlPlaneAddresses: ['fd00:3::1'],
      capabilities: { 'network-policy': {} },
    });
    expect(egressRules({ peer: 'api-server' }, cluster)).toMatchObject([
      { to: [{ ipBlock: { cidr: 'fd00:3::1/128' } }] },
      { to: [{ ipBlock: { cidr: 'fd00:2::1/128' } }] },
    ]);
    expect(egressRules({ peer: 'outside-cluster' }, cluster)).toMatchObject([{ to: [{ ipBlock: { cidr: '::/0' } }] }]);
  });
});
