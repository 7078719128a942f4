import { calico, cilium, coreDns, flannel } from '../../../../constructs/components';
import type { Language } from '../../../../src/create-language';
import { createEksPlatform, describeAws } from '../../../support/aws';
import { createAksPlatform, describeAzure } from '../../../support/azure';
import { readStack, synthesize } from '../../../support/output-files';

const ownNetwork = { addOns: { network: 'component' } };

function createCloud(language: Language, createPlatform: (cluster?: object) => object) {
  const read = (cluster: object, stack: string) =>
    readStack(synthesize(createPlatform(cluster), undefined, language), `cloud1-${stack}`);
  const problemsOf = (cluster: object, previous?: object) =>
    language
      .check(createPlatform(cluster), previous && createPlatform(previous))
      .map(({ path, message }) => `${path.join('.')} ${message}`);
  return { read, problemsOf };
}

describeAws('a network of a component on EKS', ({ ebs }, language) => {
  const { read, problemsOf } = createCloud(language, createEksPlatform);
  const cluster = {
    ...ownNetwork,
    components: [cilium(), ebs(), coreDns()],
    addOns: { network: 'component', dns: 'component' },
  };

  test('is installed before the node groups, which EKS would not create without it, and all pods after them', () => {
    const { resource = {}, data = {} } = read(cluster, 'bootstrap');
    expect(resource.helm_release?.cilium).toMatchObject({ wait: false });
    expect(resource.helm_release?.cilium?.depends_on).not.toContain('aws_eks_node_group.Nodes_general-nodes');
    expect(resource.aws_eks_node_group?.['Nodes_general-nodes']).toMatchObject({
      cluster_name: '${data.aws_eks_cluster.Cluster.name}',
      version: '${data.aws_eks_cluster.Cluster.version}',
      node_role_arn: '${data.aws_iam_role.NodeRole.arn}',
      launch_template: { id: '${data.aws_launch_template.Nodes_general-template.id}' },
      depends_on: ['helm_release.cilium'],
    });
    const after = (dependencies: readonly string[]) =>
      expect.objectContaining({ depends_on: expect.arrayContaining(dependencies) as unknown }) as unknown;
    expect(resource.helm_release?.['core-dns']).toEqual(after(['aws_eks_node_group.Nodes_general-nodes']));
    expect(resource.helm_release?.['core-dns']).not.toHaveProperty('wait');
    expect(resource.aws_eks_addon?.['Added_ebs_aws-ebs-csi-driver']).toEqual(
      after(['aws_eks_node_group.Nodes_general-nodes']),
    );
    expect(Object.keys(data.aws_launch_template ?? {})).toEqual(['Nodes_general-template']);
  });

  test('leaves the infrastructure with what it needs: no VPC CNI, and permissions of its operator', () => {
    const { resource = {} } = read(cluster, 'infrastructure');
    expect(Object.keys(resource.aws_eks_addon ?? {}).sort()).toEqual(['eks-pod-identity-agent', 'kube-proxy']);
    expect(resource).not.toHaveProperty('aws_eks_node_group');
    expect(resource.aws_launch_template?.['general-template']).toMatchObject({ name: 'acme-cloud1-general' });
    expect(resource.aws_eks_pod_identity_association?.['cilium-operator-identity']).toMatchObject({
      namespace: 'cilium',
      service_account: 'cilium-operator',
    });
    expect(resource.aws_iam_role_policy_attachment?.['cilium-operator-policy']?.policy_arn).toMatch(
      /AmazonEKS_CNI_Policy$/,
    );
  });

  test('gives pods addresses of the VPC, and enforces network policies', () => {
    const files = synthesize(createEksPlatform(cluster), undefined, language);
    const values = files['dist/cloud1/components/cilium/values.yaml'] ?? '';
    expect(values).toContain('mode: eni');
    expect(values).toContain('routingMode: native');
    expect(files['dist/cloud1/images.txt']).toContain('quay.io/cilium/operator-aws:');
    expect(files['dist/cloud1/images.txt']).not.toContain('operator-generic');
    const tenants = { shop: { clusters: ['cloud1'], owners: 'shop' } };
    expect(language.check({ ...createEksPlatform(cluster), tenants })).toEqual([]);
  });

  test('must be one whose pods the API servers reach, and cannot be changed later', () => {
    expect(problemsOf(ownNetwork)).toEqual([
      'clusters.cloud1.addOns.network no component provides the network of pods, without which nodes do not become Ready',
    ]);
    expect(problemsOf({ ...ownNetwork, components: [calico()] })).toEqual([
      'clusters.cloud1.components.[calico] gives pods addresses that the API servers of EKS do not reach, such as pods of webhooks',
    ]);
    expect(problemsOf({ ...ownNetwork, components: [flannel()] }).join()).toContain('which EKS and AKS do not assign');
    expect(problemsOf({ ...ownNetwork, components: [cilium({ routing: 'vxlan' })] }).join()).toContain(
      'components.[cilium].routing',
    );
    expect(problemsOf({ ...ownNetwork, components: [cilium()] }, {})).toEqual([
      'clusters.cloud1.addOns.network cannot be changed on an existing cluster',
    ]);
    expect(problemsOf({ components: [cilium()] }).join()).toContain(
      "'network' is provided by the infrastructure and 'cilium'",
    );
  });
});

