import { readStack, synthesize, type Files } from '../../support/output-files';
import { cluster, validPlatform } from '../../support/problems';
import { testing } from '../../support/kinds';

const names = ['blog', 'crm', 'shop', 'wiki'];
const allTenants = Object.fromEntries(names.map((name) => [name, { clusters: ['a'], owners: `${name}-team` }]));

/** Platform whose cluster `a` has the options and the tenants. */
function platform(options: object, tenants: object = allTenants) {
  return { ...validPlatform, ...cluster({ components: [{ kind: 'courier' }], ...options }), tenants };
}

function listReleases(files: Files, stack: string): readonly string[] {
  return Object.keys(readStack(files, stack).resource?.helm_release ?? {}).filter((name) => name.startsWith('tenant-'));
}

function listRemoved(files: Files, stack: string): readonly unknown[] {
  return readStack(files, stack).removed ?? [];
}

function readOrder(files: Files) {
  return JSON.parse(files['dist/order.json'] ?? '') as { apply: readonly string[]; destroy: readonly string[] };
}

const leaves = (release: string) => ({ from: `helm_release.${release}`, lifecycle: { destroy: false } });

describe('tenant stacks', () => {
  const files = synthesize(platform({ tenantStacks: 4 }));

  it('have the releases of their tenants, and the platform stack has none', () => {
    expect(listReleases(files, 'a-platform')).toEqual([]);
    expect(listReleases(files, 'a-tenants-1')).toEqual(['tenant-wiki']);
    expect(listReleases(files, 'a-tenants-2')).toEqual(['tenant-crm']);
    expect(listReleases(files, 'a-tenants-3')).toEqual(['tenant-blog', 'tenant-shop']);
    expect(listReleases(files, 'a-tenants-4')).toEqual([]);
    expect(files['cdktf.out/stacks/a-tenants-1/charts/tenant-wiki/Chart.yaml']).toBeDefined();
  });

  it('are applied after the platform, and destroyed before it', () => {
    const { apply, destroy } = readOrder(files);
    const stacks = ['a-bootstrap', 'a-platform', 'a-tenants-1', 'a-tenants-2', 'a-tenants-3', 'a-tenants-4'];
    expect(apply.filter((name) => name.startsWith('a-'))).toEqual(stacks);
    expect(destroy).toEqual([...apply].reverse());
    const manifest = JSON.parse(files['cdktf.out/manifest.json'] ?? '') as {
      stacks: Readonly<Record<string, { dependencies: readonly string[] }>>;
    };
    expect(manifest.stacks['a-tenants-2']?.dependencies).toEqual(['a-platform']);
    expect(readStack(files, 'a-tenants-1').resource?.helm_release?.['tenant-wiki']?.depends_on).toEqual([]);
  });

  it('have states of their own', () => {
    expect(readStack(files, 'a-tenants-1').terraform.backend.local).toEqual({
      path: '../../../state/a-tenants-1.tfstate',
    });
  });

  it('do not change when a tenant of another stack is added', () => {
    const { wiki: _wiki, ...tenants } = allTenants;
    const withoutWiki = synthesize(platform({ tenantStacks: 4 }, tenants));
    // The platform stack has the marker with the digest of the whole cluster.
    for (const stack of ['a-bootstrap', 'a-tenants-2', 'a-tenants-3', 'a-tenants-4'])
      expect(files[`cdktf.out/stacks/${stack}/cdk.tf.json`]).toBe(withoutWiki[`cdktf.out/stacks/${stack}/cdk.tf.json`]);
  });

  it('change no manifests', () => {
    const inPlatform = synthesize(platform({}));
    const dist = (output: Files) => Object.entries(output).filter(([path]) => path.startsWith('dist/a/'));
    expect(dist(files)).toEqual(dist(inPlatform));
  });

  it('are an error where Argo CD delivers the tenants', () => {
    const problems = testing.check(platform({ tenantStacks: 4, delivery: 'argo-cd' }));
    expect(problems).toContainEqual({
      severity: 'error',
      path: ['clusters', 'a', 'tenantStacks'],
      value: 4,
      message: 'Argo CD delivers the tenants of this cluster',
      fix: 'remove it',
    });
  });
});

describe('another number of tenant stacks', () => {
  it('moves tenants out of the state of the platform without uninstalling them', () => {
    const files = synthesize(platform({ tenantStacks: 4 }), platform({}));
    expect(listRemoved(files, 'a-platform')).toEqual(names.map((name) => leaves(`tenant-${name}`)));
    expect(listReleases(files, 'a-tenants-2')).toEqual(['tenant-crm']);
  });

  it('moves tenants back into the state of the platform, and keeps the other stacks for this apply', () => {
    const files = synthesize(platform({}), platform({ tenantStacks: 4 }));
    expect(listReleases(files, 'a-platform')).toEqual(names.map((name) => `tenant-${name}`));
    expect(listRemoved(files, 'a-tenants-3')).toEqual([leaves('tenant-blog'), leaves('tenant-shop')]);
    expect(readOrder(files).apply).toContain('a-tenants-4');
    expect(readOrder(synthesize(platform({}), platform({}))).apply).not.toContain('a-tenants-4');
  });

  it('moves no tenant between stacks that remain', () => {
    const files = synthesize(platform({ tenantStacks: 5 }), platform({ tenantStacks: 4 }));
    const newTenants = listReleases(files, 'a-tenants-5').map(leaves);
    const removed = [1, 2, 3, 4].flatMap((number) => listRemoved(files, `a-tenants-${number}`));
    expect(removed).toEqual(newTenants);
  });

  it('uninstalls a tenant that is removed at the same time', () => {
    const { crm: _crm, ...tenants } = allTenants;
    const removal = { ...platform({}, tenants), allowRemoval: ['tenants.crm'] };
    const files = synthesize(removal, platform({ tenantStacks: 4 }));
    expect(listRemoved(files, 'a-tenants-2')).toEqual([]);
    expect(readOrder(files).apply).toContain('a-tenants-2');
  });

  it('removes tenants from all states where the delivery changes to Argo CD', () => {
    const files = synthesize(platform({ delivery: 'argo-cd' }), platform({ tenantStacks: 4 }));
    expect(listRemoved(files, 'a-tenants-1')).toEqual([leaves('tenant-wiki')]);
    expect(listReleases(files, 'a-tenants-1')).toEqual([]);
  });

  it('is a risk that names the number of tenants', () => {
    const { changes } = testing.plan(platform({ tenantStacks: 4 }), platform({}));
    expect(changes).toMatchObject([
      {
        action: 'change',
        path: ['clusters', 'a', 'tenantStacks'],
        risk: '4 of its tenants move to another Terraform state: run plinth apply, which applies all stacks of the cluster and records the new states in plinth.lock.json',
      },
    ]);
  });
});

test('a removed cluster is destroyed from its tenant stacks to its bootstrap', () => {
  const options = { tenantStacks: 2, state: 'removed' };
  const removed = { ...platform(options, {}), allowRemoval: names.map((name) => `tenants.${name}`) };
  const { apply } = readOrder(synthesize(removed, platform({ tenantStacks: 2 })));
  expect(apply.filter((name) => name.startsWith('a-'))).toEqual([
    'a-tenants-1',
    'a-tenants-2',
    'a-platform',
    'a-bootstrap',
  ]);
});
