import { App, Chart } from 'cdk8s';
import type { ConfigMap } from 'kubernetes-types/core/v1';
import { satisfies } from 'semver';
import { z } from 'zod';
import { kinds as builtInKinds } from '../../../../constructs/kinds';
import { addObject } from '../../../../constructs/kubernetes/object';
import { builtInCapabilities } from '../../../../src/definition/capability';
import { resolveImage, type ClusterInfo } from '../../../../src/kinds/cluster-info';
import { toJsonSchema } from '../../../../src/schema/json-schema';
import { componentKind, type AnyComponentKind } from '../../../../src/kinds/component-kind';
import { releaseImages, type Release } from '../../../../src/kinds/release';
import { dnsLabel, helmValues, image } from '../../../../src/schema/field-types';
import { charts } from '../../../../constructs/components/charts';
import { kubernetesVersions } from '../../../../src/definition/kubernetes-versions';
import { synthesizeObjects, type RenderedObject } from '../../../support/rendered';
import { readStoredKeys, listUnknownValues } from './chart-keys';
import { clusters } from '../../../support/contract-clusters';
import { contractExceptions, type ComponentPart } from '../../../support/contract-exceptions';
import { optionSets } from '../../../support/contract-options';

/** A kind as a user of Plinth defines it. */
const echo = componentKind({
  kind: 'echo',
  summary: 'Responds to every request with a text.',
  schema: z.strictObject({ text: z.string().default('hello').describe('text of the response') }),
  releases: ({ name, text }) => [
    {
      name,
      namespace: name,
      podSecurity: 'restricted',
      objects: {
        'objects.yaml': (scope) =>
          addObject<ConfigMap>(scope, 'Default', { apiVersion: 'v1', kind: 'ConfigMap', data: { text } }),
      },
    },
  ],
});

const kinds: readonly AnyComponentKind[] = [...builtInKinds.filter((kind) => kind.type === 'component'), echo];
const optionSetsFor = ({ kind }: AnyComponentKind) => optionSets[kind] ?? [{}];
const fullCluster = clusters['a cluster with all capabilities'] as ClusterInfo;

interface Case {
  readonly cluster: string;
  readonly options: object;
  readonly releases: readonly Release[];
}

const listReleases = (kind: AnyComponentKind, options: object, clusterInfo: ClusterInfo) =>
  kind.bind(options).releases(clusterInfo);

const casesByKind = new Map<AnyComponentKind, readonly Case[]>();

/** Lists the releases of a kind with each set of options on each cluster. */
function cases(kind: AnyComponentKind): readonly Case[] {
  const listed = casesByKind.get(kind) ?? listCases(kind);
  casesByKind.set(kind, listed);
  return listed;
}

function listCases(kind: AnyComponentKind): readonly Case[] {
  return optionSetsFor(kind).flatMap((options) =>
    Object.entries(clusters).map(([cluster, clusterInfo]) => ({
      cluster,
      options,
      releases: listReleases(kind, options, clusterInfo),
    })),
  );
}

/** Lists the distinct findings of a check, each with the first options and cluster that cause it. */
function findings(kind: AnyComponentKind, check: (release: Release) => readonly string[]): readonly string[] {
  const firstOccurrences = new Map<string, string>();
  for (const { cluster, options, releases } of cases(kind))
    for (const release of releases)
      for (const text of check(release)) {
        const finding = `${release.name}: ${text}`;
        if (!firstOccurrences.has(finding))
          firstOccurrences.set(finding, `${finding} (with ${JSON.stringify(options)} on ${cluster})`);
      }
  return [...firstOccurrences.values()];
}

test('the names of kinds are unique', () => {
  expect(new Set(kinds.map(({ kind }) => kind)).size).toBe(kinds.length);
});

function providesForWorkloads(kind: AnyComponentKind): boolean {
  const [options = {}] = optionSetsFor(kind);
  return Object.values(kind.bind(options).provides()).some((provided) => provided?.forWorkload !== undefined);
}

interface AlertingRule {
  readonly namespace: string;
  readonly alert: string;
  readonly expr: string;
  readonly labels: { readonly severity: string };
  readonly annotations: { readonly summary?: string; readonly runbook?: string };
}

