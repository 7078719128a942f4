import { Application, Job } from '../../../../constructs/applications';
import {
  createNetworkPolicy,
  dnsEgressRule,
  externalIpBlock,
  namespacePeer,
  providerPeers,
} from '../../../../constructs/kubernetes/network-policies';
import { TenantNamespace } from '../../../../constructs/tenants';
import { clusterInfo, type ClusterInfo } from '../../../../src/kinds/cluster-info';
import type { NetworkRules } from '../../../../src/kinds/network-rules';
import { planApplication, planJob } from '../../../../src/planning/workload';
import { unreachableRanges } from '../../../../src/schema/reserved-ranges';
import { getObject, synthesizeObjects } from '../../../support/rendered';

const image = 'registry.acme.example/shop/web:2.0.0';

const ipv6Ranges = { podCidr: 'fd00:1::/48', serviceCidr: 'fd00:2::/112' };

/** A cluster whose infrastructure provides the ingress without naming its namespace. */
function clusterWithExternalIngress(cluster: Partial<ClusterInfo>): ClusterInfo {
  return clusterInfo({
    capabilities: { ingress: {}, certificates: { api: 'acme-http01' } },
    infrastructureCapabilities: ['ingress'],
    ...cluster,
  });
}

describe('an ingress that the infrastructure provides without a namespace', () => {
  const outsideIpv4 = { ipBlock: { cidr: '0.0.0.0/0', except: ['10.244.0.0/16'] } };
  const outsideIpv6 = { ipBlock: { cidr: '::/0', except: ['fd00:1::/48'] } };

  describe.each([
    ['IPv4', clusterWithExternalIngress({}), outsideIpv4],
    ['IPv6', clusterWithExternalIngress(ipv6Ranges), outsideIpv6],
  ])('on an %s cluster', (_, cluster, outside) => {
    it('reaches an application from outside of the pod network', () => {
      const objects = synthesizeObjects((chart) => {
        const plan = planApplication('shop', 'web', { image, ingress: 'shop.acme.example', port: 3000 });
        new Application(chart, 'web', { plan, cluster });
      });
      expect(getObject(objects, 'NetworkPolicy').spec?.ingress).toEqual([
        { from: [outside], ports: [{ port: 3000, protocol: 'TCP' }] },
      ]);
    });

    it('reaches the solver pods of ACME challenges from outside of the pod network', () => {
      const objects = synthesizeObjects((chart) => {
        new TenantNamespace(chart, 'shop', { tenant: 'shop', cluster });
      });
      expect(getObject(objects, 'NetworkPolicy', 'allow-certificates').spec?.ingress).toEqual([
        { from: [outside], ports: [{ port: 8089, protocol: 'TCP' }] },
      ]);
    });

    it('reaches a component from outside of the pod network', () => {
      const objects = synthesizeObjects((chart) => {
        const rules = { ingress: [{ peer: { capability: 'ingress' }, ports: [8080] }] };
        createNetworkPolicy(chart, { name: 'echo', namespace: 'echo' }, rules, cluster);
      });
      expect(getObject(objects, 'NetworkPolicy').spec?.ingress).toEqual([
        { from: [outside], ports: [{ port: 8080, protocol: 'TCP' }] },
      ]);
    });
  });
});

describe('a provider of a capability', () => {
  const traefik = { namespace: 'traefik', podLabels: { app: 'traefik' } };

  it('that is a component is selected by its label, whichever component it is', () => {
    const cluster = clusterInfo({ capabilities: { ingress: traefik } });
    expect(providerPeers('ingress', cluster)).toEqual([
      { namespaceSelector: { matchLabels: { 'plinth.dev/provides-ingress': 'true' } } },
    ]);
  });

  it('that is part of the infrastructure is selected by its namespace and pod labels', () => {
    const cluster = clusterInfo({ capabilities: { ingress: traefik }, infrastructureCapabilities: ['ingress'] });
    expect(providerPeers('ingress', cluster)).toEqual([
      {
        namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'traefik' } },
        podSelector: { matchLabels: { app: 'traefik' } },
      },
    ]);
  });
});

