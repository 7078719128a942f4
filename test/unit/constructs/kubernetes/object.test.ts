import type { NetworkPolicy } from 'kubernetes-types/networking/v1';
import { addObject } from '../../../../constructs/kubernetes/object';
import { synthesizeObjects } from '../../../support/rendered';

const spec = {
  podSelector: {},
  policyTypes: ['Ingress', 'Egress'],
  ingress: [],
  egress: [{ to: [{ podSelector: {} }] }],
};

const policy = { apiVersion: 'networking.k8s.io/v1', kind: 'NetworkPolicy', metadata: { name: 'web' }, spec } as const;

test('an object has no empty lists, which would differ at every apply, and keeps empty selectors, which select everything', () => {
  const [object] = synthesizeObjects((chart) => addObject<NetworkPolicy>(chart, 'policy', policy));
  expect(object?.spec).toEqual({
    podSelector: {},
    policyTypes: ['Ingress', 'Egress'],
    egress: [{ to: [{ podSelector: {} }] }],
  });
});

test('an object keeps empty lists on request, as the owners of a tenant wrote it', () => {
  const [object] = synthesizeObjects((chart) => addObject(chart, 'policy', policy, { keepEmptyLists: true }));
  expect(object?.spec).toEqual(spec);
});
