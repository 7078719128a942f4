import { App, Testing } from 'cdktf';
import { z } from 'zod';
import { TerraformData } from '../../../constructs/terraform/terraform-data';
import { clusterKind } from '../../../src/kinds/cluster-kind';
import { componentKind } from '../../../src/kinds/component-kind';
import type { TerraformRelease } from '../../../src/kinds/release';
import { language } from '../../../src/language';
import { formatProblem } from '../../../src/schema/problem';
import { DataStack, InfrastructureStack, ReleaseStack } from '../../../stacks';

/** Returns a release with one `terraform_data`. */
const resource = (name: string, stack: TerraformRelease['stack'], after: readonly string[] = []): TerraformRelease => ({
  name,
  stack,
  after,
  add: (scope) => new TerraformData(scope, 'data', { input: name }),
});

/** Cluster of a cloud: each application gets an infrastructure release and, with `uses.vault`, a data release. */
const cloud = clusterKind({
  kind: 'cloud',
  summary: 'Managed cluster of the tests.',
  schema: z.strictObject({}),
  provides: () => ({
    network: {},
    'network-policy': {},
    dns: {},
    vault: {
      endpoint: { bindingKeys: [] },
      useSchema: z.strictObject({}),
      forWorkload: ({ name }, { uses }) => ({
        terraformReleases: [
          resource(`${name}-role`, 'infrastructure'),
          ...uses.flatMap(() => [
            resource(`${name}-vault`, 'data'),
            { ...resource(`${name}-permission`, 'data'), holdsNoData: true as const },
          ]),
        ],
      }),
    },
  }),
  connection: (_, name) => ({
    type: 'exec',
    command: 'cloud',
    args: ['token', name],
    kubeconfigCommand: ['cloud', 'kubeconfig', name],
    addLookup: (scope) => {
      new TerraformData(scope, 'Lookup');
      return { host: 'https://${name}', clusterCaCertificate: 'pem' };
    },
  }),
  addProviders: (scope) => {
    new TerraformData(scope, 'Provider');
  },
});

const bucket = componentKind({
  kind: 'bucket',
  summary: 'Component with resources outside the cluster.',
  schema: z.strictObject({ after: z.array(z.string()).default(['key']) }),
  releases: () => [],
  terraformReleases: ({ name, after }) => [
    resource(name, 'infrastructure', after),
    resource('key', 'infrastructure'),
    resource('archive', 'data'),
    resource('client-id', 'bootstrap'),
  ],
});

const cloudLanguage = language([cloud, bucket]);

function definition(applications: object, options: object = {}) {
  const cluster = { kind: 'cloud', environment: 'prod', components: [{ kind: 'bucket' }], ...options };
  return {
    name: 'acme',
    domain: 'acme.example',
    environments: ['prod'],
    clusters: { a: cluster, b: cluster },
    tenants: { shop: { clusters: ['a', 'b'], owners: 'shop-devs', applications } },
  };
}

const image = 'registry.acme.example/shop/web:1';
const withVault = { web: { image, uses: { vault: {} } } };

interface Stack {
  readonly resource?: { readonly terraform_data?: Readonly<Record<string, { readonly depends_on?: string[] }>> };
  readonly removed?: unknown;
  readonly provider?: unknown;
}

const render = (stack: Parameters<typeof Testing.synth>[0]): Stack => JSON.parse(Testing.synth(stack)) as Stack;
const app = () => new App({ stackTraces: false });

function renderDataStacks(current: object, previous?: object) {
  const { dataStacks } = cloudLanguage.plan(current, previous);
  return Object.fromEntries(dataStacks.map((stack) => [stack.name, render(new DataStack(app(), stack, cloud))]));
}

test('resources of components and workloads are in the infrastructure stack, in their order', () => {
  const [cluster] = cloudLanguage.plan(definition(withVault)).clusters;
  if (!cluster) throw new Error('no cluster');
  const resources = render(new InfrastructureStack(app(), cluster, cloud)).resource?.terraform_data ?? {};
  expect(Object.keys(resources).sort()).toEqual(['Provider', 'bucket_data', 'key_data', 'shop_web-role_data']);
  expect(resources.bucket_data?.depends_on).toEqual(['terraform_data.key_data']);
});

test('resources with values that only Terraform knows are in the bootstrap stack, next to releases of any name', () => {
  const [cluster] = cloudLanguage.plan(definition(withVault)).clusters;
  if (!cluster) throw new Error('no cluster');
  const [bootstrap, platform] = ['bootstrap', 'platform'].map(
    (part) => render(new ReleaseStack(app(), cluster, part, cloud)).resource?.terraform_data ?? {},
  );
  expect(Object.keys(bootstrap ?? {})).toContain('Added_client-id_data');
  expect(Object.keys(platform ?? {})).not.toContain('Added_client-id_data');
});

