import type { Language } from '../../../../src/create-language';
import { createEksPlatform, describeAws } from '../../../support/aws';
import { createAksPlatform, describeAzure } from '../../../support/azure';
import { createGkePlatform, describeGoogle } from '../../../support/google';
import { metricsServer } from '../../../../constructs/components/metrics/metrics-server';
import { coreDns } from '../../../../constructs/components/networking/core-dns';
import { listCloudPermissions } from '../../../../src/output/cloud-permissions';
import { readStack, synthesize } from '../../../support/output-files';

/** Returns functions of a definition with one cluster, by the options of the cluster. */
function createCloud(language: Language, createPlatform: (cluster?: object) => object) {
  return {
    infrastructure: (cluster: object) =>
      readStack(synthesize(createPlatform(cluster), undefined, language), 'cloud1-infrastructure'),
    problemsOf: (cluster: object) =>
      language.check(createPlatform(cluster)).map(({ path, message, fix }) => `${path.join('.')} ${message}: ${fix}`),
    risksOf: (current: object, previous: object) =>
      language
        .plan(createPlatform(current), createPlatform(previous))
        .changes.filter(({ path }) => path[2] === 'addOns')
        .map(({ risk }) => risk),
  };
}

describeAws('add-ons of EKS', ({ ebs }, language) => {
  const { infrastructure, problemsOf, risksOf } = createCloud(language, createEksPlatform);

  test('have the version that EKS recommends, the newest one, or an exact one', () => {
    const { resource = {}, data = {} } = infrastructure({
      addOns: { network: { version: 'v1.20.4-eksbuild.2' }, dns: { version: 'newest' } },
    });
    expect(resource.aws_eks_addon).toMatchObject({
      'vpc-cni': { addon_version: 'v1.20.4-eksbuild.2' },
      'kube-proxy': { addon_version: '${data.aws_eks_addon_version.kube-proxy-version.version}' },
    });
    expect(data.aws_eks_addon_version).not.toHaveProperty('vpc-cni-version');
    expect(data.aws_eks_addon_version).toMatchObject({ 'coredns-version': { most_recent: true } });
    expect(data.aws_eks_addon_version?.['kube-proxy-version']).not.toHaveProperty('most_recent');
  });

  test('have their configuration merged with that of Plinth, and what updates and removals do', () => {
    const configuration = { env: { WARM_IP_TARGET: '5', NAME: '${node}' } };
    const { resource = {} } = infrastructure({
      addOns: { network: { configuration, onConflict: 'preserve', onRemoval: 'retain' }, serviceProxy: {} },
    });
    expect(resource.aws_eks_addon?.['vpc-cni']).toMatchObject({
      configuration_values: JSON.stringify({ enableNetworkPolicy: 'true', ...configuration }).replace(
        '${',
        () => '$${',
      ),
      resolve_conflicts_on_update: 'PRESERVE',
      preserve: true,
    });
    expect(resource.aws_eks_addon?.['kube-proxy']).toMatchObject({ resolve_conflicts_on_update: 'OVERWRITE' });
    expect(resource.aws_eks_addon?.['kube-proxy']).not.toHaveProperty('preserve');
  });

  test('that pods need nodes for are created after the node groups, with the roles of their pods', () => {
    const { resource = {} } = infrastructure({
      addOns: {
        ...{ files: 'managed', buckets: 'managed', snapshots: 'managed', secretsStore: 'managed' },
        ...{ nodeMonitoring: 'managed', metrics: 'managed' },
        other: { 'aws-guardduty-agent': { roles: { agent: 'arn:aws:iam::123456789012:role/agent' } } },
      },
    });
    const addOns = resource.aws_eks_addon ?? {};
    const nodeAddOns = ['eks-pod-identity-agent', 'kube-proxy', 'vpc-cni'];
    expect(Object.keys(addOns).sort()).toEqual(
      [
        ...['aws-efs-csi-driver', 'aws-guardduty-agent', 'aws-mountpoint-s3-csi-driver'],
        ...['aws-secrets-store-csi-driver-provider', 'coredns', 'eks-node-monitoring-agent'],
        ...['metrics-server', 'snapshot-controller', ...nodeAddOns],
      ].sort(),
    );
    for (const [name, { depends_on: after = [] }] of Object.entries(addOns))
      expect([name, (after as string[]).includes('aws_eks_node_group.general-nodes')]).toEqual([
        name,
        !nodeAddOns.includes(name),
      ]);
    expect(addOns['aws-efs-csi-driver']?.pod_identity_association).toEqual([
      { role_arn: '${aws_iam_role.aws-efs-csi-driver-role.arn}', service_account: 'efs-csi-controller-sa' },
    ]);
    expect(listCloudPermissions('cloud1-infrastructure', { resource })).toContainEqual({
      stack: 'cloud1-infrastructure',
      subject: 'agent of the add-on aws-guardduty-agent',
      allows: ['arn:aws:iam::123456789012:role/agent'],
      on: ['what the role permits'],
    });
    expect(addOns['aws-guardduty-agent']?.pod_identity_association).toEqual([
      { role_arn: 'arn:aws:iam::123456789012:role/agent', service_account: 'agent' },
    ]);
  });

  test('are the ones that nodes need, and DNS, by default; a component replaces the latter', () => {
    const names = (cluster: object) => Object.keys(infrastructure(cluster).resource?.aws_eks_addon ?? {}).sort();
    expect(names({})).toEqual(['coredns', 'eks-pod-identity-agent', 'kube-proxy', 'vpc-cni']);
    expect(names({ addOns: { dns: 'component' }, components: [coreDns()] })).not.toContain('coredns');
  });

  test('include the driver of ebs(), with its version, unless another component installs it', () => {
    const driver = (component: object) =>
      infrastructure({ components: [component] }).resource?.aws_eks_addon?.['ebs_aws-ebs-csi-driver'];
    expect(driver(ebs({ driver: { version: 'v1.55.0-eksbuild.1' } }))).toMatchObject({
      addon_version: 'v1.55.0-eksbuild.1',
      depends_on: expect.arrayContaining(['aws_eks_node_group.general-nodes']) as unknown,
    });
    expect(driver(ebs({ driver: 'component' }))).toBeUndefined();
  });

  test('that EKS refuses, or that have another place, are errors with the reason', () => {
    expect(
      problemsOf({
        addOns: {
          dnsCache: 'managed',
          disks: 'managed',
          network: { version: '1.20' },
        },
      }),
    ).toEqual([
      'clusters.cloud1.addOns.network.version must be a version of an add-on of EKS, or newest: write one such as v1.20.4-eksbuild.2',
      "clusters.cloud1.addOns.dnsCache is not possible, since EKS has no such add-on: remove it, or write dns: 'component' and coreDns({ nodeCache: true })",
      'clusters.cloud1.addOns.disks is not possible, since the component ebs() installs the add-on aws-ebs-csi-driver: remove it, and write ebs({ driver: { version } })',
    ]);
    expect(
      problemsOf({
        addOns: {
          serviceProxy: { version: 'v1.36.0-eksbuild.2' },
          other: { coredns: {}, 'aws-ebs-csi-driver': {} },
        },
      }),
    ).toEqual([
      'clusters.cloud1.addOns.serviceProxy.version is newer than Kubernetes 1.35, which kube-proxy must not be: write a version such as v1.35.0-eksbuild.2, or remove it',
      'clusters.cloud1.addOns.other.coredns is an add-on with an option of its own: write addOns.dns',
      'clusters.cloud1.addOns.other.aws-ebs-csi-driver is an add-on with an option of its own: add the component ebs(), and write its `driver`',
    ]);
    expect(problemsOf({ addOns: { metrics: 'managed' }, components: [metricsServer()] }).join()).toContain(
      "'resource-metrics' is provided by the infrastructure and 'metrics-server'",
    );
  });

  test('whose configuration enforces no network policies are known to the plan', () => {
    const network = { configuration: { enableNetworkPolicy: 'false' } };
    const tenants = { shop: { clusters: ['cloud1'], owners: 'shop' } };
    expect(
      language.check({ ...createEksPlatform({ addOns: { network } }), tenants }).map(({ message }) => message),
    ).toEqual(['tenants are isolated by NetworkPolicies, which nothing on this cluster enforces']);
    expect(risksOf({ addOns: { network } }, {})).toEqual([
      'network policies are not enforced: all pods can connect to each other',
    ]);
  });

  test('that change are named with their risk', () => {
    const ownDns = { addOns: { dns: 'component' }, components: [coreDns()] };
    expect(risksOf(ownDns, {})).toEqual(['pods cannot resolve names until the other DNS server answers']);
    expect(risksOf({ addOns: { files: 'off' } }, { addOns: { files: 'managed' } })).toEqual([
      'pods with volumes of the driver do not start while the cluster does not have it',
    ]);
    expect(risksOf({ addOns: { dns: { version: 'v1.12.1-eksbuild.2' } } }, {})).toEqual([undefined]);
  });
});

