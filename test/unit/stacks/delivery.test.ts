import { parseAllDocuments } from 'yaml';
import { resolveSyncWaves } from '../../../stacks/argo-cd';
import type { DeliveryStep } from '../../../stacks/delivery-steps';
import { clusterKind } from '../../../src/kinds/cluster-kind';
import { language } from '../../../src/language';
import { rented, testing } from '../../support/kinds';
import { cluster, validPlatform } from '../../support/problems';
import { readStack, synthesize, type Files } from '../../support/output-files';

const image = 'registry.test.example/app:1';
const tenants = { shop: { clusters: ['a'], owners: 'o', applications: { web: { image } } } };
const components = [{ kind: 'watch' }, { kind: 'gate' }, { kind: 'disk' }, { kind: 'courier' }];
const terraformPlatform = { ...validPlatform, ...cluster({ components }), tenants };
const argoCdCluster = { kind: 'rented', environment: 'dev', components, delivery: 'argo-cd' };
const argoCdPlatform = { ...validPlatform, ...cluster(argoCdCluster), tenants };

function parseDocuments(files: Files, path: string): readonly Readonly<Record<string, never>>[] {
  return parseAllDocuments(files[path] ?? '').map((document) => document.toJS() as Readonly<Record<string, never>>);
}

describe('releases that Terraform delivers', () => {
  const files = synthesize(terraformPlatform);
  const releases = readStack(files, 'a-platform').resource?.helm_release ?? {};

  it('are installed after their namespaces, CRDs and other dependencies', () => {
    expect(releases.watch?.depends_on).toEqual(
      expect.arrayContaining(['helm_release.namespace-watch', 'helm_release.watch-crds', 'helm_release.disk']),
    );
    expect(releases['namespace-watch']?.depends_on).toEqual([]);
    expect(releases['watch-rules']?.depends_on).toContain('helm_release.watch');
    for (const release of Object.values(releases)) expect(release.create_namespace).toBe(false);
  });

  it('leave CRDs to a separate release, which reads them from the pinned chart', () => {
    expect(releases.watch?.skip_crds).toBe(true);
    expect(releases.gate?.skip_crds).toBeUndefined();
    expect(readStack(files, 'a-platform').data?.helm_template?.['watch-crds']).toMatchObject({
      chart: 'watch',
      version: '1.2.3',
      include_crds: true,
    });
  });

  it('escape template sequences of Terraform in chart values', () => {
    expect(JSON.stringify(releases.gate?.values)).toContain('from $${ENV} and %%{if}');
    expect(files['dist/a/components/gate/values.yaml']).toContain('from ${ENV} and %{if}');
  });

  it('install objects unchanged, in a chart whose version contains their digest', () => {
    const chart = 'cdktf.out/stacks/a-platform/charts/watch-rules';
    expect(files[`${chart}/objects/rules.yaml`]).toBe(files['dist/a/components/watch-rules/rules.yaml']);
    expect(files[`${chart}/objects/rules.yaml`]).toContain('{{ $labels.pod }} of ${cluster}');
    expect(files[`${chart}/Chart.yaml`]).toMatch(/version: 0\.0\.0-d[0-9a-f]{12}\n/);
    expect(releases['watch-rules']).toMatchObject({ chart: './charts/watch-rules' });
  });

  it('of tenants depend on one resource after the platform, which depends on no tenant', () => {
    const afterPlatform = { depends_on: ['terraform_data.platform-ready'], wait: false };
    expect(releases['tenant-shop']).toMatchObject(afterPlatform);
    const platformReady = readStack(files, 'a-platform').resource?.terraform_data?.['platform-ready'];
    expect(platformReady?.depends_on).toEqual(expect.arrayContaining(['helm_release.watch', 'helm_release.gate']));
    expect(platformReady?.depends_on).not.toContain('helm_release.tenant-shop');
  });

  it('are checked by Helm where they contain objects that the plan does not know', () => {
    expect(releases['tenant-shop']).toMatchObject({ disable_openapi_validation: true });
    const topic = { apiVersion: 'kafka.test.example/v1', kind: 'Topic', metadata: { name: 'orders' } };
    const shop = { ...tenants.shop, kinds: ['kafka.test.example/Topic'], objects: [topic] };
    const stack = readStack(synthesize({ ...terraformPlatform, tenants: { shop } }), 'a-platform');
    expect(stack.resource?.helm_release?.['tenant-shop']).not.toHaveProperty('disable_openapi_validation');
    expect(releases.watch).not.toHaveProperty('disable_openapi_validation');
  });

  it('install the admission policies of all tenants with the bootstrap, before any tenant', () => {
    expect(Object.keys(readStack(files, 'a-bootstrap').resource?.helm_release ?? {})).toContain('admission-policies');
    expect(releases).not.toHaveProperty('admission-policies');
  });

  it('include the delivery component in the bootstrap, so that a migration does not move it', () => {
    expect(Object.keys(readStack(files, 'a-bootstrap').resource?.helm_release ?? {})).toContain('courier');
    expect(releases).not.toHaveProperty('courier');
  });

  it('use providers that are configured with the kubeconfig, never from a resource', () => {
    const connection = { config_context: 'a', config_path: '~/.kube/a' };
    for (const stack of ['a-bootstrap', 'a-platform'])
      expect(readStack(files, stack).provider).toEqual({
        helm: [{ kubernetes: connection }],
        kubernetes: [connection],
      });
  });
});

