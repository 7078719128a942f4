import fc from 'fast-check';
import { diffJson } from '../../../stacks/json-patch';
import { applyPatch, type Operation } from 'fast-json-patch';
import { parse } from 'yaml';
import { cluster, validPlatform, checkDefinition } from '../../support/problems';
import { additionalTenant, platforms } from '../../support/platforms';
import { indexByIdentity, buildKustomization, parseObjects } from '../../support/kustomize-build';
import { synthesize, type Files } from '../../support/output-files';

jest.setTimeout(60_000);

const image = 'registry.test.example/web:1';
const components = [{ kind: 'gate' }];

/** A platform with one tenant in dev, test and prod. */
function renderDefinition(applications: object, tenantOptions: object = {}): object {
  const clusters = Object.fromEntries(
    ['dev', 'test', 'prod'].map((environment) => [environment, { kind: 'rented', environment, components }]),
  );
  return {
    ...validPlatform,
    manifests: 'kustomize',
    environments: ['dev', 'test', 'prod'],
    clusters,
    tenants: { shop: { clusters: ['dev', 'test', 'prod'], owners: 'o', applications, ...tenantOptions } },
  };
}

interface Patch {
  readonly target?: { readonly kind: string; readonly name: string };
  readonly patch: string;
}

function parseOverlay(files: Files, environment: string): { resources: string[]; patches?: Patch[] } {
  return parse(files[`dist/${environment}/tenants/shop/kustomization.yaml`] ?? '') as never;
}