describeAzure('add-ons of AKS', ({ azureDisk }, language) => {
  const { infrastructure, problemsOf, risksOf } = createCloud(language, createAksPlatform);
  const clusterOf = (addOns: object) => infrastructure({ addOns }).resource?.azurerm_kubernetes_cluster?.cluster;

  test('are those that are written', () => {
    expect(clusterOf({})).toMatchObject({
      image_cleaner_enabled: true,
      storage_profile: {
        ...{ blob_driver_enabled: false, disk_driver_enabled: true },
        ...{ file_driver_enabled: true, snapshot_controller_enabled: true },
      },
    });
    for (const argument of ['azure_policy_enabled', 'key_vault_secrets_provider', 'workload_autoscaler_profile'])
      expect(clusterOf({})).not.toHaveProperty(argument);
    expect(
      clusterOf({
        ...{ buckets: 'managed', files: 'off', snapshots: 'off', imageCleaner: 'off' },
        ...{ secretsStore: 'managed', verticalScaling: 'managed', keda: 'managed', policy: 'managed' },
      }),
    ).toMatchObject({
      azure_policy_enabled: true,
      image_cleaner_enabled: false,
      key_vault_secrets_provider: { secret_rotation_enabled: true },
      storage_profile: { blob_driver_enabled: true, file_driver_enabled: false, snapshot_controller_enabled: false },
      workload_autoscaler_profile: { keda_enabled: true, vertical_pod_autoscaler_enabled: true },
    });
  });

  test('that AKS always runs, or that volumes need, are errors with the reason', () => {
    expect(problemsOf({ addOns: { metrics: 'component', dns: 'component', dnsCache: 'managed' } })).toEqual([
      "clusters.cloud1.addOns.dns is not possible, since AKS always runs CoreDNS: remove it, or write 'managed'",
      "clusters.cloud1.addOns.dnsCache is not possible, since the Terraform provider of Azure has no option for the cache of AKS (LocalDNS): remove it, or write 'off'",
      "clusters.cloud1.addOns.metrics is not possible, since AKS always runs metrics-server: remove it, or write 'managed'",
    ]);
    expect(problemsOf({ addOns: { disks: 'off' }, components: [azureDisk()] })).toEqual([
      "clusters.cloud1.components.[azure-disk] the cluster has no driver of disks: write addOns: { disks: 'managed' } for the cluster, or remove it",
    ]);
  });

  test('that change are named with their risk', () => {
    expect(risksOf({ addOns: { disks: 'off', keda: 'managed' } }, {})).toEqual([
      'pods with volumes of the driver do not start while the cluster does not have it',
    ]);
  });
});