test('data stacks are one per tenant and environment, whatever the number of clusters', () => {
  const stacks = renderDataStacks(definition(withVault));
  expect(Object.keys(stacks)).toEqual(['prod-data', 'shop-prod-data']);
  expect(Object.keys(stacks['shop-prod-data']?.resource?.terraform_data ?? {})).toEqual([
    'Provider',
    'web-permission_data',
    'web-vault_data',
  ]);
});

describe('when an application no longer uses its data', () => {
  const withoutVault = { web: { image } };
  const other = { other: { image, uses: { vault: {} } } };

  test('Terraform forgets the resources and does not destroy them, unless they hold no data', () => {
    const stacks = renderDataStacks(definition({ ...withoutVault, ...other }), definition({ ...withVault, ...other }));
    expect(stacks['shop-prod-data']?.removed).toEqual([
      { from: 'terraform_data.web-vault_data', lifecycle: { destroy: false } },
    ]);
  });

  test('they are destroyed if the removal is allowed, and the changes name what happens', () => {
    const previous = definition({ ...withVault, ...other });
    const current = definition({ ...withoutVault, ...other });
    const allowRemoval = ['data.shop-prod-data.web-vault'];
    expect(renderDataStacks({ ...current, allowRemoval }, previous)['shop-prod-data']?.removed).toBeUndefined();
    const risk = (now: object) =>
      cloudLanguage.plan(now, previous).changes.find(({ path }) => path[0] === 'data')?.risk;
    expect(risk({ ...current, allowRemoval })).toMatch(/are destroyed/);
    expect(risk(current)).toMatch(/remain.*allowRemoval: \['data\.shop-prod-data\.web-vault'\]/);
    expect(cloudLanguage.check({ ...current, allowRemoval }, previous)).toEqual([]);
  });

  test('the last ones remain in the state of the stack, which is no longer part of the output', () => {
    const stacks = (allowRemoval: readonly string[]) =>
      Object.keys(renderDataStacks({ ...definition(withoutVault), allowRemoval }, definition(withVault)));
    expect(stacks([])).toEqual(['prod-data']);
    expect(stacks(['data.shop-prod-data.web-vault'])).toEqual(['prod-data', 'shop-prod-data']);
  });
});

test('the removal of a cluster keeps its data', () => {
  const previous = definition(withVault);
  const clusters = { a: { ...previous.clusters.a, state: 'removed' }, b: previous.clusters.b };
  const tenants = { shop: { ...previous.tenants.shop, clusters: ['b'] } };
  const { dataStacks } = cloudLanguage.plan({ ...previous, clusters, tenants }, previous);
  expect(dataStacks.map(({ name, abandonedReleases }) => [name, abandonedReleases])).toEqual([
    ['prod-data', []],
    ['shop-prod-data', []],
  ]);
});

test('an order that does not exist, or is a cycle, is an error', () => {
  const check = (after: readonly string[]) =>
    cloudLanguage.check(definition({}, { components: [{ kind: 'bucket', after }] })).map(formatProblem);
  expect(check(['keys'])[0]).toMatch(/components is "keys": Terraform release 'bucket' comes after it/);
  expect(check(['archive'])[0]).toMatch(/its stack has no such Terraform release/);
  expect(check(['bucket'])[0]).toMatch(/comes after itself/);
});

test('two tenants or environments whose data stacks have the same name are an error', () => {
  const tenant = { clusters: ['x'], owners: 'developers' };
  const tenants = { a: tenant, 'a-b': tenant };
  const clusters = { x: { kind: 'cloud', environment: 'c' } };
  const platform = { ...definition({}), environments: ['c', 'b-c'], clusters, tenants };
  expect(cloudLanguage.check(platform).map(formatProblem)).toContainEqual(expect.stringContaining('a-b-c-data'));
});

test('the stacks of a managed cluster look up its API server, and a program issues the credentials', () => {
  const [cluster] = cloudLanguage.plan(definition({})).clusters;
  if (!cluster) throw new Error('no cluster');
  const { provider, resource: resources } = render(new ReleaseStack(app(), cluster, 'platform', cloud));
  const exec = { api_version: 'client.authentication.k8s.io/v1', command: 'cloud', args: ['token', 'a'] };
  expect(provider).toEqual({
    kubernetes: [{ host: 'https://${name}', cluster_ca_certificate: 'pem', exec: [exec] }],
    helm: [
      {
        kubernetes: {
          host: 'https://${name}',
          cluster_ca_certificate: 'pem',
          exec,
        },
      },
    ],
  });
  expect(Object.keys(resources?.terraform_data ?? {}).sort()).toEqual(['Lookup', 'Provider']);
});