describe('releases that Argo CD delivers', () => {
  const files = synthesize(argoCdPlatform);
  const application = (name: string) => parseDocuments(files, `dist/a/components/${name}/application.yaml`)[0];

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

  it('ignore what the infrastructure adds to lists in objects, and nothing else', () => {
    const guarded = clusterKind({
      ...rented,
      kind: 'guarded',
      addedItems: [
        {
          group: 'admissionregistration.k8s.io',
          kinds: ['MutatingWebhookConfiguration', 'ValidatingWebhookConfiguration'],
          list: ['webhooks', '*', 'namespaceSelector', 'matchExpressions'],
          where: { field: 'key', values: ['control-plane', 'cloud.example/managed'] },
        },
      ],
    });
    const platform = { ...validPlatform, ...cluster({ ...argoCdCluster, kind: 'guarded' }) };
    const output = synthesize(platform, undefined, language([...testing.kinds, guarded]));
    const [gate] = parseDocuments(output, 'dist/a/components/gate/application.yaml');
    const jqPathExpressions = [
      '.webhooks[]?.namespaceSelector.matchExpressions[]? | select(.key == "control-plane" or .key == "cloud.example/managed")',
    ];
    expect(gate?.spec).toHaveProperty('ignoreDifferences', [
      { group: 'admissionregistration.k8s.io', kind: 'MutatingWebhookConfiguration', jqPathExpressions },
      { group: 'admissionregistration.k8s.io', kind: 'ValidatingWebhookConfiguration', jqPathExpressions },
    ]);
    expect(application('gate')?.spec).not.toHaveProperty('ignoreDifferences');
  });

  it('are tried again without limit, with the newest commit', () => {
    const retry = { limit: -1, refresh: true };
    expect(application('gate')).toMatchObject({ spec: { syncPolicy: { retry } } });
    const [, components, tenantSet] = parseDocuments(files, 'dist/a/components/argo-cd-applications/objects.yaml');
    expect(components).toMatchObject({ kind: 'Application', spec: { syncPolicy: { retry } } });
    expect(tenantSet).toMatchObject({
      kind: 'ApplicationSet',
      spec: { template: { spec: { syncPolicy: { retry } } } },
    });
  });

  it('have sync waves after those of their dependencies', () => {
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

  it('have the sync wave of the chart that installs their CRDs, even if the chart waits for them', () => {
    const step = (release: object, after: readonly string[]) =>
      ({ release: { namespace: 'gate', ...release }, after, skipCrds: 'chart' in release }) as unknown as DeliveryStep;
    const waves = resolveSyncWaves([
      step({ name: 'namespace', objects: {} }, []),
      step({ name: 'rules', objects: {} }, ['namespace']),
      step({ name: 'gate', chart: {} }, ['namespace', 'rules']),
      step({ name: 'routes', objects: {} }, ['gate']),
    ]);
    expect(Object.fromEntries(waves)).toEqual({ namespace: 0, rules: 1, gate: 1, routes: 2 });
  });

  it('of tenants are generated from their folders by an ApplicationSet', () => {
    const kinds = parseDocuments(files, 'dist/a/components/argo-cd-applications/objects.yaml').map(({ kind }) => kind);
    expect(kinds).toEqual(['AppProject', 'Application', 'ApplicationSet']);
    expect(files['dist/a/components/argo-cd-applications/objects.yaml']).toContain('path: dist/a/tenants/*');
    expect(files).not.toHaveProperty(['dist/a/tenants/shop/application.yaml']);
  });

  it('of a tenant are deleted only by the change that removes the tenant, and only on its clusters', () => {
    const twoClusters = (overrides: object) => ({
      ...argoCdPlatform,
      clusters: { a: argoCdCluster, b: argoCdCluster },
      ...overrides,
    });
    const withoutTenant = twoClusters({ tenants: {}, allowRemoval: ['tenants.shop'] });
    const syncPolicy = (output: Files, clusterName: string) =>
      /applicationsSync: (\S+)/.exec(
        output[`dist/${clusterName}/components/argo-cd-applications/objects.yaml`] ?? '',
      )?.[1];
    expect(syncPolicy(files, 'a')).toBe('create-update');
    const removing = synthesize(withoutTenant, twoClusters({}));
    expect([syncPolicy(removing, 'a'), syncPolicy(removing, 'b')]).toEqual(['sync', 'create-update']);
    expect(syncPolicy(synthesize(withoutTenant, withoutTenant), 'a')).toBe('create-update');
    expect(() => synthesize(twoClusters({ tenants: {} }), twoClusters({}))).toThrow(
      /tenants\.shop: was removed from the definition/,
    );
  });

  it('are not in a Terraform stack: there is no platform stack', () => {
    expect(files).not.toHaveProperty(['cdktf.out/stacks/a-platform/cdk.tf.json']);
    expect(Object.keys(readStack(files, 'a-bootstrap').resource?.helm_release ?? {}).sort()).toEqual([
      'admission-policies',
      'argo-cd-applications',
      'courier',
      'namespace-argocd',
    ]);
  });
});

describe('a migration of the delivery', () => {
  it('from Terraform to Argo CD removes releases from the state without uninstalling them', () => {
    const { removed, resource } = readStack(synthesize(argoCdPlatform, terraformPlatform), 'a-platform');
    expect(resource?.helm_release).toBeUndefined();
    expect(removed).toContainEqual({ from: 'helm_release.gate', lifecycle: { destroy: false } });
    expect(removed).toContainEqual({ from: 'helm_release.tenant-shop', lifecycle: { destroy: false } });
    expect(JSON.stringify(removed)).not.toContain('helm_release.courier');
  });

  it('from Argo CD to Terraform takes ownership of existing objects', () => {
    const releases =
      readStack(synthesize(terraformPlatform, argoCdPlatform), 'a-platform').resource?.helm_release ?? {};
    expect(releases.gate?.take_ownership).toBe(true);
    expect(
      readStack(synthesize(terraformPlatform), 'a-platform').resource?.helm_release?.gate?.take_ownership,
    ).toBeUndefined();
  });
});

describe('the state backend of a stack', () => {
  const backend = (state: object) =>
    readStack(synthesize({ ...validPlatform, state }), 'a-bootstrap').terraform.backend;

  it.each([
    ['local', {}, { path: '../../../state/a-bootstrap.tfstate' }],
    [
      's3',
      { bucket: 'b', region: 'r' },
      { bucket: 'b', key: 'acme/a-bootstrap.tfstate', region: 'r', encrypt: true, use_lockfile: true },
    ],
    ['gcs', { bucket: 'b', location: 'l', project: 'p' }, { bucket: 'b', prefix: 'acme/a-bootstrap' }],
    [
      'azurerm',
      { resourceGroup: 'g', storageAccount: 's', container: 'c', subscription: 'i', location: 'l' },
      {
        resource_group_name: 'g',
        storage_account_name: 's',
        container_name: 'c',
        key: 'acme/a-bootstrap.tfstate',
        subscription_id: 'i',
        use_azuread_auth: true,
      },
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
  ])('of type %s has keys of names only', (type, options, attributes) => {
    expect(backend({ backend: type, ...options })).toEqual({ [type]: attributes });
  });
});

test.each([
  ['Terraform', {}],
  ['Argo CD', { delivery: 'argo-cd' }],
])(
  'with a chart mirror, charts that %s installs come from the mirror only, and the list for copying has both locations',
  (_, options) => {
    const mirror = 'oci://mirror.test.example/charts';
    const { ['dist/a/images.txt']: imageList = '', ...files } = synthesize({
      ...validPlatform,
      ...cluster({ components, chartMirror: mirror, ...options }),
    });
    const upstream = 'https://charts.test.example';
    expect(imageList).toContain(`chart ${upstream}/gate:1.2.3 ${mirror}/gate:1.2.3\n`);
    expect(Object.entries(files).flatMap(([file, text]) => (text.includes(upstream) ? [file] : []))).toEqual([]);
    expect(JSON.stringify(files)).toContain(mirror);
  },
);
