import { App, Chart } from 'cdk8s';
import { KubeConfigMap } from 'cdk8s-plus-28/lib/imports/k8s';
import { satisfies } from 'semver';
import { z } from 'zod';
import { kinds as builtIn } from '../../../../constructs/kinds';
import { builtInCapabilities } from '../../../../src/definition/capability';
import type { ClusterInfo } from '../../../../src/kinds/cluster-info';
import { toJsonSchema } from '../../../../src/schema/json-schema';
import { componentKind, type AnyComponentKind } from '../../../../src/kinds/component-kind';
import type { Release } from '../../../../src/kinds/release';
import { dnsLabel, helmValues, image } from '../../../../src/schema/field-types';
import { charts } from '../../../../constructs/components/charts';
import { kubernetesVersions } from '../../../../src/definition/kubernetes-versions';
import { rendered } from '../../../support/rendered';
import { keysOf, unknownValues } from './chart-keys';
import { clusters } from '../../../support/contract-clusters';
import { optionSets } from '../../../support/contract-options';

const echo = componentKind({
  kind: 'echo',
  summary: 'Answers with what it was asked; a kind as a user writes one.',
  schema: z.strictObject({ text: z.string().default('hello').describe('what it says') }),
  releases: ({ name, text }) => [
    {
      name,
      namespace: name,
      podSecurity: 'restricted',
      objects: { 'objects.yaml': (scope) => new KubeConfigMap(scope, 'Default', { data: { text } }) },
    },
  ],
});

const kinds: readonly AnyComponentKind[] = [...builtIn.filter((kind) => kind.type === 'component'), echo];
const optionsOf = ({ kind }: AnyComponentKind) => optionSets[kind] ?? [{}];

interface Case {
  readonly cluster: string;
  readonly options: object;
  readonly releases: readonly Release[];
}

const made = (kind: AnyComponentKind, options: object, clusterInfo: ClusterInfo) =>
  kind.releases(options as never, clusterInfo);

function cases(kind: AnyComponentKind): readonly Case[] {
  return optionsOf(kind).flatMap((options) =>
    Object.entries(clusters).map(([cluster, clusterInfo]) => ({
      cluster,
      options,
      releases: made(kind, options, clusterInfo),
    })),
  );
}

/** What a check finds, each once, with the first options and cluster under which it did. */
function found(kind: AnyComponentKind, check: (release: Release) => readonly string[]): readonly string[] {
  const seen = new Map<string, string>();
  for (const { cluster, options, releases } of cases(kind))
    for (const release of releases)
      for (const text of check(release)) {
        const what = `${release.name}: ${text}`;
        if (!seen.has(what)) seen.set(what, `${what} (with ${JSON.stringify(options)} on ${cluster})`);
      }
  return [...seen.values()];
}

test('no two kinds share a name', () => {
  expect(new Set(kinds.map(({ kind }) => kind)).size).toBe(kinds.length);
});

interface AlertRule {
  readonly namespace: string;
  readonly alert: string;
  readonly expr: string;
  readonly labels: { readonly severity: string };
  readonly annotations: { readonly summary?: string; readonly runbook?: string };
}

/** The alerts that a release draws, each with the namespace that its rule goes to. */
function alertsOf(release: Release): readonly AlertRule[] {
  if (!('objects' in release)) return [];
  const drawn = Object.values(release.objects).flatMap((draw) => rendered(draw));
  return drawn
    .filter(({ kind }) => kind === 'PrometheusRule')
    .flatMap(({ metadata, spec }) => {
      const { groups } = spec as unknown as { groups: readonly { rules: readonly Omit<AlertRule, 'namespace'>[] }[] };
      return groups.flatMap(({ rules }) =>
        rules.map((rule) => ({ namespace: metadata.namespace ?? release.namespace, ...rule })),
      );
    });
}

