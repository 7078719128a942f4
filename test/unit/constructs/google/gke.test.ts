import { DefinitionError } from '../../../../src/schema/problem';
import { createGkePlatform, describeGoogle, gkeOptions } from '../../../support/google';
import { readStack, synthesize, type Files } from '../../../support/output-files';

describeGoogle('a GKE cluster', (_, language) => {
  let files: Files;
  beforeAll(() => {
    files = synthesize(createGkePlatform(), undefined, language);
  });
  const problemsOf = (options: object, platform: object = {}) =>
    language.check(createGkePlatform(options, platform)).map(({ path, message }) => `${path.join('.')}: ${message}`);

  test('has its network in a stack of its own, which is applied first', () => {
    expect(JSON.parse(files['dist/order.json'] ?? '')).toMatchObject({
      apply: ['prod-europe-north1-network', 'cloud1-infrastructure', 'cloud1-bootstrap', 'cloud1-platform'],
    });
    const network = readStack(files, 'prod-europe-north1-network').resource ?? {};
    expect(network.google_compute_subnetwork?.nodes).toMatchObject({
      ip_cidr_range: '10.0.0.0/17',
      private_ip_google_access: true,
    });
    expect(network.google_compute_global_address?.data).toMatchObject({ address: '10.0.192.0', prefix_length: 18 });
  });

  test('has private nodes, a private API, no client certificate, and identities of pods', () => {
    const { google_container_cluster: clusters, google_container_node_pool: pools } =
      readStack(files, 'cloud1-infrastructure').resource ?? {};
    expect(clusters?.cluster).toMatchObject({
      datapath_provider: 'ADVANCED_DATAPATH',
      private_cluster_config: { enable_private_nodes: true, enable_private_endpoint: true },
      master_auth: { client_certificate_config: { issue_client_certificate: false } },
      workload_identity_config: { workload_pool: 'acme-prod.svc.id.goog' },
      database_encryption: { state: 'ENCRYPTED' },
      lifecycle: { prevent_destroy: true },
    });
    expect(pools?.['general-nodes']).toMatchObject({
      autoscaling: { total_min_node_count: 2, total_max_node_count: 6 },
      // In each of three zones.
      initial_node_count: 1,
      node_config: {
        workload_metadata_config: { mode: 'GKE_METADATA' },
        boot_disk_kms_key: expect.stringMatching(/cryptoKeys\/clusters$/) as unknown,
      },
    });
  });

  test('creates its default pool, which is removed, with the account and the key of nodes', () => {
    const { google_container_cluster: clusters } = readStack(files, 'cloud1-infrastructure').resource ?? {};
    expect(clusters?.cluster).toMatchObject({
      remove_default_node_pool: true,
      node_config: {
        service_account: '${google_service_account.nodes.email}',
        boot_disk_kms_key: expect.stringMatching(/cryptoKeys\/clusters$/) as unknown,
        shielded_instance_config: { enable_secure_boot: true },
      },
      lifecycle: { ignore_changes: expect.arrayContaining(['node_config']) as unknown },
    });
  });

  test('is maintained in 48 hours of 32 days, also in a window that ends after midnight', () => {
    const windowOf = (output: Files) =>
      (
        readStack(output, 'cloud1-infrastructure').resource?.google_container_cluster?.cluster?.maintenance_policy as {
          readonly recurring_window: object;
        }
      ).recurring_window;
    expect(windowOf(files)).toEqual({
      start_time: '2026-01-04T02:00:00Z',
      end_time: '2026-01-04T08:00:00Z',
      recurrence: 'FREQ=WEEKLY;BYDAY=SA,SU',
    });
    const upgrades = { days: ['MO', 'WE', 'FR'], startHour: 22, hours: 4 };
    expect(windowOf(synthesize(createGkePlatform({ upgrades }), undefined, language))).toEqual({
      start_time: '2026-01-04T22:00:00Z',
      end_time: '2026-01-05T02:00:00Z',
      recurrence: 'FREQ=WEEKLY;BYDAY=MO,WE,FR',
    });
  });

  test('has a NAT whose ports grow with the connections, and a network that is removed after its databases', () => {
    const network = readStack(files, 'prod-europe-north1-network').resource ?? {};
    expect(network.google_compute_router_nat?.nat).toMatchObject({
      enable_dynamic_port_allocation: true,
      enable_endpoint_independent_mapping: false,
    });
    expect(network.google_service_networking_connection?.['data-connection']).toMatchObject({
      deletion_policy: 'ABANDON',
    });
  });

  test('is reached by a lookup and by a plugin of gcloud, without credentials in the configuration', () => {
    const bootstrap = files['cdktf.out/stacks/cloud1-bootstrap/cdk.tf.json'] ?? '';
    expect(bootstrap).toContain('"command": "gke-gcloud-auth-plugin"');
    expect(bootstrap).toContain('"--use_application_default_credentials"');
    expect(bootstrap).toContain('"api_version": "client.authentication.k8s.io/v1beta1"');
    expect(bootstrap).toContain('https://${data.google_container_cluster.Cluster.endpoint}');
  });

  const pool = { machineType: 'n2-standard-4' };
  test.each<[string, object, string]>([
    ['a version without support', { kubernetes: '1.33' }, 'the standard support of GKE for it ended in 2026-08'],
    ['a machine type that does not exist', { nodePools: { a: { machineType: 'm7g.large' } } }, 'is not a machine type'],
    [
      'another architecture',
      { nodePools: { a: { machineType: 'c4a-standard-4' } } },
      'has processors of the architecture arm64, but the pool has amd64',
    ],
    ['a long pool name', { nodePools: { ['general-'.repeat(5) + 'a']: pool } }, 'has more than 40 characters'],
    ['a pool of more than its maximum', { nodePools: { a: { ...pool, min: 9, max: 3 } } }, 'is more than max 3'],
    ['an unknown zone', { nodePools: { a: { ...pool, zones: ['d'] } } }, 'is no zone of the cluster'],
    ['a label of GKE', { nodePools: { a: { ...pool, labels: { 'cloud.google.com/x': 'x' } } } }, 'GKE refuses'],
    ['too few pod addresses', { podCidr: '10.244.0.0/22' }, 'has 4 ranges of 256 addresses'],
    ['the range of Docker', { network: { cidr: '172.17.0.0/16' } }, 'in which Cloud SQL reaches no clients'],
    ['an overlap', { podCidr: '10.0.0.0/16' }, 'overlaps with the network 10.0.0.0/16'],
    ['groups without their group', { groups: { a: 'a@acme.example' } }, 'without it, GKE knows no groups'],
    ['a short window', { upgrades: { days: ['SU'] } }, 'is 6 hours a week, but GKE requires 48 hours in 32 days'],
    [
      'fewer nodes than zones',
      { nodePools: { a: { ...pool, min: 2, max: 2 } } },
      'is less than 3: the pool has 3 zones',
    ],
    [
      'a condition on resources without attributes',
      { permissions: { 'shop/web': [{ role: 'roles/pubsub.publisher', condition: 'resource.name == "a"' }] } },
      "is about resources of the service 'pubsub', which have no attributes",
    ],
    ['an open API', { api: { allowedRanges: ['0.0.0.0/0'] } }, 'allows all addresses'],
    ['protection', { state: 'removed' }, 'the cluster is protected against deletion'],
    ['a basic role', { permissions: { 'shop/web': [{ role: 'roles/editor' }] } }, 'is a basic role'],
  ])('refuses %s', (_title, options, message) => {
    expect(problemsOf(options).join('\n')).toContain(message);
  });

  test('cannot share a project with another environment, where its pods would have the same identities', () => {
    const clusters = { a: gkeOptions, b: { ...gkeOptions, environment: 'dev', network: { cidr: '10.9.0.0/16' } } };
    expect(problemsOf({}, { environments: ['dev', 'prod'], clusters }).join('\n')).toContain(
      "clusters.b: is also the account of cluster 'a' of environment 'prod'",
    );
  });

  test('has a key of its environment in an existing network too, in the stack of data', () => {
    const network = { id: 'projects/p/global/networks/n', subnet: 'projects/p/regions/europe-north1/subnetworks/n' };
    const output = synthesize(createGkePlatform({ network }), undefined, language);
    expect(JSON.parse(output['dist/order.json'] ?? '')).toMatchObject({
      apply: ['prod-data', 'cloud1-infrastructure', 'cloud1-bootstrap', 'cloud1-platform'],
      data: ['prod-data'],
    });
    const keyRing = 'projects/acme-prod/locations/europe-north1/keyRings/acme-prod-europe-north1-keys';
    const keyName = `${keyRing}/cryptoKeys/clusters`;
    const infrastructure = readStack(output, 'cloud1-infrastructure').resource ?? {};
    expect(infrastructure.google_container_cluster?.cluster).toMatchObject({
      database_encryption: { state: 'ENCRYPTED', key_name: keyName },
    });
    expect(infrastructure.google_container_node_pool?.['general-nodes']).toMatchObject({
      node_config: { boot_disk_kms_key: keyName },
    });
    expect(readStack(output, 'prod-data').resource).toMatchObject({
      google_kms_key_ring: { 'cluster-keys-europe-north1_keys': { name: 'acme-prod-europe-north1-keys' } },
      google_kms_crypto_key: { 'cluster-keys-europe-north1_cluster-key': { lifecycle: { prevent_destroy: true } } },
    });
  });

  test('has other ranges of pods and Services than the clusters that share its network', () => {
    const other = { ...gkeOptions, podCidr: '10.244.0.0/14', serviceCidr: '10.97.0.0/16' };
    expect(problemsOf({}, { clusters: { a: gkeOptions, b: other } }).join('\n')).toContain(
      "clusters.b.podCidr: overlaps with podCidr 10.244.0.0/16 of cluster 'a'",
    );
    const ranges = { podCidr: '10.248.0.0/16', serviceCidr: '10.97.0.0/16' };
    expect(problemsOf({}, { clusters: { a: gkeOptions, b: { ...other, ...ranges } } })).toEqual([]);
    // Another region has another network.
    const network = { cidr: '10.9.0.0/16' };
    expect(
      problemsOf({}, { clusters: { a: gkeOptions, b: { ...gkeOptions, region: 'europe-west4', network } } }),
    ).toEqual([]);
  });

  test('cannot change its region', () => {
    const moved = createGkePlatform({ region: 'europe-west4' });
    expect(() => language.plan(moved, createGkePlatform())).toThrow(DefinitionError);
  });
});
