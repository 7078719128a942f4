import { parseAllDocuments } from 'yaml';
import { cluster, validPlatform } from '../../support/problems';
import { readStack, synthesize, type Files } from '../../support/output-files';

const image = 'registry.test.example/app:1';
const tenants = { shop: { clusters: ['a'], owners: 'o', applications: { web: { image } } } };
const components = [{ kind: 'watch' }, { kind: 'gate' }, { kind: 'disk' }, { kind: 'courier' }];
const byTerraform = { ...validPlatform, ...cluster({ components }), tenants };
const delivered = { kind: 'rented', environment: 'dev', components, delivery: 'argo-cd' };
const byArgoCd = { ...validPlatform, ...cluster(delivered), tenants };

function documents(files: Files, path: string): readonly Readonly<Record<string, never>>[] {
  return parseAllDocuments(files[path] ?? '').map((document) => document.toJS() as Readonly<Record<string, never>>);
}

describe('releases that Terraform carries', () => {
  const files = synthesize(byTerraform);
  const releases = readStack(files, 'a-platform').resource?.helm_release ?? {};

  it('make namespaces first, then CRDs, then what needs them', () => {
    expect(releases.watch?.depends_on).toEqual(
      expect.arrayContaining(['helm_release.namespace-watch', 'helm_release.watch-crds', 'helm_release.disk']),
    );
    expect(releases['namespace-watch']?.depends_on).toEqual([]);
    expect(releases['watch-rules']?.depends_on).toContain('helm_release.watch');
    for (const release of Object.values(releases)) expect(release.create_namespace).toBe(false);
  });

  it('leave CRDs to a release of their own, read from the pinned chart', () => {
    expect(releases.watch?.skip_crds).toBe(true);
    expect(releases.gate?.skip_crds).toBeUndefined();
    expect(readStack(files, 'a-platform').data?.helm_template?.['watch-crds']).toMatchObject({
      chart: 'watch',
      version: '1.2.3',
      include_crds: true,
    });
  });

  it("hand to Helm literally what looks like a template of Terraform's", () => {
    expect(JSON.stringify(releases.gate?.values)).toContain('from $${ENV} and %%{if}');
    expect(files['dist/a/components/gate/values.yaml']).toContain('from ${ENV} and %{if}');
  });

  it('bring objects as they are, in a chart whose version is their digest', () => {
    const chart = 'cdktf.out/stacks/a-platform/charts/watch-rules';
    expect(files[`${chart}/objects/rules.yaml`]).toBe(files['dist/a/components/watch-rules/rules.yaml']);
    expect(files[`${chart}/objects/rules.yaml`]).toContain('{{ $labels.pod }} of ${cluster}');
    expect(files[`${chart}/Chart.yaml`]).toMatch(/version: 0\.0\.0-d[0-9a-f]{12}\n/);
    expect(releases['watch-rules']).toMatchObject({ chart: './charts/watch-rules' });
  });

  it('let tenants wait for the platform at one gate, and the platform for no tenant', () => {
    const afterGate = { depends_on: ['terraform_data.platform-ready'], wait: false };
    expect(releases['rules-shop']).toMatchObject(afterGate);
    expect(releases['tenant-shop']?.depends_on).toContain('terraform_data.platform-ready');
    const gate = readStack(files, 'a-platform').resource?.terraform_data?.['platform-ready'];
    expect(gate?.depends_on).toEqual(expect.arrayContaining(['helm_release.watch', 'helm_release.gate']));
    expect(gate?.depends_on).not.toContain('helm_release.tenant-shop');
  });

  it('bring what a tenant is refused before all else of it, so that what a change allows is not refused', () => {
    expect(releases['tenant-shop']?.depends_on).toContain('helm_release.rules-shop');
    const charts = 'cdktf.out/stacks/a-platform/charts';
    const carried = Object.keys(files).filter((path) => path.endsWith('/01-admission.yaml') && path.startsWith(charts));
    expect(carried).toEqual([`${charts}/rules-shop/objects/01-admission.yaml`]);
    expect(Object.keys(files)).not.toContain(`${charts}/rules-shop/objects/web.yaml`);
  });

  it('bootstrap what delivers, so that a hand-over does not move it', () => {
    expect(Object.keys(readStack(files, 'a-bootstrap').resource?.helm_release ?? {})).toContain('courier');
    expect(releases).not.toHaveProperty('courier');
  });

  it('configure the provider from the access of the cluster, never from a resource', () => {
    expect(readStack(files, 'a-platform').provider).toEqual({
      helm: [{ kubernetes: { config_context: 'a', config_path: '~/.kube/a' } }],
    });
  });
});