describeGoogle('add-ons of GKE', ({ persistentDisk }, language) => {
  const { infrastructure, problemsOf, risksOf } = createCloud(language, createGkePlatform);
  const clusterOf = (addOns: object) => infrastructure({ addOns }).resource?.google_container_cluster?.cluster;

  test('are those that are written', () => {
    expect(clusterOf({})).toMatchObject({
      addons_config: { dns_cache_config: { enabled: true }, gce_persistent_disk_csi_driver_config: { enabled: true } },
    });
    expect(
      clusterOf({
        ...{ dnsCache: 'off', files: 'managed', buckets: 'managed', backup: 'managed' },
        ...{ secretsStore: 'managed', verticalScaling: 'managed' },
      }),
    ).toMatchObject({
      addons_config: {
        dns_cache_config: { enabled: false },
        gcp_filestore_csi_driver_config: { enabled: true },
        gcs_fuse_csi_driver_config: { enabled: true },
        gke_backup_agent_config: { enabled: true },
      },
      secret_manager_config: { enabled: true },
      vertical_pod_autoscaling: { enabled: true },
    });
  });

  test('that GKE always runs, or that volumes need, are errors with the reason', () => {
    const [network = '', ...others] = problemsOf({
      addOns: { network: 'component', metrics: 'off', snapshots: 'off' },
    });
    expect(network).toContain('GKE has no clusters without its own network');
    expect(others).toEqual([
      "clusters.cloud1.addOns.metrics is not possible, since GKE always runs metrics-server: remove it, or write 'managed'",
      "clusters.cloud1.addOns.snapshots is not possible, since GKE always runs the controller: remove it, or write 'managed'",
    ]);
    expect(problemsOf({ addOns: { disks: 'off' }, components: [persistentDisk()] }).join()).toContain(
      'the cluster has no driver of disks',
    );
  });

  test('that change are named with their risk', () => {
    expect(risksOf({ addOns: { dnsCache: 'off' } }, {})).toEqual([
      'GKE recreates all nodes, a pool after another, in the window of its upgrades',
    ]);
  });
});
