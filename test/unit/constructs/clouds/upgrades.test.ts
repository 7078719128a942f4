import type { Language } from '../../../../src/create-language';
import { createEksPlatform, describeAws, eksOptions } from '../../../support/aws';
import { aksOptions, createAksPlatform, describeAzure } from '../../../support/azure';
import { createGkePlatform, describeGoogle, gkeOptions } from '../../../support/google';
import { readStack, synthesize } from '../../../support/output-files';

type CreatePlatform = (cluster?: object) => object;

/** Compares two definitions of the cluster, by the changes and errors of the plan. */
function createComparison(language: Language, createPlatform: CreatePlatform) {
  const problemsOf = (cluster: object, previous: object) =>
    language
      .check(createPlatform(cluster), createPlatform(previous))
      .filter(({ severity }) => severity === 'error')
      .map(({ path, message }) => `${path.join('.')}: ${message}`);
  const changesOf = (cluster: object, previous: object = {}) =>
    language.plan(createPlatform(cluster), createPlatform(previous)).changes;
  return { problemsOf, changesOf };
}

/** What differs between the clouds in these tests. */
interface Replacements {
  /** Options of a node pool. */
  readonly pool: Readonly<Record<string, unknown>>;
  /** Option whose change replaces the nodes, with another value as the plan shows it. */
  readonly machines: readonly [option: string, value: unknown, shown: string];
  readonly zones: readonly string[];
  /** Component with volumes. */
  readonly storage: object;
  readonly longestSupport: string;
  /** Steps of an upgrade: action and names. */
  readonly steps: readonly string[];
}

/** Declares the tests of upgrades and replacements that all clouds share. */
function declareTests(
  language: Language,
  createPlatform: CreatePlatform,
  { pool, machines: [option, value, shown], zones, storage, longestSupport, steps }: Replacements,
) {
  const { problemsOf, changesOf } = createComparison(language, createPlatform);
  const path = ['clusters', 'cloud1', 'nodePools', 'general'];
  const otherMachines = { nodePools: { general: { ...pool, [option]: value } } };

  test('are by one minor version at a time, and never to an older one', () => {
    expect(problemsOf({ kubernetes: '1.35' }, { kubernetes: '1.34' })).toEqual([]);
    // A cluster whose version has ended since the last apply can be upgraded.
    expect(problemsOf({ kubernetes: '1.34' }, { kubernetes: '1.33' })).toEqual([]);
    expect(problemsOf({ kubernetes: '1.35' }, { kubernetes: '1.33', support: longestSupport })).toEqual([
      'clusters.cloud1.kubernetes: skips a minor version after 1.33',
    ]);
    expect(problemsOf({ kubernetes: '1.34' }, { kubernetes: '1.35' }).join()).toContain('cannot be downgraded');
    expect(changesOf({ kubernetes: '1.35' }, { kubernetes: '1.34' })).toContainEqual(
      expect.objectContaining({ action: 'upgrade', risk: 'nodes are drained while the cluster is upgraded' }),
    );
  });

  test('list their steps in the order of the apply', () => {
    const [upgrade] = changesOf({ kubernetes: '1.35' }, { kubernetes: '1.34' }).flatMap(
      (change) => change.upgrade ?? [],
    );
    expect(upgrade?.steps.map(({ action, hosts }) => [action, ...hosts].join(' '))).toEqual(steps);
  });

  test('that replace nodes are named with their risk', () => {
    expect(changesOf(otherMachines)).toContainEqual(
      expect.objectContaining({
        path: [...path, option],
        to: shown,
        risk: 'all nodes of the pool are replaced: their pods are evicted',
      }),
    );
    expect(changesOf({}, { nodePools: { general: pool, batch: pool } })).toContainEqual(
      expect.objectContaining({
        action: 'remove',
        path: ['clusters', 'cloud1', 'nodePools', 'batch'],
        risk: expect.stringContaining('its nodes are drained') as unknown,
      }),
    );
    // A zone of the cluster is one of its pools.
    expect(changesOf({ zones: zones.slice(0, 2) }, { zones })).toContainEqual(
      expect.objectContaining({ path: [...path, 'zones'], risk: expect.any(String) as unknown }),
    );
  });

  test('that replace nodes must be allowed on a cluster with volumes', () => {
    const withVolumes = { components: [storage] };
    const name = 'clusters.cloud1.nodePools.general';
    expect(problemsOf(otherMachines, {})).toEqual([]);
    expect(problemsOf({ ...withVolumes, ...otherMachines }, withVolumes)).toEqual([
      `${name}: has another value of ${option}: pods with volumes on its nodes stop, and start only on other nodes in the zone of their volumes`,
    ]);
    const allowed = { ...createPlatform({ ...withVolumes, ...otherMachines }), allowRemoval: [name] };
    expect(language.check(allowed, createPlatform(withVolumes))).toEqual([]);
    const twoPools = { ...withVolumes, nodePools: { general: pool, batch: pool } };
    expect(problemsOf(withVolumes, twoPools).join()).toContain(
      'clusters.cloud1.nodePools.batch: was removed from the definition',
    );
    expect(problemsOf({ ...withVolumes, nodePools: { general: { ...pool, max: 9 } } }, withVolumes)).toEqual([]);
  });

  test('that would replace the cluster are errors', () => {
    for (const [option, value] of [
      ['clusterName', 'another'],
      ['network', { cidr: '10.16.0.0/16' }],
    ] as const)
      expect(problemsOf({ [option]: value }, {}).join()).toContain(`clusters.cloud1.${option}`);
  });
}