describe('releases that Argo CD carries', () => {
  const files = synthesize(byArgoCd);
  const application = (name: string) => documents(files, `dist/a/components/${name}/application.yaml`)[0];

  it('are Applications of the pinned chart with the values of their folder', () => {
    expect(application('gate')).toMatchObject({
      kind: 'Application',
      spec: {
        sources: [
          {
            repoURL: 'https://charts.test.example',
            chart: 'gate',
            targetRevision: '1.2.3',
            helm: { valueFiles: ['$values/dist/a/components/gate/values.yaml'] },
          },
          { repoURL: 'https://git.test.example/platform.git', ref: 'values' },
        ],
      },
    });
  });

  it('come in waves, after what they need', () => {
    const wave = (name: string) =>
      Number(
        (application(name)?.metadata as unknown as { annotations: Record<string, string> }).annotations[
          'argocd.argoproj.io/sync-wave'
        ],
      );
    expect(wave('namespace-watch')).toBeLessThan(wave('watch'));
    expect(wave('disk')).toBeLessThan(wave('watch'));
    expect(wave('watch')).toBeLessThan(wave('watch-rules'));
  });

  it('find tenants by their folders, so that no list names them', () => {
    const kinds = documents(files, 'dist/a/components/argo-cd-applications/objects.yaml').map(({ kind }) => kind);
    expect(kinds).toEqual(['AppProject', 'Application', 'ApplicationSet']);
    expect(files['dist/a/components/argo-cd-applications/objects.yaml']).toContain('path: dist/a/tenants/*');
    expect(files).not.toHaveProperty(['dist/a/tenants/shop/application.yaml']);
  });

  it('are taken away with a tenant only in the change that asked for it, on its clusters alone', () => {
    const both = (now: object) => ({ ...byArgoCd, clusters: { a: delivered, b: delivered }, ...now });
    const without = both({ tenants: {}, allowRemoval: ['tenants.shop'] });
    const policy = (made: Files, of: string) =>
      /applicationsSync: (\S+)/.exec(made[`dist/${of}/components/argo-cd-applications/objects.yaml`] ?? '')?.[1];
    expect(policy(files, 'a')).toBe('create-update');
    const removing = synthesize(without, both({}));
    expect([policy(removing, 'a'), policy(removing, 'b')]).toEqual(['sync', 'create-update']);
    expect(policy(synthesize(without, without), 'a')).toBe('create-update');
    expect(() => synthesize(both({ tenants: {} }), both({}))).toThrow(/tenants\.shop: was removed from the definition/);
  });

  it("are no business of Terraform's, which has no platform stack", () => {
    expect(files).not.toHaveProperty(['cdktf.out/stacks/a-platform/cdk.tf.json']);
    expect(Object.keys(readStack(files, 'a-bootstrap').resource?.helm_release ?? {}).sort()).toEqual([
      'argo-cd-applications',
      'courier',
      'namespace-argocd',
    ]);
  });
});

describe('a hand-over', () => {
  it('from Terraform to Argo CD lets the state forget what stays on the cluster', () => {
    const { removed, resource } = readStack(synthesize(byArgoCd, byTerraform), 'a-platform');
    expect(resource?.helm_release).toBeUndefined();
    expect(removed).toContainEqual({ from: 'helm_release.gate', lifecycle: { destroy: false } });
    for (const name of ['rules-shop', 'tenant-shop'])
      expect(removed).toContainEqual({ from: `helm_release.${name}`, lifecycle: { destroy: false } });
    expect(JSON.stringify(removed)).not.toContain('helm_release.courier');
  });

  it('from Argo CD to Terraform takes over what is there', () => {
    const releases = readStack(synthesize(byTerraform, byArgoCd), 'a-platform').resource?.helm_release ?? {};
    expect(releases.gate?.take_ownership).toBe(true);
    expect(
      readStack(synthesize(byTerraform), 'a-platform').resource?.helm_release?.gate?.take_ownership,
    ).toBeUndefined();
  });
});

describe('the state of a stack', () => {
  const stateIn = (state: object) =>
    readStack(synthesize({ ...validPlatform, state }), 'a-bootstrap').terraform.backend;

  it.each([
    ['local', {}, { path: '../../../state/a-bootstrap.tfstate' }],
    [
      's3',
      { bucket: 'b', region: 'r' },
      { bucket: 'b', key: 'acme/a-bootstrap.tfstate', region: 'r', encrypt: true, use_lockfile: true },
    ],
    ['gcs', { bucket: 'b' }, { bucket: 'b', prefix: 'acme/a-bootstrap' }],
    [
      'azurerm',
      { resourceGroup: 'g', storageAccount: 's', container: 'c' },
      { resource_group_name: 'g', storage_account_name: 's', container_name: 'c', key: 'acme/a-bootstrap.tfstate' },
    ],
    ['pg', {}, { schema_name: 'acme-a-bootstrap' }],
    [
      'kubernetes',
      { kubeconfig: 'k' },
      { secret_suffix: 'acme-a-bootstrap', namespace: 'terraform', config_path: '../../../k' },
    ],
    [
      'http',
      { url: 'https://state.example' },
      {
        address: 'https://state.example/acme/a-bootstrap',
        lock_address: 'https://state.example/acme/a-bootstrap/lock',
        unlock_address: 'https://state.example/acme/a-bootstrap/lock',
      },
    ],
  ])('is kept by %s under names only', (backend, options, attributes) => {
    expect(stateIn({ backend, ...options })).toEqual({ [backend]: attributes });
  });
});

test.each([
  ['Terraform', {}],
  ['Argo CD', { delivery: 'argo-cd' }],
])(
  'charts that %s takes from a mirror come from nowhere else, and the list for copying names both places',
  (_, more) => {
    const mirror = 'oci://mirror.test.example/charts';
    const { ['dist/a/images.txt']: list = '', ...files } = synthesize({
      ...validPlatform,
      ...cluster({ components, chartMirror: mirror, ...more }),
    });
    const published = 'https://charts.test.example';
    expect(list).toContain(`chart ${published}/gate:1.2.3 ${mirror}/gate:1.2.3\n`);
    expect(Object.entries(files).flatMap(([file, text]) => (text.includes(published) ? [file] : []))).toEqual([]);
    expect(JSON.stringify(files)).toContain(mirror);
  },
);
