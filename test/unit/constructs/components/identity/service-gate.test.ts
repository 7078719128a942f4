import type { Deployment } from 'kubernetes-types/apps/v1';
import type { NetworkPolicy } from 'kubernetes-types/networking/v1';
import { serviceGate } from '../../../../../constructs/components';
import { kinds } from '../../../../../constructs/kinds';
import { tenantRelease } from '../../../../../constructs/tenants';
import type { ClusterPlan } from '../../../../../src/kinds/cluster-plan';
import { language } from '../../../../../src/language';
import { getObject, synthesizeObjects, type RenderedObject } from '../../../../support/rendered';

const image = 'registry.acme.example/some:1';
const plan = language(kinds).plan({
  name: 'acme',
  domain: 'acme.example',
  environments: ['prod'],
  clusters: {
    a: {
      ...{ kind: 'existing', environment: 'prod', kubeconfig: 'a.yaml', components: [serviceGate()] },
      provides: { network: {}, 'network-policy': {}, dns: {} },
    },
  },
  tenants: {
    shop: {
      ...{ clusters: ['a'], owners: 'shop' },
      applications: { web: { image, calls: [{ to: 'bank/ledger', as: 'service' }] }, other: { image } },
    },
    bank: {
      ...{ clusters: ['a'], owners: 'bank' },
      applications: { ledger: { image, port: 3000, allows: [{ from: 'shop/web', as: 'service' }] } },
    },
  },
}).clusters[0] as ClusterPlan;

function renderTenant(name: string): readonly RenderedObject[] {
  const tenant = plan.tenants.find((candidate) => candidate.name === name);
  if (!tenant) throw new Error(`no tenant ${name}`);
  return Object.values(tenantRelease(tenant, plan.clusterInfo).objects).flatMap((add) => synthesizeObjects(add));
}

const [shop, bank] = [renderTenant('shop'), renderTenant('bank')];
const policy = (objects: readonly RenderedObject[], name: string) =>
  getObject(objects, 'NetworkPolicy', name) as unknown as NetworkPolicy;
const podOf = (objects: readonly RenderedObject[], name: string) =>
  (getObject(objects, 'Deployment', name) as unknown as Deployment).spec?.template.spec;

test('the caller gets a token for the called application only, which expires after ten minutes', () => {
  const pod = podOf(shop, 'web');
  expect(pod?.volumes).toContainEqual({
    name: 'service-tokens',
    projected: {
      sources: [
        {
          serviceAccountToken: {
            audience: 'plinth.dev/acme/a/bank/ledger',
            expirationSeconds: 600,
            path: 'bank/ledger',
          },
        },
      ],
    },
  });
  expect(pod?.automountServiceAccountToken).toBe(false);
  const env = Object.fromEntries((pod?.containers[0]?.env ?? []).map(({ name, value }) => [name, value]));
  expect(env.SERVICE_BANK_LEDGER_TOKEN_FILE).toBe('/var/run/secrets/plinth.dev/services/bank/ledger');
  expect(env.SERVICE_BANK_LEDGER_URL).toMatch(/^http:\/\/bank-ledger-[0-9a-f]+\.service-gate\.svc\.cluster\.local$/);
  expect(JSON.stringify(podOf(shop, 'other'))).not.toContain('service-tokens');
});

test('network policies let the caller reach the gate, and the gate the application: nothing else', () => {
  const labels = { 'app.kubernetes.io/name': 'service-gate' };
  const peer = {
    namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'service-gate' } },
    podSelector: { matchLabels: expect.objectContaining(labels) as object },
  };
  expect(policy(bank, 'ledger').spec?.ingress).toEqual([
    expect.objectContaining({ from: [peer], ports: [{ port: 3000, protocol: 'TCP' }] }),
  ]);
  const [, toGate, ...others] = policy(shop, 'web').spec?.egress ?? [];
  expect(toGate).toMatchObject({ to: [peer], ports: [{ port: 8080, protocol: 'TCP' }] });
  expect(others).toEqual([]);
  expect(plan.namespaces.find(({ name }) => name === 'service-gate')?.isolatePods).toBe(true);
});

test('the gate is in the namespace of the platform, and admits the ServiceAccounts of callers', () => {
  const gate = bank.find(({ kind, metadata }) => kind === 'Deployment' && metadata.namespace === 'service-gate');
  const pod = (gate as unknown as Deployment).spec?.template.spec;
  const env = Object.fromEntries((pod?.containers[0]?.env ?? []).map(({ name, value }) => [name, value]));
  expect(env).toMatchObject({
    AUDIENCE: 'plinth.dev/acme/a/bank/ledger',
    CALLERS: '{"system:serviceaccount:shop:web":"shop/web"}',
    UPSTREAM: 'http://ledger.bank.svc.cluster.local:80',
  });
  const release = plan.releases.find(({ name }) => name === 'service-gate');
  const objects = synthesizeObjects((chart) => {
    if (release && 'objects' in release) release.objects['objects.yaml']?.(chart);
  });
  expect(getObject(objects, 'ClusterRole').rules).toEqual([
    { apiGroups: ['authentication.k8s.io'], resources: ['tokenreviews'], verbs: ['create'] },
  ]);
});
