import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse, stringify } from 'yaml';
import { runPlinth } from '../../support/cli';
import { withTempFolder } from '../../support/output-files';
import { listBlocks, pages } from './code-blocks';

type Data = Readonly<Record<string, unknown>>;

/** Part of a product that other options of its tenant depend on. */
interface Product {
  readonly namespaces: readonly string[];
}

/** Definition into which fragments of one are merged: clusters and tenants with the names in the pages. */
const platform = {
  name: 'acme',
  domain: 'acme.example',
  environments: ['dev', 'test', 'prod'],
  clusters: Object.fromEntries(
    Object.entries({ dev: 'dev', dc1: 'dev', test: 'test', prod: 'prod' }).map(([name, environment]) => [
      name,
      {
        kind: 'existing',
        environment,
        kubeconfig: 'kubeconfig',
        context: name,
        // Products require Argo CD.
        provides: { network: {}, 'network-policy': {}, dns: {}, delivery: { api: 'argo-cd', namespace: 'argo-cd' } },
      },
    ]),
  ),
};
const customer = { clusters: ['dev', 'test', 'prod'], owners: 'customer-a-developers' };
const shop = { clusters: ['dev'], owners: 'shop-developers' };

/** Options of a cluster of which a page shows nothing else. */
const clusterOptions = ['connections'];

/** Pages whose files other tests write and synthesize. */
const pagesWithFiles = ['docs/kinds.md', 'docs/recipes/chart.md'];

const blocks = pages
  .filter((page) => !pagesWithFiles.includes(page))
  .flatMap((page) =>
    listBlocks(page)
      // Others are objects of Kubernetes.
      .filter(({ language, text }) => language === 'yaml' && !text.startsWith('apiVersion:'))
      .map(({ text }, index) => [`${page} (${index + 1})`, text] as const),
  );

/** Completes a block to a definition: a block may be one, a part of one, of a cluster, or of a tenant. */
function complete(block: Data): Data {
  if ('name' in block) return block;
  if ('applications' in block || 'products' in block) {
    const { products = {} } = block as { readonly products?: Readonly<Record<string, Product>> };
    const namespaces = Object.fromEntries(
      Object.values(products).flatMap((product) => product.namespaces.map((name) => [name, {}])),
    );
    const tenant = { ...customer, ...('products' in block ? { namespaces } : {}), ...block };
    return { ...platform, tenants: { 'customer-a': tenant } };
  }
  const [key = ''] = Object.keys(block);
  if (clusterOptions.includes(key)) return mergeObjects(platform, { clusters: { dc1: block } });
  return mergeObjects({ ...platform, tenants: 'tenants' in block ? {} : { shop } }, addOwners(block));
}

/** Adds what tenants of a block need, of which the page shows another option. */
function addOwners(block: Data): Data {
  const { tenants } = block as { readonly tenants?: Readonly<Record<string, Data>> };
  if (!tenants) return block;
  return {
    ...block,
    tenants: Object.fromEntries(Object.entries(tenants).map(([name, tenant]) => [name, { ...shop, ...tenant }])),
  };
}

function mergeObjects(base: Data, additions: Data): Data {
  const merged = Object.entries(additions).map(([key, value]) => {
    const earlier = base[key];
    return [key, isObject(earlier) && isObject(value) ? mergeObjects(earlier, value) : value];
  });
  return { ...base, ...Object.fromEntries(merged) } as Data;
}

function isObject(value: unknown): value is Data {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

test.each(blocks)('plinth check accepts the YAML in %s', async (_, text) => {
  await withTempFolder(async (folder) => {
    mkdirSync(join(folder, 'tenants'));
    writeFileSync(join(folder, 'platform.yaml'), stringify(complete(parse(text, { merge: true }) as Data)));
    const { status, stderr } = await runPlinth(['check'], folder);
    expect({ status, stderr: status === 0 ? '' : stderr }).toEqual({ status: 0, stderr: '' });
  });
});

test('the pages have blocks in YAML', () => {
  expect(blocks.length).toBeGreaterThan(8);
});