/** Lists the alerting rules of a release, each with the namespace of its PrometheusRule. */
function listAlertingRules(release: Release): readonly AlertingRule[] {
  return listObjects(release)
    .filter(({ kind }) => kind === 'PrometheusRule')
    .flatMap(({ metadata, spec }) => {
      const { groups } = spec as unknown as {
        groups: readonly { rules: readonly Omit<AlertingRule, 'namespace'>[] }[];
      };
      return groups.flatMap(({ rules }) =>
        rules.map((rule) => ({ namespace: metadata.namespace ?? release.namespace, ...rule })),
      );
    });
}

describe.each(kinds.map((kind) => [kind.kind, kind] as const))('%s', (name, kind) => {
  test('has a DNS label as its name and a sentence as its summary', () => {
    expect(dnsLabel.safeParse(name).success).toBe(true);
    expect(kind.summary).toMatch(/^[A-Z].*\.$/);
  });

  test('describes each of its options in the JSON Schema', () => {
    const { properties = {} } = toJsonSchema(kind.schema) as { properties?: Record<string, { description?: string }> };
    expect(Object.keys(properties).filter((option) => !properties[option]?.description)).toEqual([]);
  });

  test('requires and provides only the capabilities of Plinth', () => {
    const capabilities = optionSetsFor(kind).flatMap((options) => [
      ...kind.bind(options).requires(),
      ...Object.keys(kind.bind(options).endpoints()),
    ]);
    expect(capabilities.filter((capability) => !(capability in builtInCapabilities))).toEqual([]);
  });

  test('returns releases with unique, valid names on every cluster', () => {
    for (const { releases } of cases(kind)) {
      const names = releases.map((release) => release.name);
      // A provider may consist of what it adds for workloads alone.
      if (!providesForWorkloads(kind)) expect(names).not.toHaveLength(0);
      expect(new Set(names).size).toBe(names.length);
      expect(names.filter((release) => !dnsLabel.safeParse(release).success || release.length > 53)).toEqual([]);
    }
  });

  test('orders its releases after releases of its own only', () => {
    for (const { releases } of cases(kind)) {
      const names = releases.map((release) => release.name);
      expect(releases.flatMap(({ after = [] }) => after).filter((dependency) => !names.includes(dependency))).toEqual(
        [],
      );
    }
  });

  test('derives the names of all releases from the name of the component', () => {
    const [options = {}] = optionSetsFor(kind);
    const releaseNames = (nameOption: object) =>
      listReleases(kind, { ...options, ...nameOption }, fullCluster).map((release) => release.name);
    const defaultNames = releaseNames({});
    expect(releaseNames({ name: 'another' }).filter((release) => defaultNames.includes(release))).toEqual([]);
  });

  test('uses pinned charts, which support every Kubernetes version that Plinth supports', () => {
    const pinnedCharts: readonly unknown[] = Object.values(charts);
    const usedCharts = cases(kind).flatMap(({ releases }) =>
      releases.flatMap((release) =>
        'chart' in release ? [release.chart] : 'crdChart' in release ? [release.crdChart] : [],
      ),
    );
    expect(usedCharts.filter((chart) => !pinnedCharts.includes(chart))).toEqual([]);
    const unsupportedVersions = usedCharts.flatMap((chart) =>
      Object.values(kubernetesVersions).filter((version) => !satisfies(version, chart.kubernetes)),
    );
    expect(unsupportedVersions).toEqual([]);
  });

  test('sets only values that its charts read', () => {
    expect(
      findings(kind, (release) =>
        'chart' in release ? listUnknownValues(release.values, readStoredKeys(release.chart.name)) : [],
      ),
    ).toEqual([]);
  });

  test('sets values that are plain data', () => {
    expect(
      findings(kind, (release) =>
        'values' in release && !helmValues.safeParse(release.values).success ? ['not plain data'] : [],
      ),
    ).toEqual([]);
  });

  test('sets no password, token or key in plain text', () => {
    expect(findings(kind, (release) => ('values' in release ? listPlainTextSecrets(release.values) : []))).toEqual([]);
  });

  test('gives each alert a summary and a runbook, and queries metrics of its own namespace only', () => {
    const rules = cases(kind).flatMap(({ releases }) => releases.flatMap(listAlertingRules));
    const undocumentedRules = rules.filter(
      ({ annotations: { summary = '', runbook = '' } }) => !summary || runbook.length < 40,
    );
    expect(undocumentedRules.map(({ alert }) => alert)).toEqual([]);
    // Prometheus restricts a rule to the namespace of its PrometheusRule: a query of another one has no result.
    const foreignRules = rules.filter(({ namespace, expr }) =>
      [...expr.matchAll(/\bnamespace="([^"]*)"/g)].some(([, queriedNamespace]) => queriedNamespace !== namespace),
    );
    expect(foreignRules.map(({ alert }) => alert)).toEqual([]);
    const severities = rules.map(({ labels }) => labels.severity);
    expect(severities.filter((severity) => !['critical', 'warning'].includes(severity))).toEqual([]);
  });

  test('allows ingress from tenants only to namespaces that provide a capability', () => {
    const openPeers: readonly unknown[] = ['tenants', 'pods', 'outside-cluster'];
    for (const options of optionSetsFor(kind)) {
      const providerNamespaces = Object.values(kind.bind(options).endpoints()).map((endpoint) => endpoint?.namespace);
      const openNamespaces = listReleases(kind, options, fullCluster)
        .filter(({ networkRules = {} }) =>
          Object.values(networkRules).some(({ ingress = [] }) => ingress.some(({ peer }) => openPeers.includes(peer))),
        )
        .map(({ namespace }) => namespace);
      expect(openNamespaces.filter((namespace) => !providerNamespaces.includes(namespace))).toEqual([]);
    }
  });

  test('declares network rules for its pods, unless they run on the host network or in kube-system', () => {
    const exemptNamespaces = ['kube-flannel', 'tigera-operator', 'cilium', 'kube-system'];
    const releasesWithoutRules = listReleases(kind, optionSetsFor(kind)[0] ?? {}, fullCluster)
      .filter((release) => 'chart' in release && !release.crds && !exemptNamespaces.includes(release.namespace))
      .filter(({ networkRules = {} }) => Object.keys(networkRules).length === 0);
    expect(releasesWithoutRules.map(({ name: release }) => release)).toEqual([]);
  });

  test('names its images with a tag or digest', () => {
    expect(
      findings(kind, ({ images = [] }) => images.filter((reference) => !image.safeParse(reference).success)),
    ).toEqual([]);
  });

  test('has each part of a component, or a reason why not', () => {
    const parts = listParts(kind);
    const hasReason = (part: ComponentPart) => contractExceptions[part][name] !== undefined;
    expect(parts.filter(({ part, isThere }) => !isThere && !hasReason(part)).map(({ part }) => part)).toEqual([]);
    expect(parts.filter(({ part, isThere }) => isThere && hasReason(part)).map(({ part }) => part)).toEqual([]);
  });

  test('sets requests and limits of the containers of its objects', () => {
    const releases = optionSetsFor(kind).flatMap((options) => listReleases(kind, options, fullCluster));
    expect(
      releases.flatMap((release) =>
        listObjectContainers(release)
          .filter(({ resources: { requests, limits } = {} }) => !requests?.cpu || !requests.memory || !limits?.memory)
          .map(({ name: container }) => container),
      ),
    ).toEqual([]);
  });

  test('lists the images of its objects, and takes them from the registry mirror', () => {
    const clusterInfo = clusters['a cluster with a registry mirror'] as ClusterInfo;
    for (const options of optionSetsFor(kind))
      for (const release of listReleases(kind, options, clusterInfo)) {
        const listed = releaseImages(release).map((reference) => resolveImage(clusterInfo, reference));
        const used = listObjectContainers(release).map((container) => container.image);
        expect(used.filter((reference) => !listed.includes(reference))).toEqual([]);
      }
  });

  test('returns the same releases and objects every time', () => {
    for (const { cluster, options, releases } of cases(kind)) {
      const secondReleases = listReleases(kind, options, clusters[cluster] as ClusterInfo);
      expect(secondReleases.map(renderRelease)).toEqual(releases.map(renderRelease));
    }
  });
});