describeAzure('a network of a component on AKS', (_, language) => {
  const { read, problemsOf } = createCloud(language, createAksPlatform);
  const secretsKey = {
    id: 'https://acme.vault.azure.net/keys/secrets/0123456789abcdef0123456789abcdef',
    vault:
      '/subscriptions/11111111-1111-1111-1111-111111111111/resourceGroups/acme/providers/Microsoft.KeyVault/vaults/acme',
  };
  const cluster = { ...ownNetwork, secretsKey, components: [cilium()] };

  test('is installed after AKS has created the nodes, which become Ready with it', () => {
    expect(read(cluster, 'infrastructure').resource?.azurerm_kubernetes_cluster?.cluster).toMatchObject({
      network_profile: { network_plugin: 'none', service_cidr: '10.96.0.0/16', dns_service_ip: '10.96.0.10' },
    });
    const { network_profile: profile } =
      read(cluster, 'infrastructure').resource?.azurerm_kubernetes_cluster?.cluster ?? {};
    for (const argument of ['pod_cidr', 'network_policy', 'network_data_plane', 'network_plugin_mode'])
      expect(profile).not.toHaveProperty(argument);
    expect(read(cluster, 'bootstrap').resource?.helm_release?.cilium).not.toHaveProperty('wait');
    expect(
      synthesize(createAksPlatform(cluster), undefined, language)['dist/cloud1/components/cilium/values.yaml'],
    ).toContain('clusterPoolIPv4PodCIDRList');
    expect(problemsOf({ ...cluster, components: [calico()] })).toEqual([]);
  });

  test('has API servers that connect to pods through the tunnel of AKS, not from a subnet', () => {
    const aksCluster = read(cluster, 'infrastructure').resource?.azurerm_kubernetes_cluster?.cluster;
    expect(aksCluster).not.toHaveProperty('api_server_access_profile');
    expect(aksCluster).toMatchObject({ key_management_service: { key_vault_network_access: 'Public' } });
    expect(problemsOf({ ...ownNetwork, components: [cilium()] }).join()).toContain(
      'clusters.cloud1.secretsKey is missing',
    );
  });

  test('must be there, and cannot be changed later', () => {
    expect(problemsOf({ ...cluster, components: [] }).join()).toContain('no component provides the network of pods');
    expect(problemsOf({ ...cluster, components: [flannel()] }).join()).toContain('which EKS and AKS do not assign');
    expect(problemsOf({ ...cluster, components: [cilium({ routing: 'native' })] }).join()).toContain(
      'components.[cilium].routing',
    );
    expect(problemsOf(cluster, { secretsKey })).toEqual([
      'clusters.cloud1.addOns.network cannot be changed on an existing cluster',
    ]);
  });
});