describe.each(kinds.map((kind) => [kind.kind, kind] as const))('%s', (name, kind) => {
  test('is named by a DNS label and says what it is for', () => {
    expect(dnsLabel.safeParse(name).success).toBe(true);
    expect(kind.summary).toMatch(/^[A-Z].*\.$/);
  });

  test('describes every option of its own in the JSON Schema', () => {
    const { properties = {} } = toJsonSchema(kind.schema) as { properties?: Record<string, { description?: string }> };
    expect(Object.keys(properties).filter((option) => !properties[option]?.description)).toEqual([]);
  });

  test('requires and provides capabilities that Plinth knows', () => {
    const named = optionsOf(kind).flatMap((options) => [
      ...kind.requires(options as never),
      ...Object.keys(kind.provides(options as never)),
    ]);
    expect(named.filter((capability) => !(capability in builtInCapabilities))).toEqual([]);
  });

  test('makes its releases on every cluster, each with a name of its own', () => {
    for (const { releases } of cases(kind)) {
      const names = releases.map((release) => release.name);
      expect(names).not.toHaveLength(0);
      expect(new Set(names).size).toBe(names.length);
      expect(names.filter((release) => !dnsLabel.safeParse(release).success || release.length > 53)).toEqual([]);
    }
  });

  test('waits only for releases of its own', () => {
    for (const { releases } of cases(kind)) {
      const names = releases.map((release) => release.name);
      expect(releases.flatMap(({ after = [] }) => after).filter((other) => !names.includes(other))).toEqual([]);
    }
  });

  test('carries its name, so that a cluster may have two', () => {
    const [options = {}] = optionsOf(kind);
    const clusterInfo = clusters['one with everything'] as ClusterInfo;
    const names = (called: object) => made(kind, { ...options, ...called }, clusterInfo).map((release) => release.name);
    expect(names({ name: 'another' }).filter((release) => names({}).includes(release))).toEqual([]);
  });

  test('uses charts of versions.ts, which accept every Kubernetes that Plinth supports', () => {
    const known: readonly unknown[] = Object.values(charts);
    const used = cases(kind).flatMap(({ releases }) =>
      releases.flatMap((release) =>
        'chart' in release ? [release.chart] : 'crdChart' in release ? [release.crdChart] : [],
      ),
    );
    expect(used.filter((chart) => !known.includes(chart))).toEqual([]);
    const refused = used.flatMap((chart) =>
      Object.values(kubernetesVersions).filter((version) => !satisfies(version, chart.kubernetes)),
    );
    expect(refused).toEqual([]);
  });

  test('sets no value that its chart does not know', () => {
    expect(
      found(kind, (release) => ('chart' in release ? unknownValues(release.values, keysOf(release.chart.name)) : [])),
    ).toEqual([]);
  });

  test('sets values that are plain data', () => {
    expect(
      found(kind, (release) =>
        'values' in release && !helmValues.safeParse(release.values).success ? ['not plain data'] : [],
      ),
    ).toEqual([]);
  });

  test('sets no password, token or key in plain text', () => {
    expect(found(kind, (release) => ('values' in release ? plainSecrets(release.values) : []))).toEqual([]);
  });

  test('says of each alert what is wrong and what to do, and asks of its own namespace only', () => {
    const rules = cases(kind).flatMap(({ releases }) => releases.flatMap(alertsOf));
    const poor = rules.filter(({ annotations: { summary = '', runbook = '' } }) => !summary || runbook.length < 40);
    expect(poor.map(({ alert }) => alert)).toEqual([]);
    // Prometheus holds a rule to the namespace that it stands in: of another one there would never be a result.
    const elsewhere = rules.filter(({ namespace, expr }) =>
      [...expr.matchAll(/\bnamespace="([^"]*)"/g)].some(([, asked]) => asked !== namespace),
    );
    expect(elsewhere.map(({ alert }) => alert)).toEqual([]);
    const severities = rules.map(({ labels }) => labels.severity);
    expect(severities.filter((severity) => !['critical', 'warning'].includes(severity))).toEqual([]);
  });

  test('is open to tenants only where it provides something', () => {
    const open: readonly unknown[] = ['tenants', 'pods', 'world'];
    for (const options of optionsOf(kind)) {
      const offered = Object.values(kind.provides(options as never)).map((endpoint) => endpoint?.namespace);
      const opened = made(kind, options, clusters['one with everything'] as ClusterInfo)
        .filter(({ networkRules = {} }) =>
          Object.values(networkRules).some(({ ingress = [] }) => ingress.some(({ peer }) => open.includes(peer))),
        )
        .map(({ namespace }) => namespace);
      expect(opened.filter((namespace) => !offered.includes(namespace))).toEqual([]);
    }
  });

  test('says whom its pods talk to, wherever they have a namespace of their own', () => {
    const onHosts = ['kube-flannel', 'tigera-operator', 'cilium', 'kube-system'];
    const silent = made(kind, optionsOf(kind)[0] ?? {}, clusters['one with everything'] as ClusterInfo)
      .filter((release) => 'chart' in release && !release.crds && !onHosts.includes(release.namespace))
      .filter(({ networkRules = {} }) => Object.keys(networkRules).length === 0);
    expect(silent.map(({ name: release }) => release)).toEqual([]);
  });

  test('names its images with tag or digest', () => {
    expect(found(kind, ({ images = [] }) => images.filter((reference) => !image.safeParse(reference).success))).toEqual(
      [],
    );
  });

  test('makes the same twice, and draws its objects', () => {
    for (const { cluster, options, releases } of cases(kind)) {
      const again = made(kind, options, clusters[cluster] as ClusterInfo);
      expect(again.map(drawn)).toEqual(releases.map(drawn));
    }
  });
});

function drawn(release: Release): unknown {
  if (!('objects' in release)) return release;
  const files = Object.entries(release.objects).map(([file, draw]) => {
    const chart = new Chart(new App(), 'objects');
    draw(chart);
    return [file, chart.toJson()] as const;
  });
  return { ...release, objects: Object.fromEntries(files) };
}

function plainSecrets(value: unknown, path: readonly string[] = []): readonly string[] {
  const last = path.at(-1) ?? '';
  if (typeof value === 'string') {
    const secret = /(password|passwd|token|apikey|secretkey|clientsecret|privatekey)$/i.test(last);
    return secret && value !== '' && !/^[$]/.test(value) ? [path.join('.')] : [];
  }
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => plainSecrets(inner, [...path, key]));
}
