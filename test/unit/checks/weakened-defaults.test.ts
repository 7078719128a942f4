import { loki, openBao, ory, prometheus, tempo, traefik } from '../../../constructs/components';
import { onPrem } from '../../../constructs/clusters';
import { checkOnPremOptions } from '../../../constructs/clusters/on-prem/validation';
import { clusterInfo } from '../../../src/kinds/cluster-info';
import { formatProblem, type Problem } from '../../../src/schema/problem';
import { listTenantProblems } from '../../support/tenant-definitions';

const image = 'registry.acme.example/shop/web:1';
const capabilities = { 'log-collection': {}, secrets: {} };

function listTenantWarnings(tenant: object): readonly Problem[] {
  return listTenantProblems({ shop: { clusters: ['dev1'], owners: 'devs', ...tenant } });
}

function patched(spec: object) {
  return { applications: { web: { image, patch: { Deployment: { spec: { template: { spec } } } } } } };
}

function listClusterWarnings(options: object): readonly Problem[] {
  const hosts = { ssh: { user: 'ops' }, controlPlanes: { cp1: '10.0.0.11' }, workers: { w1: '10.0.0.21' } };
  return checkOnPremOptions(onPrem.schema.parse({ ...hosts, ...options }), clusterInfo());
}

interface Validated {
  readonly validate?: (options: never, cluster: never) => readonly Problem[];
  readonly schema: { readonly parse: (options: object) => object };
}

function listComponentWarnings(kind: Validated, options: object): readonly Problem[] {
  const parsed = kind.schema.parse(options);
  return kind.validate?.({ name: 'component', ...parsed } as never, clusterInfo({ capabilities }) as never) ?? [];
}

const s3 = { name: 'logs', endpoint: 's3.acme.example', secret: 's3', insecure: true };

/** Every option that makes the platform less secure than by default, with what reports it. */
const weakenings: readonly (readonly [path: string, problems: () => readonly Problem[]])[] = [
  ['namespaces.shop.podSecurity', () => listTenantWarnings({ namespaces: { shop: { podSecurity: 'privileged' } } })],
  ['priorityClasses[0]', () => listTenantWarnings({ priorityClasses: ['system-cluster-critical'] })],
  ['hostEgress', () => listTenantWarnings({ hostEgress: true })],
  ['nodes.labels', () => listTenantWarnings({ nodes: { labels: { 'node-role.kubernetes.io/control-plane': '' } } })],
  ['ingressAnnotations[0]', () => listTenantWarnings({ ingressAnnotations: ['nginx.org/server-snippets'] })],
  ['securityContext.runAsUser', () => listTenantWarnings(patched({ securityContext: { runAsUser: 5 } }))],
  ['serviceAccountName', () => listTenantWarnings(patched({ serviceAccountName: 'other' }))],
  ['encryptionKey', () => listClusterWarnings({ encryptionKey: false })],
  ['auditPolicy', () => listClusterWarnings({ auditPolicy: false })],
  ['controlPlaneMetrics', () => listClusterWarnings({ controlPlaneMetrics: true })],
  ['workloadsOnControlPlanes', () => listClusterWarnings({ workloadsOnControlPlanes: true })],
  ['trustedProxies[0]', () => listComponentWarnings(traefik, { trustedProxies: ['0.0.0.0/0'] })],
  ['kratos.registration', () => listComponentWarnings(ory, { kratos: { registration: true } })],
  ['s3.insecure', () => listComponentWarnings(loki, { s3 })],
  ['s3.insecure', () => listComponentWarnings(tempo, { s3 })],
  ['seal', () => listComponentWarnings(openBao, {})],
  ['scrapeLimits.samples', () => listComponentWarnings(prometheus, { scrapeLimits: { samples: 0 } })],
];

test.each(weakenings)('%s is a warning where it weakens the default', (path, listProblems) => {
  const warnings = listProblems().filter(({ severity }) => severity === 'warning');
  expect(warnings.map(formatProblem)).toContainEqual(expect.stringContaining(path));
});

test('a single host runs workloads on its control plane without a warning', () => {
  expect(listClusterWarnings({ workers: {}, workloadsOnControlPlanes: true })).toEqual([]);
});