/** Lists the parts of a component that this test can see. `test:charts` checks what is in the charts: resources, images, CRDs. */
function listParts(kind: AnyComponentKind): readonly { readonly part: ComponentPart; readonly isThere: boolean }[] {
  const listAll = (clusterInfo: ClusterInfo) =>
    optionSetsFor(kind).flatMap((options) => listReleases(kind, options, clusterInfo));
  const releases = listAll(fullCluster);
  const objects = releases.flatMap(listObjects);
  const hasChart = releases.some((release) => 'chart' in release);
  const has = (part: ComponentPart, isThere: boolean) => ({ part, isThere });
  const { properties = {} } = toJsonSchema(kind.schema) as { properties?: object };
  const monitoring = JSON.stringify(releases.map((release) => ('values' in release ? release.values : {})));
  const names = (list: readonly Release[]) => list.map((release) => release.name).sort();
  const withArgoCd = listAll(clusters['a cluster deployed by Argo CD'] as ClusterInfo);
  const all = [
    ...(hasChart ? [has('values', 'values' in properties)] : []),
    has(
      'restricted',
      releases.every(({ podSecurity }) => podSecurity === 'restricted'),
    ),
    has(
      'monitor',
      objects.some(({ kind: objectKind }) => /^(Pod|Service)Monitor$/.test(objectKind)) || hasMonitorValue(monitoring),
    ),
    has(
      'dashboard',
      objects.some(({ metadata: { labels = {} } }) => 'grafana_dashboard' in labels),
    ),
    has(
      'alerts',
      objects.some(({ kind: objectKind }) => objectKind === 'PrometheusRule'),
    ),
    has('both-deliveries', names(releases).join() === names(withArgoCd).join()),
  ];
  // A kind of a user decides for itself.
  return kind === echo ? [] : all;
}

