import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseAllDocuments } from 'yaml';
import { readRecipeFiles, recipeNames, runRecipe, writeRecipe } from '../../support/recipes';

const root = join(__dirname, '../../..');

test('docs/library.md links to every recipe', () => {
  const library = readFileSync(join(root, 'docs/library.md'), 'utf8');
  expect(recipeNames.filter((recipe) => !library.includes(`(recipes/${recipe}.md)`))).toEqual([]);
});

/** Runs a recipe with a chart, and lists its objects as `kind/name`. */
function listObjects(recipe: string): readonly string[] {
  const text = readFileSync(join(runRecipe(recipe), 'dist/shop.k8s.yaml'), 'utf8');
  const objects = parseAllDocuments(text).map(
    (document) => document.toJS() as { kind: string; metadata: { name: string } },
  );
  return objects.map(({ kind, metadata }) => `${kind}/${metadata.name}`);
}

test('the recipe of a tenant writes the database and the log-in gate that its applications use', () => {
  expect(listObjects('tenant')).toEqual(
    expect.arrayContaining([
      'Namespace/shop',
      'Deployment/web',
      'CronJob/report',
      'Cluster/postgresql',
      'Database/postgresql-db-api',
      'ExternalSecret/api-database',
      expect.stringMatching(/^Deployment\/login-shop-web-/),
      expect.stringMatching(/^Ingress\/login-shop-web-/),
    ]),
  );
}, 60_000);

test('the recipe of an application writes the objects of the namespace and of each workload', () => {
  expect(listObjects('application')).toEqual(
    expect.arrayContaining([
      'Namespace/shop',
      'ResourceQuota/quota',
      'RoleBinding/tenant-edit',
      'Deployment/api',
      'HorizontalPodAutoscaler/api',
      'NetworkPolicy/api',
      'Deployment/web',
      'Ingress/web',
      'CronJob/report',
    ]),
  );
}, 60_000);

test('the recipe of a chart writes its values and network policies, and lists its images, also in YAML', () => {
  const folder = writeRecipe('chart');
  const [, yaml = ''] = /```yaml\n([^]*?)```/.exec(readFileSync(join(root, 'docs/recipes/chart.md'), 'utf8')) ?? [];
  writeFileSync(join(folder, 'platform.yaml'), yaml);
  for (const definition of ['platform.ts', 'platform.yaml']) {
    const args = [
      '--import',
      'tsx',
      join(root, 'src/cli/plinth.ts'),
      'synth',
      definition,
      '--out',
      `${definition}.out`,
    ];
    const { status, stderr } = spawnSync(process.execPath, args, {
      cwd: folder,
      encoding: 'utf8',
      env: { ...process.env, TSX_TSCONFIG_PATH: join(root, 'tsconfig.json') },
    });
    expect({ status, stderr }).toMatchObject({ status: 0 });
    const read = (file: string) => readFileSync(join(folder, `${definition}.out/dist/dev1`, file), 'utf8');
    expect(read('images.txt')).toContain('ghcr.io/stefanprodan/podinfo:6.7.1');
    expect(read('components/podinfo/values.yaml')).toContain('replicaCount: 3');
    expect(read('components/namespace-podinfo/objects.yaml')).toContain('port: 9898');
  }
}, 60_000);

test('the recipe of a component writes a stack with namespaces, CRDs and charts in their order', () => {
  const folder = join(runRecipe('component'), 'cdktf.out/stacks/ingress');
  const stack = JSON.parse(readFileSync(join(folder, 'cdk.tf.json'), 'utf8')) as {
    readonly resource: { readonly helm_release: Readonly<Record<string, { chart: string; depends_on?: string[] }>> };
  };
  const releases = stack.resource.helm_release;
  expect(Object.keys(releases).sort()).toEqual(
    expect.arrayContaining(['cert-manager', 'namespace-cert-manager', 'namespace-traefik', 'traefik', 'traefik-crds']),
  );
  expect(releases.traefik?.depends_on).toEqual(['helm_release.namespace-traefik', 'helm_release.traefik-crds']);
  expect(releases['cert-manager']?.depends_on).toContain('helm_release.traefik');
  expect(readFileSync(join(folder, 'charts/namespace-traefik/objects/objects.yaml'), 'utf8')).toContain(
    'kind: Namespace',
  );
}, 60_000);

test('the recipe of a cluster writes a stack with its hosts and their scripts', () => {
  const folder = join(runRecipe('cluster'), 'cdktf.out/stacks/dc1');
  const stack = JSON.parse(readFileSync(join(folder, 'cdk.tf.json'), 'utf8')) as {
    readonly resource: { readonly terraform_data: Readonly<Record<string, unknown>> };
  };
  expect(Object.keys(stack.resource.terraform_data)).toEqual(
    expect.arrayContaining([expect.stringMatching(/^dc1_control-plane_/), expect.stringMatching(/^dc1_worker_/)]),
  );
  expect(readFileSync(join(folder, 'scripts/hosts.sh'), 'utf8')).toContain('10.0.0.21');
}, 60_000);

test('the recipe of tests and policies passes its own tests', () => {
  expect(readRecipeFiles('testing').map(({ name }) => name)).toEqual([
    'policies.ts',
    'platform.ts',
    'platform.test.ts',
  ]);
  // node:test ends with an exit code that runRecipe turns into an error.
  runRecipe('testing');
}, 60_000);
