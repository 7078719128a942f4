import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createGkePlatform, describeGoogle } from '../../../support/google';
import { readObjects, readStack, synthesize, type Files } from '../../../support/output-files';
import { createGooglePlatform } from '../../../golden/google/platform';

const stackNames = [
  'prod-europe-north1-network',
  'prod-data',
  'shop-prod-data',
  'cloud1-infrastructure',
  'prod-permissions',
  'cloud1-bootstrap',
  'cloud1-platform',
];

describeGoogle('a platform in Google Cloud', (google, language) => {
  let files: Files;
  beforeAll(() => {
    files = synthesize(createGooglePlatform(google), undefined, language);
  });
  const stacks = () => stackNames.map((name) => [name, readStack(files, name)] as const);
  const resourcesOf = (stack: string, type: string) => Object.values(readStack(files, stack).resource?.[type] ?? {});
  const find = (path: string, kind: string, name: string) =>
    readObjects(files, `dist/cloud1/${path}`).find((object) => object.kind === kind && object.metadata.name === name);
  const { shop } = createGooglePlatform(google).tenants;

  test('has its stacks in order', () => {
    expect(JSON.parse(files['dist/order.json'] ?? '')).toMatchObject({ apply: stackNames });
  });

  test('refers only to resources of the same stack, by names without digests', () => {
    for (const [stack, { resource = {}, data = {} }] of stacks()) {
      const text = files[`cdktf.out/stacks/${stack}/cdk.tf.json`] ?? '';
      expect(text).not.toContain('TfToken');
      const addresses = [
        ...Object.entries(resource).flatMap(([type, items]) => Object.keys(items).map((id) => `${type}.${id}`)),
        ...Object.entries(data).flatMap(([type, items]) => Object.keys(items).map((id) => `data.${type}.${id}`)),
      ];
      expect(addresses.filter((address) => /_[0-9A-F]{8}$/.test(address))).toEqual([]);
      const expressions = [...text.matchAll(/\$\{[^}]*\}/g)].map(([expression]) => expression).join(' ');
      const references = [...expressions.matchAll(/(?<![\w.])((?:data\.)?google_\w+\.[\w-]+)/g)];
      const unknown = references.map(([, address]) => address).filter((address) => !addresses.includes(address ?? ''));
      expect(unknown).toEqual([]);
    }
  });

  test('grants these roles, and no basic role', () => {
    const types = [
      'google_dns_managed_zone_iam_member',
      'google_project_iam_member',
      'google_pubsub_subscription_iam_member',
      'google_pubsub_topic_iam_member',
      'google_storage_bucket_iam_member',
    ];
    const table = stacks().flatMap(([stack]) =>
      types
        .flatMap((type) => resourcesOf(stack, type))
        .map(({ role, member, bucket, topic, subscription, managed_zone: zone, condition }) => {
          const to = String(member).replace(/^principal:.*\/subject\//, '');
          const resource = [bucket, topic, subscription, zone].find((name) => typeof name === 'string');
          const { expression } = (condition ?? {}) as { expression?: string };
          return `${to}: ${String(role)}${typeof resource === 'string' ? ` on ${resource}` : ''}${expression ? ` if ${expression}` : ''}`;
        }),
    );
    expect(table.sort()).toMatchInlineSnapshot(`
     [
       "\${google_logging_project_sink.cloud-logging_sink.writer_identity}: roles/pubsub.publisher on \${google_pubsub_topic.cloud-logging_topic.name}",
       "group:platform@acme.example: roles/container.admin",
       "ns/cert-manager/sa/cert-manager: roles/dns.admin on acme-example",
       "ns/cert-manager/sa/cert-manager: roles/dns.reader",
       "ns/cloud-sql/sa/provisioner: \${google_project_iam_custom_role.Components_cloud-sql_role.name}",
       "ns/external-dns/sa/external-dns: roles/dns.admin on acme-example",
       "ns/external-dns/sa/external-dns: roles/dns.reader",
       "ns/external-secrets/sa/external-secrets: roles/secretmanager.admin if resource.name.startsWith("projects/123456789012/secrets/platform--") || resource.type == "cloudresourcemanager.googleapis.com/Project"",
       "ns/external-secrets/sa/external-secrets: roles/secretmanager.secretAccessor",
       "ns/shop/sa/web: roles/memorystore.dbConnectionUser if resource.name == "projects/acme-prod/locations/europe-north1/instances/acme-prod-shop-web"",
       "ns/shop/sa/web: roles/pubsub.publisher on acme-prod-shop-orders",
       "ns/shop/sa/web: roles/pubsub.subscriber on acme-prod-shop-orders",
       "ns/shop/sa/web: roles/storage.objectUser on acme-prod-shop-web",
       "ns/shop/sa/web: roles/storage.objectViewer if resource.name.startsWith("projects/_/buckets/acme-reports/")",
       "ns/telemetry/sa/open-telemetry-cloud-logs: roles/pubsub.subscriber on projects/acme-prod/subscriptions/logs-acme-cloud1-c0f04f90",
       "ns/telemetry/sa/open-telemetry-gateway: roles/telemetry.logsWriter",
       "ns/telemetry/sa/open-telemetry-gateway: roles/telemetry.tracesWriter",
       "serviceAccount:\${google_service_account.nodes.email}: roles/container.defaultNodeServiceAccount",
       "serviceAccount:service-123456789012@gcp-sa-pubsub.iam.gserviceaccount.com: roles/pubsub.publisher on \${google_pubsub_topic.queue-orders_dead-letters.name}",
       "serviceAccount:service-123456789012@gcp-sa-pubsub.iam.gserviceaccount.com: roles/pubsub.subscriber on \${google_pubsub_subscription.queue-orders_subscription.name}",
     ]
    `);
    for (const line of table) expect(line).not.toMatch(/roles\/(owner|editor|viewer)/);
  });

  test('gives an application the identity of its service account, without a change of its manifests', () => {
    const egress = (name: string) => JSON.stringify(find(`tenants/shop/${name}.yaml`, 'NetworkPolicy', name)?.spec);
    expect(egress('web')).toContain('{"cidr":"169.254.169.254/32"}');
    expect(egress('web')).toContain('{"cidr":"10.0.192.0/18"}');
    expect(egress('worker')).not.toMatch(/169\.254\.169\.254\/32"\}|10\.0\.192\.0/);
    expect(JSON.stringify(find('tenants/shop/web.yaml', 'ServiceAccount', 'web'))).not.toContain('annotations');
  });

  test('has databases that are encrypted, private, backed up and protected', () => {
    expect(resourcesOf('shop-prod-data', 'google_sql_database_instance')).toEqual([
      expect.objectContaining({
        deletion_protection: true,
        encryption_key_name: expect.stringMatching(/cryptoKeys\/shop-data$/) as unknown,
        settings: expect.objectContaining({
          availability_type: 'REGIONAL',
          ip_configuration: expect.objectContaining({ ipv4_enabled: false, ssl_mode: 'ENCRYPTED_ONLY' }) as unknown,
        }) as unknown,
      }),
    ]);
    expect(find('tenants/shop/web.yaml', 'ExternalSecret', 'web-database')).toMatchObject({
      spec: { dataFrom: [{ extract: { key: 'shop--database--web-database' } }] },
    });
  });

  test('refuses options of a database server that tenants share', () => {
    const web = { ...shop.applications.web, uses: { database: { size: 'large' } } };
    const components = createGooglePlatform(google).clusters.cloud1.components;
    const tenants = { shop: { ...shop, applications: { web } } };
    expect(language.check(createGkePlatform({ components }, { tenants })).map(({ message }) => message)).toContain(
      'is not an option of databases of Cloud SQL: those of a tenant share one server, which retains them',
    );
  });

  test('keeps the log of a database no longer than its backups, as Cloud SQL requires', () => {
    const logDays = (options: object) => {
      const { cloud1 } = createGooglePlatform(google).clusters;
      const components = cloud1.components.map((component) =>
        component.kind === 'cloud-sql' ? { ...component, ...options } : component,
      );
      const definition = { ...createGooglePlatform(google), clusters: { cloud1: { ...cloud1, components } } };
      const text = synthesize(definition, undefined, language)['cdktf.out/stacks/shop-prod-data/cdk.tf.json'] ?? '';
      return /"transaction_log_retention_days": (\d+)/.exec(text)?.[1];
    };
    expect(logDays({ backupDays: 3 })).toBe('3');
    expect(logDays({ backupDays: 30 })).toBe('7');
  });

  test('has buckets that are not public; S3 is an error', () => {
    expect(resourcesOf('shop-prod-data', 'google_storage_bucket')).toEqual([
      expect.objectContaining({ public_access_prevention: 'enforced', uniform_bucket_level_access: true }),
    ]);
    const web = { ...shop.applications.web, uses: { bucket: {} } };
    const problems = language.check(
      createGkePlatform({ components: [google.gcs()] }, { tenants: { shop: { ...shop, applications: { web } } } }),
    );
    expect(problems.map(({ message }) => message)).toContain("cluster 'cloud1' provides 'gcs'");
  });

  test('refuses its components on clusters elsewhere', () => {
    const { cloudDns, cloudSql, gcs, memorystore, persistentDisk, pubsub, secretManager } = google;
    const components = [
      cloudDns({ zones: ['projects/acme-dns/managedZones/acme-example'] }),
      ...[cloudSql(), gcs(), memorystore(), persistentDisk(), pubsub(), secretManager()],
    ];
    const dc1 = { kind: 'existing', environment: 'prod', kubeconfig: 'k', components };
    const messages = language.check({ ...createGkePlatform(), clusters: { dc1 } }).map(({ message }) => message);
    expect(messages.filter((message) => message === 'requires a cluster in Google Cloud')).toHaveLength(7);
  });

  test('lets cert-manager answer challenges in the zones of their project', () => {
    const issuer = find('components/cert-manager-issuers/objects.yaml', 'ClusterIssuer', 'default');
    expect(issuer?.spec).toMatchObject({ acme: { solvers: [{ dns01: { cloudDNS: { project: 'acme-dns' } } }] } });
    const zones = ['projects/acme-dns/managedZones/a', 'projects/acme-prod/managedZones/b'];
    const problems = language.check(createGkePlatform({ components: [google.cloudDns({ zones })] }));
    expect(problems.map(({ message }) => message).join()).toContain('are of several projects');
  });

  test('keeps no credential in a state', () => {
    const used = stacks().flatMap(([, { resource = {}, data = {} }]) => [
      ...Object.entries(resource),
      ...Object.entries(data as typeof resource).map(([type, items]) => [`data.${type}`, items] as const),
    ]);
    const types = [...new Set(used.map(([type]) => type))].filter((type) => type.includes('google_')).sort();
    expect(types.length).toBeGreaterThan(18);
    const credentials = types.flatMap((type) => listCredentialAttributes(type).map((name) => `${type}.${name}`));
    // An attribute of a new type appears here, and needs a reason.
    expect(credentials).toEqual(Object.keys(credentialAttributes).sort());
    const set = used.flatMap(([type, items]) =>
      Object.values(items).flatMap((attributes) =>
        Object.keys(attributes).filter((name) => credentialAttributes[`${type}.${name}`] === 'not set'),
      ),
    );
    expect(set).toEqual([]);
  });
});

/**
 * Attributes of the types in use, and computed ones, that can contain a credential, with the reason why none is in a state.
 * `not set` is verified.
 */
const credentialAttributes: Readonly<Record<string, string>> = {
  'data.google_container_cluster.client_certificate': 'none: the cluster issues no client certificate',
  'data.google_container_cluster.client_key': 'none: the cluster issues no client certificate',
  'data.google_container_cluster.issue_client_certificate': 'a boolean',
  'google_compute_router.md5_authentication_keys': 'not set',
  'google_container_cluster.client_certificate': 'none: the cluster issues no client certificate',
  'google_container_cluster.client_key': 'none: the cluster issues no client certificate',
  'google_container_cluster.issue_client_certificate': 'a boolean',
  'google_pubsub_subscription.oidc_token': 'of pushed messages: not set',
  'google_secret_manager_secret_version.is_secret_data_base64': 'a boolean',
  'google_secret_manager_secret_version.secret_data': 'not set',
  'google_secret_manager_secret_version.secret_data_wo': 'write-only: Terraform stores it in no plan and no state',
  'google_secret_manager_secret_version.secret_data_wo_version': 'a digest of the address of the instance',
  'google_sql_database_instance.client_certificate': 'of a replica of another server: not set',
  'google_sql_database_instance.client_key': 'of a replica of another server: not set',
  'google_sql_database_instance.enable_password_policy': 'a boolean',
  'google_sql_database_instance.password': 'of a replica of another server: not set',
  'google_sql_database_instance.password_change_interval': 'a duration',
  'google_sql_database_instance.password_validation_policy': 'a policy',
  'google_sql_database_instance.root_password': 'not set',
};

/** Names that attributes of the provider with credentials have. Its bindings do not record which are sensitive. */
const credentialName = /password|secretData|(access|shared|client|private|authentication)Key|token|clientCertificate$/i;

/** Lists the attributes of a type that can contain a credential, computed ones included, from the bindings of the provider. */
function listCredentialAttributes(type: string): readonly string[] {
  const name = type.startsWith('data.') ? type.replace('data.', 'data-') : type.replace(/^google_/, '');
  const folder = join(__dirname, '../../../../node_modules/@cdktf/provider-google/lib', name.replaceAll('_', '-'));
  // Large resources have their blocks in further files.
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((path) => path.endsWith('.d.ts'));
  const text = files.map((path) => readFileSync(join(folder, path), 'utf8')).join('\n');
  const names = [...text.matchAll(/^ {4}(?:readonly|get) (\w+)\b/gm)].map(([, property = '']) => property);
  return [...new Set(names)]
    .filter((property) => credentialName.test(property) && !property.endsWith('Input'))
    .map((property) => property.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`))
    .sort();
}
