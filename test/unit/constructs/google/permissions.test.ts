import { App, Testing } from 'cdktf';
import { PermissionStack } from '../../../../stacks';
import { createGkePlatform, describeGoogle, gkeOptions } from '../../../support/google';
import { readStack, synthesize, type Terraform } from '../../../support/output-files';

describeGoogle('permissions of pods in Google Cloud', (google, language) => {
  const { cloudDns, gcs, gke, secretManager, secretManagerStore } = google;
  const image = 'registry.acme.example/web:1.0.0';
  const createCluster = (zone: string, options: object = {}) => ({
    ...gkeOptions,
    deletionProtection: false,
    components: [
      { kind: 'external-secrets', store: secretManagerStore({ project: 'acme-prod' }) },
      { kind: 'cert-manager', email: 'ops@acme.example', dns01: true },
      cloudDns({ zones: [`projects/acme-dns/managedZones/${zone}`], dnsRecords: [] }),
      gcs(),
      secretManager(),
    ],
    ...options,
  });
  const cloud1 = createCluster('first', { permissions: { 'shop/web': [{ role: 'roles/pubsub.viewer' }] } });
  const cloud2 = createCluster('second', { podCidr: '10.248.0.0/16', serviceCidr: '10.97.0.0/16' });
  const removed = { ...cloud1, permissions: {}, state: 'removed' };
  const createPlatform = (clusters: object, names: readonly string[]) => {
    const shop = {
      clusters: names,
      owners: 'shop-developers',
      applications: { web: { image, port: 8080, uses: { bucket: { type: 'gcs' } } } },
    };
    return createGkePlatform({}, { clusters, tenants: { shop } });
  };
  const both = createPlatform({ cloud1, cloud2 }, ['cloud1', 'cloud2']);

  /** Returns the resources of the stack of permissions, by their addresses. */
  const listPermissions = (definition: object, previous?: object) => {
    const [stack] = language.plan(definition, previous).permissionStacks;
    if (!stack) throw new Error('no stack of permissions');
    const text = Testing.synth(new PermissionStack(new App({ stackTraces: false }), stack, gke));
    const { resource = {} } = JSON.parse(text) as Terraform;
    return Object.fromEntries(
      Object.entries(resource).flatMap(([type, items]) =>
        Object.entries(items).map(([id, { role, managed_zone: zone = '' }]) => [
          `${type}.${id}`,
          [role, zone].join(' ').trim(),
        ]),
      ),
    );
  };

  test('are granted in one stack after all clusters exist, and before anything runs on them', () => {
    const files = synthesize(both, undefined, language);
    for (const [path, text] of Object.entries(files))
      if (path.endsWith('cdk.tf.json'))
        expect([path, text.includes('principal://')]).toEqual([path, path.includes('prod-permissions')]);
    const { apply, destroy } = JSON.parse(files['dist/order.json'] ?? '') as { apply: string[]; destroy: string[] };
    expect(apply.slice(apply.indexOf('shop-prod-data'))).toEqual([
      'shop-prod-data',
      'cloud1-infrastructure',
      'cloud2-infrastructure',
      'prod-permissions',
      'cloud1-bootstrap',
      'cloud1-platform',
      'cloud2-bootstrap',
      'cloud2-platform',
    ]);
    // They belong to the environment, as its data does.
    expect(destroy).not.toContain('prod-permissions');
    expect(readStack(files, 'shop-prod-data').resource).not.toHaveProperty('google_storage_bucket_iam_member');
  });

  test('are those that any of the clusters of the environment needs, each once', () => {
    const permissions = Object.values(listPermissions(both)).sort();
    expect(permissions).toEqual([
      'roles/dns.admin first',
      'roles/dns.admin second',
      'roles/dns.reader',
      'roles/pubsub.viewer',
      'roles/secretmanager.admin',
      'roles/secretmanager.secretAccessor',
      'roles/storage.objectUser',
    ]);
  });

  test('remain, at their addresses, when one of two clusters is removed', () => {
    const after = listPermissions(createPlatform({ cloud1: removed, cloud2 }, ['cloud2']), both);
    const alone = Object.entries(listPermissions(both)).filter(([, role]) => !/first|pubsub/.test(role));
    expect(after).toEqual(Object.fromEntries(alone));
  });

  test('are revoked with the last cluster', () => {
    const before = createPlatform({ cloud1 }, ['cloud1']);
    const after = { ...createPlatform({ cloud1: removed }, []), tenants: {}, allowRemoval: ['tenants.shop'] };
    expect(listPermissions(after, before)).toEqual({});
  });

  test('need one project for all clusters of an environment, which can be in several regions', () => {
    const problems = (options: object) =>
      language
        .check({
          ...createPlatform({ cloud1: { ...cloud1, permissions: {} }, cloud2: { ...cloud2, ...options } }, []),
          tenants: {},
        })
        .map(({ message }) => message);
    expect(problems({ project: 'acme-other' })).toContainEqual(
      expect.stringContaining("the permissions of pods in it are in another account, with cluster 'cloud1'"),
    );
    expect(problems({ region: 'europe-west4', network: { cidr: '10.9.0.0/16' } })).toEqual(problems({}));
  });
});