describe('a range outside of an IPv6 cluster', () => {
  const cluster = clusterInfo(ipv6Ranges);
  const metadataRanges = [
    ...['fe80::/10', 'fd00:ec2::254/128', 'fd20:ce::254/128', 'fd00:42::42/128'],
    ...['::/96', '64:ff9b:1::/48', '2002::/16', '2001::/32'],
    ...['64:ff9b::a9fe:0/112', '64:ff9b::a83f:8110/128', '64:ff9b::6464:64c8/128', '64:ff9b::c000:c0/128'],
  ];

  it('excludes the pods, the Services and the instance metadata services', () => {
    expect(externalIpBlock('::/0', cluster, ['10.1.0.11'])).toEqual({
      cidr: '::/0',
      except: ['fd00:1::/48', 'fd00:2::/112', ...metadataRanges, '64:ff9b::a01:b/128'],
    });
    expect(externalIpBlock('2001:db8::/32', cluster)).toEqual({ cidr: '2001:db8::/32' });
    expect(externalIpBlock('fe80::/10', cluster)).toEqual({ cidr: 'fe80::/10' });
  });

  it('excludes no range of the other address family, which the API server would refuse', () => {
    expect(externalIpBlock('0.0.0.0/0', cluster)).toEqual({ cidr: '0.0.0.0/0', except: unreachableRanges('0.0.0.0') });
  });

  it('is what an application and a job that call ::/0 may reach', () => {
    const egressTargets = [{ cidr: '::/0', ports: [443] }];
    const objects = synthesizeObjects((chart) => {
      new Application(chart, 'web', { plan: planApplication('shop', 'web', { image }, { egressTargets }), cluster });
      new Job(chart, 'report', { plan: planJob('shop', 'report', { image }, { egressTargets }), cluster });
    });
    for (const name of ['web', 'report'])
      expect((getObject(objects, 'NetworkPolicy', name).spec?.egress as unknown[])[1]).toEqual({
        to: [{ ipBlock: { cidr: '::/0', except: ['fd00:1::/48', 'fd00:2::/112', ...metadataRanges] } }],
        ports: [{ port: 443, protocol: 'TCP' }],
      });
  });
});

describe('the network policies of components on managed clusters', () => {
  const metadata = { name: 'rules', namespace: 'monitoring' };
  const createPolicies = (rules: NetworkRules, cluster: Partial<ClusterInfo>) =>
    synthesizeObjects((chart) => {
      createNetworkPolicy(chart, metadata, rules, clusterInfo(cluster));
    });
  const kubelets: NetworkRules = {
    podLabels: { app: 'metrics-server' },
    egress: [{ peer: 'nodes', ports: [10250] }],
  };
  const webhook: NetworkRules = { ingress: [{ peer: 'api-server', ports: [9443] }] };

  it('admit nodes with addresses of the range of pods, as on EKS', () => {
    const network = [{ range: '10.0.0.0/16', owner: 'the network' }] as const;
    const objects = createPolicies(kubelets, { podCidr: '10.0.0.0/17', networkRanges: network });
    const [{ to = [] } = {}] = getObject(objects, 'NetworkPolicy').spec?.egress as { to?: unknown[] }[];
    expect(to).toContainEqual({ ipBlock: { cidr: '10.0.0.0/17' } });
    expect(JSON.stringify(createPolicies(kubelets, {}))).not.toContain('"cidr":"10.244.0.0/16"');
  });

  it('admit calls of webhooks through the agents of konnectivity, unless the control planes are known', () => {
    const sources = (cluster: Partial<ClusterInfo>) =>
      (getObject(createPolicies(webhook, cluster), 'NetworkPolicy').spec?.ingress as { from: unknown[] }[])[0]?.from;
    const agents = (label: string) => ({
      namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'kube-system' } },
      podSelector: { matchLabels: { [label]: 'konnectivity-agent' } },
    });
    expect(sources({})).toEqual([{ ipBlock: { cidr: '0.0.0.0/0' } }, agents('app'), agents('k8s-app')]);
    expect(sources({ controlPlaneAddresses: ['10.0.0.11'] })).toEqual([{ ipBlock: { cidr: '0.0.0.0/0' } }]);
  });

  it('admit nodes by a policy of Cilium where the cloud configures Cilium, whose address blocks select no node', () => {
    const cluster = { capabilities: { 'network-policy': { api: 'cilium' } } };
    expect(getObject(createPolicies(kubelets, cluster), 'CiliumClusterwideNetworkPolicy')).toMatchObject({
      metadata: { name: 'monitoring.rules' },
      spec: {
        endpointSelector: { matchLabels: { 'k8s:io.kubernetes.pod.namespace': 'monitoring', app: 'metrics-server' } },
        egress: [{ toEntities: ['host', 'remote-node'], toPorts: [{ ports: [{ port: '10250', protocol: 'TCP' }] }] }],
      },
    });
    const { spec } = getObject(createPolicies(webhook, cluster), 'CiliumClusterwideNetworkPolicy');
    expect(spec).toMatchObject({ ingress: [{ fromEntities: ['host', 'remote-node'] }] });
    expect(spec).not.toHaveProperty('egress');
  });

  it('need no policy of Cilium for pods and addresses', () => {
    const rules: NetworkRules = { egress: [{ peer: 'api-server' }, { peer: 'pods' }, { peer: 'outside-cluster' }] };
    const objects = createPolicies(rules, { capabilities: { 'network-policy': { api: 'cilium' } } });
    expect(objects.map(({ kind }) => kind)).toEqual(['NetworkPolicy']);
  });

  it('allow DNS queries to the pods of a cache to which the network redirects them, as on GKE', () => {
    expect(dnsEgressRule(clusterInfo()).to).toEqual([
      namespacePeer('kube-system', { 'k8s-app': 'kube-dns' }),
      namespacePeer('kube-system', { 'k8s-app': 'node-local-dns' }),
    ]);
  });
});