/** Returns whether values of a chart, as JSON, turn on its monitors. */
function hasMonitorValue(values: string): boolean {
  return /(onitor\w*"|monitoring"|metrics"):\{[^}]*"enabled":true|onitorEnabled":true/.test(values);
}

function listObjects(release: Release): readonly RenderedObject[] {
  if (!('objects' in release)) return [];
  return Object.values(release.objects).flatMap((addObjects) => synthesizeObjects(addObjects));
}

interface ObjectContainer {
  readonly name: string;
  readonly image: string;
  readonly resources?: { readonly requests?: Quantities; readonly limits?: Quantities };
}

type Quantities = Readonly<Record<string, string>>;

/** Lists the containers of the workloads among the objects of a release. */
function listObjectContainers(release: Release): readonly ObjectContainer[] {
  interface PodTemplate {
    readonly spec: Readonly<Record<'containers' | 'initContainers', readonly ObjectContainer[] | undefined>>;
  }
  const workloads = ['Deployment', 'StatefulSet', 'DaemonSet', 'Job', 'CronJob'];
  return listObjects(release)
    .filter(({ kind, apiVersion }) => workloads.includes(kind) && /^(apps|batch)\//.test(String(apiVersion)))
    .flatMap(({ spec = {} }) => {
      const { jobTemplate } = spec as { readonly jobTemplate?: { readonly spec: object } };
      const { template } = (jobTemplate?.spec ?? spec) as { template: PodTemplate };
      return [...(template.spec.initContainers ?? []), ...(template.spec.containers ?? [])];
    });
}

/** Renders a release as plain data, its objects included. */
function renderRelease(release: Release): unknown {
  if (!('objects' in release)) return release;
  const files = Object.entries(release.objects).map(([file, addObjects]) => {
    const chart = new Chart(new App(), 'objects');
    addObjects(chart);
    return [file, chart.toJson()] as const;
  });
  return { ...release, objects: Object.fromEntries(files) };
}

/** Lists the paths of values whose key names a secret and whose value is neither empty nor a variable. */
function listPlainTextSecrets(value: unknown, path: readonly string[] = []): readonly string[] {
  const key = path.at(-1) ?? '';
  if (typeof value === 'string') {
    const isSecret = /(password|passwd|token|apikey|secretkey|clientsecret|privatekey)$/i.test(key);
    // The key of a Secret by its name, not its value.
    const isReference = path.includes('extraSecretEnvironmentVars');
    return isSecret && !isReference && value !== '' && !/^[$]/.test(value) ? [path.join('.')] : [];
  }
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([childKey, child]) => listPlainTextSecrets(child, [...path, childKey]));
}
