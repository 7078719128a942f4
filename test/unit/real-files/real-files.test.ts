import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { existing } from '../../../constructs/clusters';
import { kinds } from '../../../constructs/kinds';
import { tenantRelease } from '../../../constructs/tenants';
import { language } from '../../../src/language';
import { formatProblem } from '../../../src/schema/problem';
import { synthesizeObjects } from '../../support/rendered';
import { chartValueFiles } from './chart-values';
import { inventoryFiles } from './inventories';
import { kubernetesExampleFiles } from './kubernetes-examples';
import { microserviceFiles } from './microservices';
import { naisFiles } from './nais';
import { podinfoFiles } from './podinfo';
import { differences, type Difference, type RealFile } from './real-file';
import { readWorkloadFacts } from './workload-facts';

const tenantFiles = [...naisFiles, ...podinfoFiles, ...microserviceFiles, ...kubernetesExampleFiles];
const platformFiles = [...inventoryFiles, ...chartValueFiles];

const builtIn = language(kinds);
const platform = { name: 'acme', domain: 'acme.example', environments: ['prod'] };

/** An existing cluster that provides what the applications of the files use. */
const cluster = existing({
  environment: 'prod',
  kubeconfig: '~/.kube/config',
  nodeCidrs: ['172.30.0.0/24'],
  provides: {
    network: {},
    'network-policy': {},
    'network-policy-hosts': { api: 'cilium' },
    dns: {},
    storage: {},
    ingress: { api: 'traefik', namespace: 'ingress' },
    certificates: { namespace: 'cert-manager' },
    metrics: { namespace: 'monitoring' },
    'resource-metrics': {},
    'custom-metrics': {},
    secrets: { namespace: 'external-secrets', stores: ['default'] },
  },
});

function definitionOf({ tenants }: RealFile) {
  const granted = Object.fromEntries(
    Object.entries(tenants).map(([name, tenant]) => [
      name,
      { domains: ['acme.example', 'nais.io', 'other.domain', 'foo.bar'], ...tenant },
    ]),
  );
  return { ...platform, clusters: { cluster }, tenants: granted };
}

describe.each(tenantFiles.map((file) => [file.source, file] as const))('%s', (_, file) => {
  const plan = builtIn.plan(definitionOf(file));
  const [planned] = plan.clusters;
  if (!planned) throw new Error('no cluster');

  test('is described without errors, and without warnings that are not listed', () => {
    const { warnings = [] } = file;
    const unexpected = plan.warnings.filter(({ message }) => !warnings.some((part) => message.includes(part)));
    expect(unexpected.map(formatProblem)).toEqual([]);
    for (const part of warnings) expect(plan.warnings.some(({ message }) => message.includes(part))).toBe(true);
  });

  test('has the facts and figures of the file in its output', () => {
    const releases = new Map(
      planned.tenants.map((tenant) => [tenant.name, tenantRelease(tenant, planned.clusterInfo)]),
    );
    for (const [path, facts] of Object.entries(file.facts)) {
      const [tenant = '', workload = ''] = path.split('/');
      const addObjects = releases.get(tenant)?.objects[`${workload}.yaml`];
      if (!addObjects) throw new Error(`no workload ${path}`);
      expect({ [path]: readWorkloadFacts(workload, synthesizeObjects(addObjects)) }).toMatchObject({ [path]: facts });
    }
  });
});

describe.each(platformFiles.map((file) => [file.source, file] as const))('%s', (_, file) => {
  test('is described without errors, with the facts and figures of the file', () => {
    const dc1 = { kind: 'on-prem', environment: 'prod', ...file.cluster };
    const definition = { ...platform, clusters: { dc1 }, tenants: {} };
    const [plan] = builtIn.plan(definition).clusters;
    if (!plan) throw new Error('no cluster');
    expect(file.read(plan)).toMatchObject(file.facts as object);
  });
});

test('docs/real-files.md lists every file and every difference', () => {
  const text = readFileSync(join(__dirname, '../../../docs/real-files.md'), 'utf8');
  const used = new Set<Difference>([...tenantFiles, ...platformFiles].flatMap((file) => file.differences ?? []));
  expect([...used].sort()).toEqual(Object.keys(differences).sort());
  const rows = [
    ...[...tenantFiles, ...platformFiles].map(({ source }) => `| ${source} |`),
    ...Object.values(differences).map((difference) => `- ${difference}`),
  ];
  expect(rows.filter((row) => !text.includes(row))).toEqual([]);
});