describeAws('upgrades and replacements in AWS', ({ ebs }, language) => {
  declareTests(language, createEksPlatform, {
    pool: eksOptions.nodePools.general,
    machines: ['instanceTypes', ['m7g.xlarge'], 'm7g.xlarge'],
    zones: ['a', 'b', 'c'],
    storage: ebs(),
    longestSupport: 'extended',
    steps: [
      'control-planes',
      'add-ons vpc-cni kube-proxy eks-pod-identity-agent',
      'node-pools general',
      'add-ons coredns',
    ],
  });

  test('reach add-ons and node groups after the control plane, whose version they have', () => {
    const { resource = {}, data = {} } = readStack(
      synthesize(createEksPlatform({ kubernetes: '1.34' }), undefined, language),
      'cloud1-infrastructure',
    );
    expect(resource.aws_eks_cluster?.cluster).toMatchObject({ version: '1.34' });
    expect(resource.aws_eks_node_group?.['general-nodes']).toMatchObject({
      version: '${aws_eks_cluster.cluster.version}',
      depends_on: expect.arrayContaining(['aws_eks_cluster.cluster', 'aws_eks_addon.vpc-cni']) as unknown,
    });
    expect(data.aws_eks_addon_version?.['vpc-cni-version']).toMatchObject({ kubernetes_version: '1.34' });
  });

  test('of zones name another node group, since EKS replaces it', () => {
    const nameOf = (zones: readonly string[]) =>
      readStack(synthesize(createEksPlatform({ zones }), undefined, language), 'cloud1-infrastructure').resource
        ?.aws_eks_node_group?.['general-nodes']?.node_group_name;
    expect(nameOf(['a', 'b', 'c'])).not.toBe(nameOf(['a', 'b']));
  });
});

describeAzure('upgrades and replacements in Azure', ({ azureDisk }, language) => {
  declareTests(language, createAksPlatform, {
    pool: aksOptions.nodePools.general,
    machines: ['machineType', 'Standard_D8ds_v5', 'Standard_D8ds_v5'],
    zones: ['1', '2', '3'],
    storage: azureDisk(),
    longestSupport: 'long-term',
    steps: ['control-planes', 'node-pools general'],
  });

  test('reach the node pools after the control plane, which they depend on', () => {
    const { resource = {} } = readStack(
      synthesize(createAksPlatform({ kubernetes: '1.34' }), undefined, language),
      'cloud1-infrastructure',
    );
    expect(resource.azurerm_kubernetes_cluster?.cluster).toMatchObject({ kubernetes_version: '1.34' });
    expect(resource.azurerm_kubernetes_cluster_node_pool?.['general-nodes']).toMatchObject({
      orchestrator_version: '1.34',
      kubernetes_cluster_id: '${azurerm_kubernetes_cluster.cluster.id}',
    });
  });
});

describeGoogle('upgrades and replacements in Google Cloud', ({ persistentDisk }, language) => {
  declareTests(language, createGkePlatform, {
    pool: gkeOptions.nodePools.general,
    machines: ['machineType', 'n2-standard-8', 'n2-standard-8'],
    zones: ['a', 'b', 'c'],
    storage: persistentDisk(),
    longestSupport: 'extended',
    steps: ['control-planes', 'node-pools general'],
  });

  test('reach the node pools after the control plane, whose version they get in the same apply', () => {
    const { resource = {}, data = {} } = readStack(
      synthesize(createGkePlatform({ kubernetes: '1.34' }), undefined, language),
      'cloud1-infrastructure',
    );
    expect(resource.google_container_cluster?.cluster).toMatchObject({ min_master_version: '1.34' });
    expect(resource.google_container_node_pool?.['general-nodes']).toMatchObject({
      cluster: expect.stringContaining('google_container_cluster.cluster') as unknown,
      management: { auto_upgrade: true },
    });
    // The version is read after the changes of the cluster.
    expect(resource.google_container_node_pool?.['general-nodes']).toMatchObject({
      version: '${data.google_container_cluster.upgraded-cluster.master_version}',
    });
    expect(data.google_container_cluster?.['upgraded-cluster']).toMatchObject({
      depends_on: ['google_container_cluster.cluster'],
    });
  });
});
