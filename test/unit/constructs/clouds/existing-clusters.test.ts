import type { Language } from '../../../../src/create-language';
import { createAwsPlatform } from '../../../golden/aws/platform';
import { createAzurePlatform } from '../../../golden/azure/platform';
import { createGooglePlatform } from '../../../golden/google/platform';
import { describeAws } from '../../../support/aws';
import { describeAzure } from '../../../support/azure';
import {
  existingAksCluster,
  existingEksCluster,
  existingGkeCluster,
  withExistingCluster,
} from '../../../support/existing-clusters';
import { describeGoogle } from '../../../support/google';
import { readStack, synthesize } from '../../../support/output-files';

/** Golden platform of a cloud. */
type CloudPlatform = Parameters<typeof withExistingCluster>[0];
type ExistingCluster = Parameters<typeof withExistingCluster>[1];

/** Synthesizes a platform on an existing cluster, and lists the types of all resources that Terraform creates. */
function synthesizeOn(platform: CloudPlatform, cluster: ExistingCluster, language: Language) {
  const files = synthesize(withExistingCluster(platform, cluster), undefined, language);
  const stacks = Object.keys(files).flatMap(
    (path) => /^cdktf\.out\/stacks\/([^/]+)\/cdk\.tf\.json$/.exec(path)?.[1] ?? [],
  );
  const types = new Set(stacks.flatMap((stack) => Object.keys(readStack(files, stack).resource ?? {})));
  return { files, stacks, types };
}

/** Returns the errors of a platform on an existing cluster with further options. */
function errorsOf(platform: CloudPlatform, cluster: ExistingCluster, more: object, language: Language) {
  return language
    .check(withExistingCluster(platform, cluster, more))
    .filter(({ severity }) => severity === 'error')
    .map(({ path, message }) => `${path.join('.')}: ${message}`);
}

/**
 * Expects that the manifests of applications are those on a created cluster. Network policies differ in the ranges that they exclude:
 * those of an existing network are not all known.
 */
function expectSameManifests(files: Readonly<Record<string, string>>, platform: object, language: Language): void {
  const [existing, created] = [files, synthesize(platform, undefined, language)].map((output) =>
    (output['dist/cloud1/tenants/shop/web.yaml'] ?? '')
      .split('---\n')
      .filter((document) => !document.includes('kind: NetworkPolicy\n')),
  );
  expect(existing?.length).toBeGreaterThan(5);
  expect(existing).toEqual(created);
}

describeAws('an existing EKS cluster', (aws, language) => {
  const platform = createAwsPlatform(aws);
  const { files, types } = synthesizeOn(platform, existingEksCluster, language);
  const infrastructure = readStack(files, 'cloud1-infrastructure');

  test('takes all components, and nothing of the cluster is created', () => {
    expect([...types]).toEqual(expect.arrayContaining(['aws_db_instance', 'aws_s3_bucket', 'aws_sqs_queue']));
    for (const type of types) expect(type).not.toMatch(/^aws_(eks_(?!pod_identity)|vpc$|subnet|launch_template)/);
    expectSameManifests(files, platform, language);
  });

  test('is looked up by its name, with its Service range and its VPC as conditions', () => {
    expect(infrastructure.data?.aws_eks_cluster).toMatchObject({
      Cluster: {
        name: 'acme-existing',
        lifecycle: {
          postcondition: [
            { condition: '${self.kubernetes_network_config[0].service_ipv4_cidr == "172.20.0.0/16"}' },
            { condition: '${self.vpc_config[0].vpc_id == "vpc-0123456789abcdef0"}' },
          ],
        },
      },
    });
    expect(infrastructure.resource?.aws_vpc_security_group_ingress_rule).toMatchObject({
      'shop_postgresql-access_nodes': {
        referenced_security_group_id: '${data.aws_eks_cluster.Cluster.vpc_config[0].cluster_security_group_id}',
      },
    });
    expect(infrastructure.resource?.aws_iam_instance_profile).toMatchObject({
      'karpenter_node-profile': { role: '${data.aws_iam_role.NodeRole.name}' },
    });
  });

  test('has errors for what components need of it', () => {
    const network = { id: 'vpc-0123456789abcdef0', podCidr: '10.0.0.0/17' };
    expect(errorsOf(platform, existingEksCluster, { network, nodeRole: undefined }, language)).toEqual(
      expect.arrayContaining([
        expect.stringContaining('needs the role and the subnets of nodes of the existing cluster') as string,
        expect.stringContaining('the network of the cluster has no subnets for databases and caches') as string,
      ]),
    );
  });
});

describeAzure('an existing AKS cluster', (azure, language) => {
  const platform = createAzurePlatform(azure);
  const { files, stacks, types } = synthesizeOn(platform, existingAksCluster, language);

  test('takes all components, and nothing of the cluster is created', () => {
    expect([...types]).toEqual(
      expect.arrayContaining(['azurerm_postgresql_flexible_server', 'azurerm_federated_identity_credential']),
    );
    for (const type of types) expect(type).not.toMatch(/^azurerm_(kubernetes|virtual_network|subnet|disk_encryption)/);
    expectSameManifests(files, platform, language);
  });

  test('must have no local accounts, whose credentials would be in the states of all stacks with it', () => {
    const lookups = stacks.flatMap((stack) => readStack(files, stack).data?.azurerm_kubernetes_cluster ?? []);
    expect(lookups.length).toBeGreaterThan(1);
    for (const lookup of lookups)
      expect(lookup).toMatchObject({
        Cluster: {
          resource_group_name: 'acme',
          lifecycle: {
            postcondition: expect.arrayContaining([
              {
                condition: expect.stringContaining('length(self.kube_admin_config) == 0') as string,
                error_message: expect.stringContaining('--disable-local-accounts') as string,
              },
            ]) as unknown,
          },
        },
      });
  });

  test('has errors for what components need of it', () => {
    const { nodeSubnet } = existingAksCluster.network as { readonly nodeSubnet: string };
    expect(errorsOf(platform, existingAksCluster, { network: { nodeSubnet } }, language)).toEqual(
      expect.arrayContaining([
        'clusters.cloud1.network.dataSubnet: is missing: nothing could reach the key vault of keyVault()',
      ]),
    );
  });
});

describeGoogle('an existing GKE cluster', (google, language) => {
  const platform = createGooglePlatform(google);
  const { files, types } = synthesizeOn(platform, existingGkeCluster, language);

  test('takes all components, and nothing of the cluster is created', () => {
    expect([...types]).toEqual(
      expect.arrayContaining(['google_sql_database_instance', 'google_storage_bucket', 'google_pubsub_topic']),
    );
    for (const type of types) expect(type).not.toMatch(/^google_(container|compute|kms)/);
    expectSameManifests(files, platform, language);
  });

  test('can be zonal, and must have Workload Identity', () => {
    const zonal = withExistingCluster(platform, existingGkeCluster, { zone: 'a' });
    const stack = readStack(synthesize(zonal, undefined, language), 'cloud1-bootstrap');
    expect(JSON.stringify(stack.data?.google_container_cluster)).toContain('acme-prod.svc.id.goog');
    expect(stack.data?.google_container_cluster).toMatchObject({ Cluster: { location: 'europe-north1-a' } });
  });
});
