import { existing } from '../../../../../constructs/clusters';
import { externalSecrets, loki, rook, seaweedFs } from '../../../../../constructs/components';
import { kinds } from '../../../../../constructs/kinds';
import { tenantRelease } from '../../../../../constructs/tenants';
import { language } from '../../../../../src/language';
import { formatProblem } from '../../../../../src/schema/problem';
import { getObject, synthesizeObjects } from '../../../../support/rendered';

const image = 'registry.acme.example/shop/web:1';
const store = { vault: { server: 'https://vault.acme.example', path: 'kv' } };
const testLanguage = language(kinds);

function definitionWith(components: readonly object[], uses: object) {
  return {
    name: 'acme',
    domain: 'acme.example',
    environments: ['dev'],
    clusters: {
      dc1: existing({
        environment: 'dev',
        kubeconfig: 'dc1.yaml',
        provides: { network: {}, 'network-policy': {}, dns: {}, storage: {} },
        components: components as never,
      }),
    },
    tenants: { shop: { clusters: ['dc1'], owners: 'shop', applications: { web: { image, uses } } } },
  };
}

function planObjects(components: readonly object[], uses: object = { bucket: {} }) {
  const [cluster] = testLanguage.plan(definitionWith(components, uses)).clusters;
  const [tenant] = cluster?.tenants ?? [];
  if (!cluster || !tenant) throw new Error('no tenant');
  const { objects } = tenantRelease(tenant, cluster.clusterInfo);
  return {
    cluster,
    objects: Object.values(objects).flatMap(synthesizeObjects),
  };
}

const check = (components: readonly object[], uses: object) =>
  testLanguage
    .check(definitionWith(components, uses))
    .filter(({ severity }) => severity === 'error')
    .map(formatProblem);

describe('a bucket of SeaweedFS', () => {
  const { objects } = planObjects([externalSecrets({ store }), seaweedFs({})]);

  test('has keys of its own, which are generated into the store and labelled for the provisioner', () => {
    const claim = objects.find(({ metadata }) => metadata.name === 'claim.shop.web-bucket');
    expect(claim?.metadata.namespace).toBe('seaweedfs');
    expect(getObject(objects, 'ExternalSecret', 'claim.shop.web-bucket').spec).toMatchObject({
      target: {
        template: { metadata: { labels: { 'plinth.dev/claim': 'bucket' } }, data: { bucket: 'shop.web' } },
      },
    });
  });

  test('gives its workload a Secret with the keys of the Service Binding Specification', () => {
    const data = {
      type: 's3',
      host: 'seaweedfs-all-in-one.seaweedfs.svc',
      port: '8333',
      bucket: 'shop.web',
      username: '{{ .accessKey }}',
    };
    expect(getObject(objects, 'ExternalSecret', 'web-bucket').spec).toMatchObject({ target: { template: { data } } });
  });

  test('has keys that only External Secrets reads for the namespace, and no others', () => {
    const role = getObject(objects, 'Role', 'bindings-bucket-shop');
    expect(role).toMatchObject({
      metadata: { namespace: 'seaweedfs' },
      rules: [{ resources: ['secrets'], resourceNames: ['claim.shop.web-bucket'], verbs: ['get'] }],
    });
    expect(getObject(objects, 'RoleBinding', 'bindings-bucket-shop')).toMatchObject({
      subjects: [{ kind: 'ServiceAccount', name: 'bindings-bucket', namespace: 'shop' }],
    });
  });

  test('has a limit of its size, which is less than the volume of all buckets', () => {
    const components = [externalSecrets({ store }), seaweedFs({ storageGiB: 100, bucketSizeGiB: 5 })];
    const sizeOf = (uses: object) =>
      getObject(planObjects(components, uses).objects, 'ExternalSecret', 'claim.shop.web-bucket-a').spec;
    const several = { bucket: { a: { name: 'photos' }, b: { name: 'photos', sizeGiB: 20 } } };
    expect(sizeOf(several)).toMatchObject({ target: { template: { data: { sizeGiB: '20' } } } });
    expect(sizeOf({ bucket: { a: {} } })).toMatchObject({ target: { template: { data: { sizeGiB: '5' } } } });
    expect(check(components, { bucket: { sizeGiB: 100 } })).toEqual([
      expect.stringContaining('is not less than the 100 GiB of the volume of all buckets'),
    ]);
  });

  test('is retained: `onRemoval: delete` is an error, and so is a name that S3 does not allow', () => {
    const components = [externalSecrets({ store }), seaweedFs({})];
    expect(check(components, { bucket: { onRemoval: 'delete' } })).toEqual([
      expect.stringContaining('is not supported for buckets'),
    ]);
    expect(check(components, { bucket: { name: 'Photos_2026' } })).toEqual([
      expect.stringContaining("the name of the bucket would be 'shop.Photos_2026'"),
    ]);
  });
});

describe('a bucket of Rook', () => {
  const components = [externalSecrets({ store }), rook({ buckets: true })];

  test('is requested by an ObjectBucketClaim, whose keys become those of the Secret', () => {
    const { objects } = planObjects(components);
    expect(getObject(objects, 'ObjectBucketClaim', 'web-bucket-claim').spec).toEqual({
      bucketName: 'shop.web',
      storageClassName: 'rook-buckets',
      additionalConfig: { maxSize: '10Gi' },
    });
    const { objects: sized } = planObjects(components, { bucket: { sizeGiB: 200 } });
    expect(getObject(sized, 'ObjectBucketClaim', 'web-bucket-claim').spec).toMatchObject({
      additionalConfig: { maxSize: '200Gi' },
    });
    expect(getObject(objects, 'ExternalSecret', 'web-bucket').spec).toMatchObject({
      data: [
        { remoteRef: { key: 'web-bucket-claim', property: 'AWS_ACCESS_KEY_ID' } },
        { remoteRef: { key: 'web-bucket-claim', property: 'AWS_SECRET_ACCESS_KEY' } },
      ],
    });
  });

  test('belongs to one use', () => {
    expect(check(components, { bucket: { a: { name: 'photos' }, b: { name: 'photos' } } })).toEqual([
      expect.stringContaining('is the bucket of another use'),
    ]);
  });

  test('requires External Secrets', () => {
    expect(check([rook({ buckets: true })], {})).toEqual([expect.stringContaining('requires External Secrets')]);
  });
});

describe('Loki with a bucket of the cluster', () => {
  test('has keys of its own, which SeaweedFS gets from the same entry of the store', () => {
    const { cluster } = planObjects([externalSecrets({ store }), seaweedFs({}), loki({ bucket: true })], {});
    expect(cluster.secrets).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ namespace: 'seaweedfs', name: 'claim.platform.loki' }),
        expect.objectContaining({
          namespace: 'loki',
          name: 'loki-bucket',
          source: 'read from platform/dc1/generated/seaweedfs/claim.platform.loki',
        }),
      ]),
    );
  });

  test('claims it from Rook, before its chart is installed', () => {
    const { cluster } = planObjects([externalSecrets({ store }), rook({ buckets: true }), loki({ bucket: true })], {});
    const names = cluster.releases.map(({ name }) => name);
    expect(names).toContain('loki-bucket');
  });
});
