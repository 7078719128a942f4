import type { Language } from '../../../../src/create-language';
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

/** Declares the tests of upgrades and replacements that all clouds share. */
function declareTests(
  language: Language,
  createPlatform: CreatePlatform,
  pools: object,
  { otherMachine, longestSupport }: { readonly otherMachine: string; readonly longestSupport: string },
) {
  const { problemsOf, changesOf } = createComparison(language, createPlatform);
  const path = ['clusters', 'cloud1', 'nodePools', 'general'];

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

  test('that replace nodes are named with their risk', () => {
    expect(changesOf({ nodePools: { general: { ...pools, machineType: otherMachine } } })).toContainEqual(
      expect.objectContaining({
        path: [...path, 'machineType'],
        to: otherMachine,
        risk: expect.any(String) as unknown,
      }),
    );
    expect(changesOf({}, { nodePools: { general: pools, batch: pools } })).toContainEqual(
      expect.objectContaining({
        action: 'remove',
        path: ['clusters', 'cloud1', 'nodePools', 'batch'],
        risk: expect.any(String) as unknown,
      }),
    );
  });

  test('that would replace the cluster are errors', () => {
    for (const [option, value] of [
      ['clusterName', 'another'],
      ['network', { cidr: '10.16.0.0/16' }],
    ] as const)
      expect(problemsOf({ [option]: value }, {}).join()).toContain(`clusters.cloud1.${option}`);
  });
}

describeAzure('upgrades and replacements in Azure', (_, language) => {
  const { general } = aksOptions.nodePools;
  declareTests(language, createAksPlatform, general, {
    otherMachine: 'Standard_D8ds_v5',
    longestSupport: 'long-term',
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

describeGoogle('upgrades and replacements in Google Cloud', (_, language) => {
  const { general } = gkeOptions.nodePools;
  declareTests(language, createGkePlatform, general, { otherMachine: 'n2-standard-8', longestSupport: 'extended' });

  test('reach the node pools after the control plane, by GKE, which never makes nodes newer', () => {
    const { resource = {} } = readStack(
      synthesize(createGkePlatform({ kubernetes: '1.34' }), undefined, language),
      'cloud1-infrastructure',
    );
    expect(resource.google_container_cluster?.cluster).toMatchObject({ min_master_version: '1.34' });
    expect(resource.google_container_node_pool?.['general-nodes']).toMatchObject({
      cluster: expect.stringContaining('google_container_cluster.cluster') as unknown,
      management: { auto_upgrade: true },
    });
    expect(resource.google_container_node_pool?.['general-nodes']).not.toHaveProperty('version');
  });
});
