import { parseAllDocuments } from 'yaml';
import { DefinitionError, formatProblem } from '../../../../src/schema/problem';
import { administrator, createEksPlatform, describeAws, eksOptions } from '../../../support/aws';
import { readStack, synthesize } from '../../../support/output-files';

describeAws('an EKS cluster', (_, language) => {
  const synth = (cluster: object = {}, platform: object = {}) =>
    synthesize(createEksPlatform(cluster, platform), undefined, language);
  const infrastructure = (cluster: object = {}) => readStack(synth(cluster), 'cloud1-infrastructure').resource ?? {};
  const problemsOf = (cluster: object, previous?: object) =>
    language
      .check(createEksPlatform(cluster), previous && createEksPlatform(previous))
      .map(({ path, message }) => `${path.join('.')}: ${message}`);

  test('has its network in a stack of its own, which is applied first', () => {
    const files = synth();
    expect(JSON.parse(files['dist/order.json'] ?? '')).toMatchObject({
      apply: ['prod-eu-north-1-network', 'cloud1-infrastructure', 'cloud1-bootstrap', 'cloud1-platform'],
    });
    expect(Object.keys(readStack(files, 'prod-eu-north-1-network').resource?.aws_vpc ?? {})).toEqual(['vpc']);
    expect(infrastructure()).not.toHaveProperty('aws_vpc');
  });

  test('shares its network with the clusters of its environment and region', () => {
    const files = synth({}, { clusters: { cloud1: eksOptions, cloud2: eksOptions } });
    expect(JSON.parse(files['dist/order.json'] ?? '')).toMatchObject({
      apply: ['prod-eu-north-1-network', ...['cloud1', 'cloud2'].flatMap((name) => listStacks(name))],
    });
  });

  test('must have the same network options as the clusters that share the network', () => {
    const other = { ...eksOptions, network: { cidr: '10.9.0.0/16' } };
    const problems = language.check(createEksPlatform({}, { clusters: { cloud1: eksOptions, cloud2: other } }));
    expect(problems.map(({ path, message }) => `${path.join('.')}: ${message}`)).toEqual([
      "clusters.cloud2.network: cluster 'cloud1' has the same network 'prod-eu-north-1' with another value of 'cidr'",
    ]);
  });

  test('has warnings for a region and an instance type that are misspelt in one letter', () => {
    const nodePools = { general: { ...eksOptions.nodePools.general, instanceTypes: ['m7g.lrge', 'm7g.metal-24xl'] } };
    const problems = language.check(createEksPlatform({ region: 'eu-nort-1', nodePools }));
    expect(problems.filter(({ message }) => message.startsWith('is not a known')).map(formatProblem)).toEqual([
      `clusters.cloud1.region is "eu-nort-1": is not a known region of AWS; write 'eu-north-1', if that is what you mean`,
      `clusters.cloud1.nodePools.general.instanceTypes[0] is "m7g.lrge": is not a known instance type of EC2; write 'm7g.large', if that is what you mean`,
    ]);
  });

  test('creates no network where one is given by its id', () => {
    const network = {
      id: 'vpc-0123456789abcdef0',
      podCidr: '10.8.0.0/17',
      privateSubnets: ['subnet-0123456789abcdef0', 'subnet-0123456789abcdef1'],
    };
    const files = synth({ network });
    expect(JSON.parse(files['dist/order.json'] ?? '')).toMatchObject({ apply: listStacks('cloud1') });
    expect(readStack(files, 'cloud1-infrastructure').resource?.aws_eks_cluster?.cluster).toMatchObject({
      vpc_config: { subnet_ids: network.privateSubnets },
    });
    expect(readStack(files, 'cloud1-infrastructure').data).not.toHaveProperty('aws_vpc');
  });

  test('has pools in some zones of an existing network too, by its subnets there', () => {
    const privateSubnets = ['subnet-0123456789abcdef0', 'subnet-0123456789abcdef1'];
    const network = { id: 'vpc-0123456789abcdef0', podCidr: '10.8.0.0/17', privateSubnets };
    const nodePools = { general: { ...eksOptions.nodePools.general, zones: ['a'] } };
    const files = synthesize(createEksPlatform({ network, nodePools }), undefined, language);
    const { data = {}, resource = {} } = readStack(files, 'cloud1-infrastructure');
    expect(data.aws_subnets).toMatchObject({
      'private-eu-north-1a-subnets': {
        filter: [
          { name: 'vpc-id', values: ['vpc-0123456789abcdef0'] },
          { name: 'subnet-id', values: privateSubnets },
          { name: 'availability-zone', values: ['eu-north-1a'] },
        ],
      },
    });
    expect(resource.aws_eks_node_group?.['general-nodes']).toMatchObject({
      subnet_ids: '${data.aws_subnets.private-eu-north-1a-subnets.ids}',
    });
  });

  test('lets components reach private endpoints among its nodes, and no other address there', () => {
    const network = {
      id: 'vpc-0123456789abcdef0',
      podCidr: '10.8.0.0/17',
      endpointCidrs: ['10.8.3.17/32'],
      privateSubnets: ['subnet-0123456789abcdef0', 'subnet-0123456789abcdef1'],
    };
    const store = { aws: { service: 'SecretsManager', region: 'eu-north-1' } };
    const files = synth({ network, components: [{ kind: 'external-secrets', store }] });
    const policies = parseAllDocuments(
      files['dist/cloud1/components/namespace-external-secrets/objects.yaml'] ?? '',
    ).map((document) => document.toJSON() as { readonly metadata: { readonly name: string }; readonly spec?: object });
    const { spec } = policies.find(({ metadata }) => metadata.name === 'external-secrets-all') ?? {};
    const blocks = (spec as { readonly egress: readonly { readonly to?: readonly object[] }[] }).egress.flatMap(
      ({ to = [] }) => to.filter((peer) => 'ipBlock' in peer),
    );
    expect(blocks).toContainEqual({ ipBlock: { cidr: '10.8.3.17/32' } });
    expect(blocks).toContainEqual({
      ipBlock: { cidr: '0.0.0.0/0', except: expect.arrayContaining(['10.8.0.0/17']) as unknown },
    });
  });

  test('has as many nodes as the definition, which another number changes', () => {
    const pool = (options: object) => {
      const nodePools = { general: { ...eksOptions.nodePools.general, ...options } };
      return infrastructure({ nodePools }).aws_eks_node_group?.['general-nodes'] as Record<string, unknown>;
    };
    expect(pool({ min: 3 }).scaling_config).toEqual({ min_size: 3, max_size: 3, desired_size: 3 });
    expect(pool({ min: 5, max: 9 }).scaling_config).toEqual({ min_size: 5, max_size: 9, desired_size: 5 });
    expect(pool({ min: 5 }).lifecycle).toEqual({ create_before_destroy: true });
  });

  test('warns of a maximum that nothing reaches, unless Karpenter starts nodes', () => {
    const nodePools = { general: { ...eksOptions.nodePools.general, max: 6 } };
    const karpenter = { kind: 'karpenter', nodePools: { burst: { instanceFamilies: ['m7i'] } } };
    expect(problemsOf({ nodePools })).toEqual([
      'clusters.cloud1.nodePools.general.max: nothing scales the pool: it has 2 nodes',
    ]);
    expect(problemsOf({ nodePools, components: [karpenter] })).toEqual([]);
  });

  test('is private, encrypted and logged, and its creator is no administrator', () => {
    expect(infrastructure().aws_eks_cluster?.cluster).toMatchObject({
      access_config: { authentication_mode: 'API', bootstrap_cluster_creator_admin_permissions: false },
      bootstrap_self_managed_addons: false,
      deletion_protection: true,
      enabled_cluster_log_types: ['api', 'audit', 'authenticator', 'controllerManager', 'scheduler'],
      encryption_config: { resources: ['secrets'], provider: { key_arn: '${aws_kms_key.key.arn}' } },
      vpc_config: { endpoint_private_access: true, endpoint_public_access: false },
    });
    expect(infrastructure().aws_launch_template?.['general-template']).toMatchObject({
      block_device_mappings: [{ ebs: { encrypted: 'true', kms_key_id: '${aws_kms_key.key.arn}' } }],
      metadata_options: { http_tokens: 'required', http_put_response_hop_limit: 1 },
    });
  });

  test('can allow public address ranges, but not all addresses', () => {
    const api = { allowedRanges: ['198.51.100.0/24'] };
    expect(infrastructure({ api }).aws_eks_cluster?.cluster).toMatchObject({
      vpc_config: { endpoint_public_access: true, public_access_cidrs: ['198.51.100.0/24'] },
    });
    expect(problemsOf({ api: { allowedRanges: ['0.0.0.0/0'] } }).join()).toContain('allows all addresses');
  });

  test('replaces a node group by another one when its instances change', () => {
    const nameOf = (pool: object) => {
      const nodePools = { general: { ...eksOptions.nodePools.general, ...pool } };
      return infrastructure({ nodePools }).aws_eks_node_group?.['general-nodes']?.node_group_name;
    };
    expect(nameOf({ max: 9, diskGiB: 100 })).toBe(nameOf({}));
    expect(nameOf({ instanceTypes: ['m7g.xlarge'] })).not.toBe(nameOf({}));
  });

  test('has nodes with the image that is written', () => {
    const nodeImage = '1.35.0-20261117';
    const pool = (options: object) => infrastructure(options).aws_eks_node_group?.['general-nodes'];
    expect(pool({ nodeImage })).toMatchObject({ release_version: nodeImage });
    expect(pool({})).not.toHaveProperty('release_version');
  });

  test('limits the permissions of all its roles by a boundary', () => {
    const permissionsBoundary = 'arn:aws:iam::123456789012:policy/boundary';
    const files = synth({ permissionsBoundary });
    const roles = ['prod-eu-north-1-network', 'cloud1-infrastructure'].flatMap((stack) =>
      Object.values(readStack(files, stack).resource?.aws_iam_role ?? {}),
    );
    expect(roles.length).toBeGreaterThan(3);
    for (const role of roles) expect(role).toMatchObject({ permissions_boundary: permissionsBoundary });
  });

  test('gives access to roles by their groups, and the administration to administrators only', () => {
    const developer = 'arn:aws:iam::123456789012:role/developers';
    const { aws_eks_access_entry: entries, aws_eks_access_policy_association: policies } = infrastructure({
      groups: { 'shop-developers': [developer] },
    });
    expect(Object.values(entries ?? {})).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ principal_arn: developer, kubernetes_groups: ['shop-developers'] }),
        expect.objectContaining({ principal_arn: administrator, kubernetes_groups: [] }),
      ]),
    );
    expect(Object.values(policies ?? {})).toEqual([expect.objectContaining({ principal_arn: administrator })]);
  });

  test('is reached by short-lived tokens, and its certificate is looked up', () => {
    const files = synth();
    const { provider, data } = readStack(files, 'cloud1-platform');
    expect(provider).toMatchObject({
      helm: [
        {
          kubernetes: {
            host: '${data.aws_eks_cluster.Cluster.endpoint}',
            cluster_ca_certificate: '${base64decode(data.aws_eks_cluster.Cluster.certificate_authority[0].data)}',
            exec: {
              command: 'aws',
              args: ['eks', 'get-token', '--cluster-name', 'cloud1', '--region', 'eu-north-1', '--output', 'json'],
            },
          },
        },
      ],
    });
    expect(data?.aws_eks_cluster).toMatchObject({ Cluster: { name: 'cloud1' } });
    const [plan] = language.plan(createEksPlatform()).clusters;
    expect(plan?.connection).toMatchObject({
      kubeconfigCommand: [
        'aws',
        'eks',
        'update-kubeconfig',
        '--name',
        'cloud1',
        '--region',
        'eu-north-1',
        '--kubeconfig',
      ],
    });
  });

  test('has no resources after its removal, while the network remains', () => {
    const files = synth({ state: 'removed', deletionProtection: false });
    expect(readStack(files, 'cloud1-infrastructure').resource).toBeUndefined();
    expect(readStack(files, 'prod-eu-north-1-network').resource).toHaveProperty('aws_vpc');
    expect(JSON.parse(files['dist/order.json'] ?? '')).toMatchObject({
      apply: ['prod-eu-north-1-network', ...listStacks('cloud1').reverse()],
    });
  });

  test('can have its network removed, after all its clusters', () => {
    const files = synth({ state: 'removed', deletionProtection: false, network: { state: 'removed' } });
    expect(readStack(files, 'prod-eu-north-1-network').resource).toBeUndefined();
    expect(JSON.parse(files['dist/order.json'] ?? '')).toMatchObject({
      apply: [...listStacks('cloud1').reverse(), 'prod-eu-north-1-network'],
    });
  });

  test.each([
    [
      'an instance type of another architecture',
      { nodePools: { a: { instanceTypes: ['m7g.large'] } } },
      'has processors of the architecture arm64, but the pool has amd64',
    ],
    [
      'an instance type that does not exist',
      { nodePools: { a: { instanceTypes: ['large'] } } },
      'is not an instance type of EC2 for Linux',
    ],
    [
      'a subnet that is too small',
      { network: { cidr: '10.0.0.0/20' }, nodePools: { a: { instanceTypes: ['m7i.4xlarge'], max: 30 } } },
      'has 507 addresses, but the node pools need up to 2400 there',
    ],
    [
      'a version without standard support',
      { kubernetes: '1.33' },
      'the standard support of EKS for it ended on 2026-07-29',
    ],
    ['a version that EKS does not offer', { kubernetes: '1.36' }, 'is not an allowed value'],
    ['a podCidr', { podCidr: '10.244.0.0/16' }, ''],
    ['a Service range outside of the private ranges', { serviceCidr: '100.64.0.0/16' }, 'is not within 10.0.0.0/8'],
    ['a Service range within the network', { serviceCidr: '10.0.0.0/20' }, 'overlaps with the network 10.0.0.0/16'],
    ['an image of another version', { nodeImage: '1.34.2-20261101' }, 'is not an image of Kubernetes 1.35'],
    ['one zone', { zones: ['a'] }, 'EKS requires 2 zones'],
    [
      'an existing subnet',
      {
        network: { id: 'vpc-0123456789abcdef0', podCidr: '10.8.0.0/17', privateSubnets: ['subnet-0123456789abcdef0'] },
      },
      'EKS requires subnets in 2 zones',
    ],
    [
      'endpoints in a range with many pods',
      {
        network: {
          id: 'vpc-0123456789abcdef0',
          podCidr: '10.8.0.0/17',
          endpointCidrs: ['10.8.0.0/19'],
          privateSubnets: ['subnet-0123456789abcdef0', 'subnet-0123456789abcdef1'],
        },
      },
      'has more than 256 addresses, and pods there would be reached too',
    ],
    [
      'a zone of a pool that is not of the cluster',
      { nodePools: { a: { instanceTypes: ['m7i.large'], zones: ['d'] } } },
      'is no zone of the cluster',
    ],
    [
      'more minimum than maximum nodes',
      { nodePools: { a: { instanceTypes: ['m7i.large'], min: 9, max: 3 } } },
      'is more than max 3',
    ],
    ['a cluster without nodes', { nodePools: { a: { instanceTypes: ['m7i.large'], min: 0 } } }, 'no pool has a node'],
    [
      'a label that EKS sets',
      { nodePools: { a: { instanceTypes: ['m7i.large'], labels: { 'kubernetes.io/arch': 'x' } } } },
      'EKS refuses labels with this prefix',
    ],
    [
      'a group of IAM as administrator',
      { administrators: ['arn:aws:iam::123456789012:group/admins'] },
      'must be the ARN of a role or user',
    ],
    [
      'a key in another region',
      { encryptionKey: 'arn:aws:kms:us-east-1:123456789012:key/abc' },
      'is a key in us-east-1',
    ],
    ['a removal under deletion protection', { state: 'removed' }, 'the cluster is protected against deletion'],
    ['a removed network of a present cluster', { network: { state: 'removed' } }, 'the cluster still uses its network'],
    [
      'a name of the node group that is too long',
      { nodePools: { ['a'.repeat(60)]: { instanceTypes: ['m7i.large'] } } },
      'has more than 63 characters',
    ],
  ])('refuses %s', (_title, cluster, message) => {
    const problems = problemsOf(cluster);
    expect(problems.length).toBeGreaterThan(0);
    expect(problems.join('\n')).toContain(message);
  });

  test.each([
    ['region', { region: 'eu-west-1' }],
    ['serviceCidr', { serviceCidr: '172.21.0.0/16' }],
    ['network.cidr', { network: { cidr: '10.9.0.0/16' } }],
    ['clusterName', { clusterName: 'other' }],
  ])('cannot change its %s', (field, cluster) => {
    expect(problemsOf(cluster, {})).toContainEqual(
      expect.stringContaining(`clusters.cloud1.${field}: cannot be changed on an existing cluster`),
    );
  });

  test('reports all errors as DefinitionError before anything is written', () => {
    expect(() => synth({ zones: ['a'], serviceCidr: '100.64.0.0/16' })).toThrow(DefinitionError);
  });
});

function listStacks(cluster: string): string[] {
  return ['infrastructure', 'bootstrap', 'platform'].map((stack) => `${cluster}-${stack}`);
}
