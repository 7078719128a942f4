import { Chart, Testing } from 'cdk8s';
import type { NetworkPolicy } from 'kubernetes-types/networking/v1';
import { addObject } from '../../../../constructs/kubernetes/object';

test('leaves out empty lists, which would change at every apply, and keeps empty selectors, which mean everything', () => {
  const chart = new Chart(Testing.app(), 'chart');
  addObject<NetworkPolicy>(chart, 'policy', {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata: { name: 'web' },
    spec: { podSelector: {}, policyTypes: ['Ingress', 'Egress'], ingress: [], egress: [{ to: [{ podSelector: {} }] }] },
  });
  const [policy] = Testing.synth(chart) as [NetworkPolicy];
  expect(policy.spec).toEqual({
    podSelector: {},
    policyTypes: ['Ingress', 'Egress'],
    egress: [{ to: [{ podSelector: {} }] }],
  });
});
