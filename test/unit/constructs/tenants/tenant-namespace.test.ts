import { restrictionAnnotation, restrictionNames } from '../../../../constructs/tenants/admission/restrictions';
import { TenantNamespace, type TenantNamespaceProps } from '../../../../constructs/tenants';
import { clusterInfo } from '../../../../src/kinds/cluster-info';
import { getObject, synthesizeObjects } from '../../../support/rendered';

const synthesizeNamespace = (props: Partial<TenantNamespaceProps> = {}) =>
  synthesizeObjects((chart) => {
    new TenantNamespace(chart, 'shop', { tenant: 'shop', members: [{ group: 'shop-devs', role: 'edit' }], ...props });
  });

test('a namespace enforces the Pod Security Standard restricted of its Kubernetes version', () => {
  const { metadata } = getObject(synthesizeNamespace({ cluster: clusterInfo({ kubernetes: '1.34' }) }), 'Namespace');
  expect(metadata.labels).toMatchObject({
    'plinth.dev/tenant': 'shop',
    'pod-security.kubernetes.io/enforce': 'restricted',
    'pod-security.kubernetes.io/enforce-version': 'v1.34',
    'pod-security.kubernetes.io/audit': 'restricted',
    'pod-security.kubernetes.io/warn': 'restricted',
  });
});

test('Helm and Argo CD retain the namespace of a removed tenant', () => {
  expect(getObject(synthesizeNamespace(), 'Namespace').metadata.annotations).toMatchObject({
    'helm.sh/resource-policy': 'keep',
    'argocd.argoproj.io/sync-options': 'Prune=false,Delete=false',
  });
});

test('a namespace carries restrictions, since admission policies deny everything in a namespace without them', () => {
  const annotations = getObject(synthesizeNamespace(), 'Namespace').metadata.annotations ?? {};
  expect(Object.keys(annotations)).toEqual(expect.arrayContaining(restrictionNames.map(restrictionAnnotation)));
});

test('a namespace denies all ingress and egress except the cluster DNS', () => {
  const objects = synthesizeNamespace();
  expect(getObject(objects, 'NetworkPolicy', 'default-deny').spec).toEqual({
    podSelector: {},
    policyTypes: ['Ingress', 'Egress'],
  });
  const dns = getObject(objects, 'NetworkPolicy', 'allow-dns');
  expect(dns.spec).toMatchObject({ podSelector: {}, policyTypes: ['Egress'] });
  expect(dns.spec?.egress).toEqual([
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
        { protocol: 'UDP', port: 53 },
        { protocol: 'TCP', port: 53 },
      ],
    },
  ]);
});

test('owners may edit the namespace, and viewers may view it', () => {
  const bindings = synthesizeNamespace({
    members: [
      { group: 'shop-devs', role: 'edit' },
      { group: 'auditors', role: 'view' },
    ],
  }).filter(({ kind }) => kind.includes('Binding'));
  expect(bindings.map(({ kind, roleRef, subjects }) => [kind, roleRef, subjects])).toEqual([
    [
      'RoleBinding',
      { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'edit' },
      [{ apiGroup: 'rbac.authorization.k8s.io', kind: 'Group', name: 'shop-devs' }],
    ],
    [
      'RoleBinding',
      { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'view' },
      [{ apiGroup: 'rbac.authorization.k8s.io', kind: 'Group', name: 'auditors' }],
    ],
  ]);
});

/** What a quota limits by default. */
const defaultLimits = {
  'requests.ephemeral-storage': '500Gi',
  'limits.ephemeral-storage': '500Gi',
  ...Object.fromEntries(
    [
      ...['cronjobs.batch', 'daemonsets.apps', 'deployments.apps', 'horizontalpodautoscalers.autoscaling'],
      ...['ingresses.networking.k8s.io', 'jobs.batch', 'leases.coordination.k8s.io'],
      ...['poddisruptionbudgets.policy', 'serviceaccounts', 'statefulsets.apps'],
    ].map((resource) => [`count/${resource}`, '500']),
  ),
  'count/replicasets.apps': '5500',
  pods: '500',
  services: '200',
  'services.loadbalancers': '0',
  'services.nodeports': '0',
  configmaps: '500',
  secrets: '500',
  persistentvolumeclaims: '100',
};

test('a quota limits the total of requests, and of memory limits', () => {
  const quota = { cpu: 20, memoryGiB: 64, storageGiB: 100, ephemeralStorageGiB: 50, pods: 50, secrets: 20 };
  expect(getObject(synthesizeNamespace({ quota }), 'ResourceQuota').spec).toEqual({
    hard: {
      ...defaultLimits,
      'requests.cpu': '20',
      'requests.memory': '64Gi',
      'limits.memory': '64Gi',
      'requests.storage': '100Gi',
      'requests.ephemeral-storage': '50Gi',
      'limits.ephemeral-storage': '50Gi',
      pods: '50',
      secrets: '20',
    },
  });
});

test('a tenant without quota has limits of object counts and of ephemeral storage', () => {
  expect(getObject(synthesizeNamespace(), 'ResourceQuota').spec).toEqual({ hard: defaultLimits });
});

test('the Service with which cert-manager solves an HTTP-01 challenge may have a node port', () => {
  const cluster = clusterInfo({ capabilities: { certificates: { api: 'acme-http01' } } });
  const { hard } = getObject(synthesizeNamespace({ cluster }), 'ResourceQuota').spec as { hard: object };
  expect(hard).not.toHaveProperty('services.nodeports');
});
