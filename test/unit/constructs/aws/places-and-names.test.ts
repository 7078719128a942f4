import { createAwsPlatform } from '../../../golden/aws/platform';
import { createEksPlatform, describeAws } from '../../../support/aws';
import { synthesize } from '../../../support/output-files';

describeAws('the place of data in AWS', (aws, language) => {
  const platform = createAwsPlatform(aws);
  const { cloud1 } = platform.clusters;
  const { shop } = platform.tenants;
  const problemsOf = (cloud2: object) =>
    language
      .check({
        ...platform,
        clusters: { cloud1, cloud2: { ...cloud1, ...cloud2 } },
        tenants: { shop: { ...shop, clusters: ['cloud1', 'cloud2'] } },
      })
      .map(({ path, message }) => `${path.join('.')}: ${message}`);

  test('is the same for all clusters of an environment that a tenant is on', () => {
    expect(problemsOf({})).toEqual([]);
    expect(problemsOf({ region: 'eu-west-1', administrators: cloud1.administrators })).toContain(
      "clusters.cloud2.environment: the data of tenant 'shop' in it are in another region, with cluster 'cloud1'",
    );
    expect(problemsOf({ account: '210987654321' }).join()).toContain('in another account');
    const network = {
      id: 'vpc-0123456789abcdef0',
      podCidr: '10.8.0.0/17',
      privateSubnets: ['subnet-0123456789abcdef0', 'subnet-0123456789abcdef1'],
      dataSubnets: ['subnet-0123456789abcdef2', 'subnet-0123456789abcdef3'],
      dataCidr: '10.8.128.0/20',
    };
    expect(problemsOf({ network }).join()).toContain('in another network');
  });

  const withUse = (uses: object) => ({
    ...platform,
    clusters: { cloud1: { ...cloud1, permissions: {} } },
    tenants: { shop: { ...shop, applications: { web: { ...shop.applications.web, uses } } } },
  });

  test.each([
    ['a database that leaves a string of Terraform', { database: { name: '", host = file("/etc/passwd"), x = "' } }],
    ['a database of RDS', { database: { name: 'rdsadmin' } }],
    ['a bucket with characters that S3 refuses', { bucket: { name: 'My bucket' } }],
  ])('has no name that AWS refuses: %s', (_title, uses) => {
    const [problem] = language.check(withUse(uses));
    expect(problem).toMatchObject({ severity: 'error', path: expect.arrayContaining(['uses', 'name']) as unknown });
  });

  test('has different names for long names that differ at their end', () => {
    const names = ['a', 'b'].map((end) => `${'orders-'.repeat(8)}${end}`);
    const files = synthesize(
      withUse({ database: Object.fromEntries(names.map((name) => [name, {}])) }),
      undefined,
      language,
    );
    const stack = files['cdktf.out/stacks/shop-prod-data/cdk.tf.json'] ?? '';
    const users = [...stack.matchAll(/username = \\"(\w+)\\"/g)].map(([, name]) => name ?? '');
    expect(new Set(users).size).toBe(2);
    expect(Math.max(...users.map(({ length }) => length))).toBe(63);
  });
});

describeAws('the network of removed clusters', (_, language) => {
  const removed = (network?: object) =>
    createEksPlatform({ state: 'removed', deletionProtection: false, ...(network ? { network } : {}) });
  const elsewhere = { dc1: { kind: 'existing', environment: 'prod', kubeconfig: 'k' } };

  test('remains without their stacks, which could not look up the cluster any more', () => {
    const files = synthesize(removed(), removed(), language);
    expect(JSON.parse(files['dist/order.json'] ?? '')).toMatchObject({
      apply: ['prod-eu-north-1-network'],
      clusters: { cloud1: { stacks: [] } },
    });
  });

  test('is not orphaned: it is removed before the entry of its last cluster', () => {
    const withoutCluster = { ...createEksPlatform(), clusters: elsewhere };
    expect(language.check(withoutCluster, { ...removed(), clusters: { ...removed().clusters, ...elsewhere } })).toEqual(
      [
        expect.objectContaining({
          path: ['clusters', 'cloud1'],
          message:
            "was the last entry with the network 'prod-eu-north-1', which still exists: Plinth would no longer manage it",
        }),
      ],
    );
    const previous = removed({ state: 'removed' });
    expect(language.check(withoutCluster, { ...previous, clusters: { ...previous.clusters, ...elsewhere } })).toEqual(
      [],
    );
  });
});
