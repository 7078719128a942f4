import { version } from '../../../src/version';
import { testing } from '../../support/kinds';
import { readStack, synthesize, type Files } from '../../support/output-files';
import { cluster, validPlatform } from '../../support/problems';

const components = [{ kind: 'watch' }, { kind: 'disk' }, { kind: 'courier' }];
const tenants = { shop: { clusters: ['a'], owners: 'o' } };
const options = { kind: 'rented', environment: 'dev', components };
const terraform = { ...validPlatform, ...cluster(options), tenants };
const argoCd = { ...validPlatform, ...cluster({ ...options, delivery: 'argo-cd' }), tenants };
const removedCluster = { ...validPlatform, ...cluster({ ...options, state: 'removed' }) };

const findMarker = (files: Files, stack: string) => readStack(files, stack).resource?.kubernetes_config_map_v1?.plinth;

describe('the marker of a cluster', () => {
  const files = synthesize(terraform);

  it('is a ConfigMap with platform, cluster, digest and version, and no time', () => {
    const [plan] = testing.plan(terraform).clusters;
    expect(findMarker(files, 'a-platform')).toMatchObject({
      metadata: {
        name: 'plinth-platform',
        namespace: 'kube-system',
        labels: { 'app.kubernetes.io/managed-by': 'plinth', 'app.kubernetes.io/component': 'marker' },
      },
      data: { platform: validPlatform.name, cluster: 'a', digest: plan?.digest, plinth: version },
    });
  });

  it('is written after everything else in the last stack, and in no other stack', () => {
    const resources = Object.entries(readStack(files, 'a-platform').resource ?? {}).flatMap(([type, entries]) =>
      Object.keys(entries).map((id) => `${type}.${id}`),
    );
    const others = resources.filter((address) => address !== 'kubernetes_config_map_v1.plinth');
    expect([...(findMarker(files, 'a-platform')?.depends_on as string[])].sort()).toEqual(others.sort());
    expect(findMarker(files, 'a-bootstrap')).toBeUndefined();
  });

  it('is in the bootstrap stack, under another name, where Argo CD delivers the rest', () => {
    expect(findMarker(synthesize(argoCd), 'a-bootstrap')).toMatchObject({ metadata: { name: 'plinth-bootstrap' } });
  });

  it('moves to the bootstrap stack while the delivery changes to Argo CD', () => {
    const migration = synthesize(argoCd, terraform);
    expect(findMarker(migration, 'a-bootstrap')).toBeDefined();
    expect(findMarker(migration, 'a-platform')).toBeUndefined();
  });

  it('moves to the platform stack when the delivery changes to Terraform', () => {
    const migration = synthesize(terraform, argoCd);
    expect(findMarker(migration, 'a-bootstrap')).toBeUndefined();
    expect(findMarker(migration, 'a-platform')).toBeDefined();
  });

  it('is deleted with its cluster', () => {
    const teardown = synthesize(removedCluster);
    for (const stack of ['a-bootstrap', 'a-platform']) expect(findMarker(teardown, stack)).toBeUndefined();
  });
});
