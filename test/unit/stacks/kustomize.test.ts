import fc from 'fast-check';
import { diffJson } from '../../../stacks/json-patch';
import { applyPatch, type Operation } from 'fast-json-patch';
import { parse } from 'yaml';
import { cluster, validPlatform, checkDefinition } from '../../support/problems';
import { additionalTenant, platforms } from '../../support/platforms';
import { byIdentity, kustomized, objectsIn } from '../../support/kustomize-build';
import { synthesize, type Files } from '../../support/output-files';

jest.setTimeout(60_000);

const image = 'registry.test.example/web:1';
const served = { components: [{ kind: 'gate' }] };

/** One tenant in dev, test and prod. */
function shop(applications: object, more: object = {}): object {
  const kinds = Object.fromEntries(
    ['dev', 'test', 'prod'].map((environment) => [environment, { kind: 'rented', environment, ...served }]),
  );
  return {
    ...validPlatform,
    manifests: 'kustomize',
    environments: ['dev', 'test', 'prod'],
    clusters: kinds,
    tenants: { shop: { clusters: ['dev', 'test', 'prod'], owners: 'o', applications, ...more } },
  };
}

interface Patch {
  readonly target?: { readonly kind: string; readonly name: string };
  readonly patch: string;
}

function overlay(files: Files, environment: string): { resources: string[]; patches?: Patch[] } {
  return parse(files[`dist/${environment}/tenants/shop/kustomization.yaml`] ?? '') as never;
}