/** Returns the folders of tenants on clusters. */
function listTenantFolders(files: Files): readonly string[] {
  const folders = Object.keys(files).flatMap((path) => /^(dist\/[^/]+\/tenants\/[^/]+)\//.exec(path)?.[1] ?? []);
  return [...new Set(folders)].filter((folder) => !folder.startsWith('dist/base/'));
}

function expectEqualObjects(plain: Files, kustomize: Files): void {
  expect(listTenantFolders(kustomize)).toEqual(listTenantFolders(plain));
  for (const folder of listTenantFolders(plain)) {
    const objects = Object.keys(plain)
      .filter((path) => path.startsWith(`${folder}/`))
      .flatMap((path) => parseObjects(plain, path));
    expect(indexByIdentity(buildKustomization(kustomize, folder))).toEqual(indexByIdentity(objects));
  }
}

describe('manifests as kustomize bases and overlays', () => {
  it('build the plain objects, for any valid platform with any differences between its environments', () => {
    const differences = fc.record(
      { replicas: fc.integer({ min: 0, max: 3 }), image: fc.constantFrom(image, 'registry.test.example/web:2') },
      { requiredKeys: [] },
    );
    const env = fc.dictionary(fc.constantFrom('A', 'B', 'a_C'), fc.constantFrom('x', 'yes', '0', '{{ .V }}', 'a\nb'));
    fc.assert(
      fc.property(
        platforms(),
        fc.array(fc.tuple(differences, env), { minLength: 6, maxLength: 6 }),
        (platform, choices) => {
          let choiceIndex = 0;
          const tenants = Object.fromEntries(
            Object.entries(platform.tenants).map(([name, tenant]) => [
              name,
              {
                ...tenant,
                applications: Object.fromEntries(
                  Object.entries(tenant.applications ?? {}).map(([application, options]) => [
                    application,
                    {
                      ...options,
                      perEnvironment: Object.fromEntries(
                        platform.environments.map((environment) => {
                          const [options, variables] = choices[choiceIndex++ % choices.length] ?? [];
                          return [environment, { ...options, env: variables }];
                        }),
                      ),
                    },
                  ]),
                ),
              },
            ]),
          );
          const definition = { ...platform, tenants };
          expectEqualObjects(synthesize(definition), synthesize({ ...definition, manifests: 'kustomize' }));
        },
      ),
      { numRuns: 4 },
    );
  });

  it('have common objects in the base, and only differences in the overlays', () => {
    const files = synthesize(renderDefinition({ web: { image, perEnvironment: { dev: { env: { DEBUG: '1' } } } } }));
    expect(parseOverlay(files, 'prod')).toEqual({
      apiVersion: 'kustomize.config.k8s.io/v1beta1',
      kind: 'Kustomization',
      resources: ['../../../base/tenants/shop'],
    });
    const { patches = [] } = parseOverlay(files, 'dev');
    expect(patches.map(({ target }) => target)).toEqual([
      { group: 'apps', version: 'v1', kind: 'Deployment', name: 'web', namespace: 'shop' },
    ]);
    expect(patches[0]?.patch).toContain('DEBUG');
    expect(files['dist/base/tenants/shop/web.yaml']).not.toContain('DEBUG');
  });

  it('delete and add objects in the overlay of an environment', () => {
    const files = synthesize(
      renderDefinition({
        web: { image, perEnvironment: { dev: { replicas: 1 } } },
        tool: { image, clusters: ['test'] },
      }),
    );
    const deletions = (parseOverlay(files, 'dev').patches ?? [])
      .filter(({ target }) => !target)
      .map(({ patch }) => patch);
    expect(deletions).toHaveLength(2);
    expect(deletions.join()).toMatch(/\$patch: delete[^]*HorizontalPodAutoscaler[^]*PodDisruptionBudget/);
    expect(parseOverlay(files, 'test').resources).toEqual(['../../../base/tenants/shop', 'tool.yaml']);
    expect(files).not.toHaveProperty(['dist/base/tenants/shop/tool.yaml']);
    expect(parseOverlay(files, 'prod').resources).toEqual(['../../../base/tenants/shop']);
  });

  it('change only in the overlay of the environment whose options change', () => {
    const web = (perEnvironment: object) => ({ web: { image, perEnvironment } });
    const before = synthesize(renderDefinition(web({})));
    const after = synthesize(renderDefinition(web({ prod: { image: 'registry.test.example/web:2' } })));
    const changed = Object.keys(after).filter((path) => after[path] !== before[path] && path.startsWith('dist/'));
    expect(changed).toEqual(['dist/prod/images.txt', 'dist/prod/tenants/shop/kustomization.yaml']);
  });

  it('do not change when a tenant is added', () => {
    fc.assert(
      fc.property(platforms(), (generatedPlatform) => {
        const platform = { ...generatedPlatform, manifests: 'kustomize' };
        const { name, tenant } = additionalTenant(generatedPlatform);
        const before = synthesize(platform);
        const after = synthesize({ ...platform, tenants: { ...platform.tenants, [name]: tenant } });
        for (const path of Object.keys(before).filter((file) => /^dist\/[^/]+\/tenants\/[^/]+\//.test(file)))
          expect({ path, text: after[path] }).toEqual({ path, text: before[path] });
      }),
      { numRuns: 3 },
    );
  });

  it('do not change the charts that Terraform installs', () => {
    const chart = 'cdktf.out/stacks/dev-platform/charts/tenant-shop/';
    const chartFiles = (files: Files) => Object.entries(files).filter(([path]) => path.startsWith(chart));
    const definition = renderDefinition({ web: { image, perEnvironment: { dev: { replicas: 1 } } } });
    const plainChartFiles = chartFiles(synthesize({ ...definition, manifests: 'plain' }));
    expect(plainChartFiles.length).toBeGreaterThan(3);
    expect(chartFiles(synthesize(definition))).toEqual(plainChartFiles);
  });

  it('are marked in the order of apply, and their bases are not among the folders of tenants', () => {
    const files = synthesize(renderDefinition({ web: { image } }));
    const order = JSON.parse(files['dist/order.json'] ?? '') as {
      clusters: Record<string, { releases: { name: string; kustomize?: boolean; files?: string[] }[] }>;
    };
    const tenant = order.clusters.dev?.releases.find(({ name }) => name === 'tenant-shop');
    expect(tenant).toMatchObject({ kustomize: true, files: ['kustomization.yaml'], folder: 'dev/tenants/shop' });
    expect(listTenantFolders(files)).toEqual([
      'dist/dev/tenants/shop',
      'dist/prod/tenants/shop',
      'dist/test/tenants/shop',
    ]);
  });

  it('refuse names that collide with names of their files', () => {
    const platform = { ...validPlatform, manifests: 'kustomize', clusters: { base: validPlatform.clusters.a } };
    expect(checkDefinition(platform)).toEqual([
      'clusters.base: is reserved for dist/base, the folder of the kustomize bases; write another name',
    ]);
    expect(checkDefinition({ ...platform, manifests: 'plain' })).toEqual([]);
    expect(
      checkDefinition({
        ...validPlatform,
        ...cluster({}),
        tenants: {
          shop: { clusters: ['a'], owners: 'o', applications: { kustomization: { image }, 'default-deny': { image } } },
        },
      }),
    ).toEqual([
      expect.stringMatching(/^tenants\.shop\.applications\.kustomization: is reserved for kustomization/),
      expect.stringMatching(/^tenants\.shop\.applications\.default-deny: is reserved for a NetworkPolicy/),
    ]);
  });

  it('patch an object whose name has a dot, and no other', () => {
    const config = (name: string, data: object) => ({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name }, data });
    const objects = [config('a.b', { here: 'one' }), config('a-b', { here: 'two' })];
    const plain = { ...renderDefinition({}, { objects }), manifests: 'plain' };
    expectEqualObjects(synthesize(plain), synthesize({ ...plain, manifests: 'kustomize' }));
  });
});

describe('the difference between two values', () => {
  it('turns the first value into the second, applied by a public library', () => {
    fc.assert(
      fc.property(fc.object({ maxDepth: 4 }), fc.object({ maxDepth: 4 }), (first, second) => {
        const [before, after] = [first, second].map((value) => JSON.parse(JSON.stringify(value)) as object);
        const operations = diffJson(before, after) as Operation[];
        expect(applyPatch(before, operations, true, false).newDocument).toEqual(after);
      }),
    );
  });

  it('is minimal, and replaces lists of another length as a whole', () => {
    const before = { 'a/b~c': 1, list: [{ x: 1, y: 2 }], long: [1, 2, 3] };
    const after = { 'a/b~c': 2, list: [{ x: 1, y: 3 }], long: [2, 3] };
    expect(diffJson(before, after)).toEqual([
      { op: 'replace', path: '/a~1b~0c', value: 2 },
      { op: 'replace', path: '/list/0/y', value: 3 },
      { op: 'replace', path: '/long', value: [2, 3] },
    ]);
    expect(diffJson(before, before)).toEqual([]);
  });
});