/** Folders of tenants on clusters. */
function folders(files: Files): readonly string[] {
  const found = Object.keys(files).flatMap((path) => /^(dist\/[^/]+\/tenants\/[^/]+)\//.exec(path)?.[1] ?? []);
  return [...new Set(found)].filter((folder) => !folder.startsWith('dist/base/'));
}

function expectEqual(plain: Files, made: Files): void {
  expect(folders(made)).toEqual(folders(plain));
  for (const folder of folders(plain)) {
    const objects = Object.keys(plain)
      .filter((path) => path.startsWith(`${folder}/`))
      .flatMap((path) => objectsIn(plain, path));
    expect(byIdentity(kustomized(made, folder))).toEqual(byIdentity(objects));
  }
}

describe('manifests as kustomize bases and overlays', () => {
  it('are the plain objects, for any accepted platform, whatever differs between its environments', () => {
    const difference = fc.record(
      { replicas: fc.integer({ min: 0, max: 3 }), image: fc.constantFrom(image, 'registry.test.example/web:2') },
      { requiredKeys: [] },
    );
    const env = fc.dictionary(fc.constantFrom('A', 'B', 'a_C'), fc.constantFrom('x', 'yes', '0', '{{ .V }}', 'a\nb'));
    fc.assert(
      fc.property(platforms(), fc.array(fc.tuple(difference, env), { minLength: 6, maxLength: 6 }), (platform, all) => {
        let next = 0;
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
                        const [differs, variables] = all[next++ % all.length] ?? [];
                        return [environment, { ...differs, env: variables }];
                      }),
                    ),
                  },
                ]),
              ),
            },
          ]),
        );
        const described = { ...platform, tenants };
        expectEqual(synthesize(described), synthesize({ ...described, manifests: 'kustomize' }));
      }),
      { numRuns: 4 },
    );
  });

  it('have in the base what is said of all environments, and in an overlay only what differs there', () => {
    const files = synthesize(shop({ web: { image, perEnvironment: { dev: { env: { DEBUG: '1' } } } } }));
    expect(overlay(files, 'prod')).toEqual({
      apiVersion: 'kustomize.config.k8s.io/v1beta1',
      kind: 'Kustomization',
      resources: ['../../../base/tenants/shop'],
    });
    const { patches = [] } = overlay(files, 'dev');
    expect(patches.map(({ target }) => target)).toEqual([
      { group: 'apps', version: 'v1', kind: 'Deployment', name: 'web', namespace: 'shop' },
    ]);
    expect(patches[0]?.patch).toContain('DEBUG');
    expect(files['dist/base/tenants/shop/web.yaml']).not.toContain('DEBUG');
  });

  it('delete in an overlay what its environment has not, and bring what only it has', () => {
    const files = synthesize(
      shop({ web: { image, perEnvironment: { dev: { replicas: 1 } } }, tool: { image, clusters: ['test'] } }),
    );
    const deleted = (overlay(files, 'dev').patches ?? []).filter(({ target }) => !target).map(({ patch }) => patch);
    expect(deleted).toHaveLength(2);
    expect(deleted.join()).toMatch(/\$patch: delete[^]*HorizontalPodAutoscaler[^]*PodDisruptionBudget/);
    expect(overlay(files, 'test').resources).toEqual(['../../../base/tenants/shop', 'tool.yaml']);
    expect(files).not.toHaveProperty(['dist/base/tenants/shop/tool.yaml']);
    expect(overlay(files, 'prod').resources).toEqual(['../../../base/tenants/shop']);
  });

  it('change nothing but the overlay of the environment that something is changed for', () => {
    const web = (perEnvironment: object) => ({ web: { image, perEnvironment } });
    const before = synthesize(shop(web({})));
    const after = synthesize(shop(web({ prod: { image: 'registry.test.example/web:2' } })));
    const changed = Object.keys(after).filter((path) => after[path] !== before[path] && path.startsWith('dist/'));
    expect(changed).toEqual(['dist/prod/images.txt', 'dist/prod/tenants/shop/kustomization.yaml']);
  });

  it('change in no byte when a tenant is added', () => {
    fc.assert(
      fc.property(platforms(), (generated) => {
        const platform = { ...generated, manifests: 'kustomize' };
        const { name, tenant } = additionalTenant(generated);
        const before = synthesize(platform);
        const after = synthesize({ ...platform, tenants: { ...platform.tenants, [name]: tenant } });
        for (const path of Object.keys(before).filter((one) => /^dist\/[^/]+\/tenants\/[^/]+\//.test(one)))
          expect({ path, text: after[path] }).toEqual({ path, text: before[path] });
      }),
      { numRuns: 3 },
    );
  });

  it('leave what Terraform carries as it is', () => {
    const chart = 'cdktf.out/stacks/dev-platform/charts/tenant-shop/';
    const carried = (files: Files) => Object.entries(files).filter(([path]) => path.startsWith(chart));
    const described = shop({ web: { image, perEnvironment: { dev: { replicas: 1 } } } });
    const plain = carried(synthesize({ ...described, manifests: 'plain' }));
    expect(plain.length).toBeGreaterThan(3);
    expect(carried(synthesize(described))).toEqual(plain);
  });

  it('stand in the order of apply as what kustomize builds, and Argo CD finds no base among the tenants', () => {
    const files = synthesize(shop({ web: { image } }));
    const order = JSON.parse(files['dist/order.json'] ?? '') as {
      clusters: Record<string, { releases: { name: string; kustomize?: boolean; files?: string[] }[] }>;
    };
    const tenant = order.clusters.dev?.releases.find(({ name }) => name === 'tenant-shop');
    expect(tenant).toMatchObject({ kustomize: true, files: ['kustomization.yaml'], folder: 'dev/tenants/shop' });
    expect(folders(files)).toEqual(['dist/dev/tenants/shop', 'dist/prod/tenants/shop', 'dist/test/tenants/shop']);
  });

  it('refuse names that would meet theirs', () => {
    const base = { ...validPlatform, manifests: 'kustomize', clusters: { base: validPlatform.clusters.a } };
    expect(checkDefinition(base)).toEqual([
      'clusters.base: is reserved for dist/base, the folder of the kustomize bases; write another name',
    ]);
    expect(checkDefinition({ ...base, manifests: 'plain' })).toEqual([]);
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

  it('name an object whose name has a dot as that one alone', () => {
    const config = (name: string, data: object) => ({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name }, data });
    const objects = [config('a.b', { here: 'one' }), config('a-b', { here: 'two' })];
    const plain = { ...shop({}, { objects }), manifests: 'plain' };
    expectEqual(synthesize(plain), synthesize({ ...plain, manifests: 'kustomize' }));
  });
});

describe('a patch from one value to another', () => {
  it('makes the other of the one, as a public library applies it', () => {
    fc.assert(
      fc.property(fc.object({ maxDepth: 4 }), fc.object({ maxDepth: 4 }), (before, now) => {
        const [from, to] = [before, now].map((value) => JSON.parse(JSON.stringify(value)) as object);
        const operations = diffJson(from, to) as Operation[];
        expect(applyPatch(from, operations, true, false).newDocument).toEqual(to);
      }),
    );
  });

  it('says no more than what differs, and replaces lists that grow or shrink whole', () => {
    const before = { 'a/b~c': 1, list: [{ x: 1, y: 2 }], long: [1, 2, 3] };
    const now = { 'a/b~c': 2, list: [{ x: 1, y: 3 }], long: [2, 3] };
    expect(diffJson(before, now)).toEqual([
      { op: 'replace', path: '/a~1b~0c', value: 2 },
      { op: 'replace', path: '/list/0/y', value: 3 },
      { op: 'replace', path: '/long', value: [2, 3] },
    ]);
    expect(diffJson(before, before)).toEqual([]);
  });
});
