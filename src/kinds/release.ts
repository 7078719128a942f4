import type { Construct } from 'constructs';
import type { NetworkRules } from './network-rules';

/**
 * How much a namespace's pods may do.
 * @see https://kubernetes.io/docs/concepts/security/pod-security-standards/
 */
export type PodSecurity = 'privileged' | 'baseline' | 'restricted';

/**
 * When a release goes to its cluster: with the bootstrap (network, DNS, delivery: always by Terraform), or with the
 * platform (by whatever delivers on that cluster).
 */
export type Phase = 'bootstrap' | 'platform';

/** A chart of a Helm repository in one version, and the images that this version runs. */
export interface ChartVersion {
  /** Chart repository, `https://…` or `oci://…` without the chart's name. */
  readonly repository: string;
  /**
   * Repository that it is published in, where `repository` is a mirror.
   * @default repository
   */
  readonly upstreamRepository?: string;
  readonly name: string;
  readonly version: string;
  /** Version of the program in it. */
  readonly appVersion: string;
  /** Kubernetes versions that it accepts, as a semver range. */
  readonly kubernetes: string;
  readonly images: readonly string[];
}

interface ReleaseBase {
  /** Unique on its cluster; a DNS label, since Terraform, Helm and Argo CD all use it. */
  readonly name: string;
  /** Where it goes. Plinth makes the namespace first. */
  readonly namespace: string;
  /** The least that the namespace's pods must be allowed; the most demanding release of a namespace decides. */
  readonly podSecurity: PodSecurity;
  /** Releases of the same cluster that must be there before; those of required capabilities are added by the plan. */
  readonly after?: readonly string[];
  /** It brings CRDs and nothing else: it goes before all that does not, and is never pruned. */
  readonly crds?: true;
  /**
   * `platform` where it needs what only that brings (a monitor needs its CRDs) though its component goes with the bootstrap.
   * @default the phase of its component
   */
  readonly phase?: Phase;
  /** Connections of its pods, by the name of the policy that allows them; its namespace denies all others. */
  readonly networkRules?: Readonly<Record<string, NetworkRules>>;
  /**
   * Pods of its namespace do not talk to each other either, save as `traffic` says: one of them does what strangers tell it.
   * @default they may
   */
  readonly isolatePods?: true;
  /**
   * Images that it runs, for the bill of materials.
   * @default all images of the chart, or none
   */
  readonly images?: readonly string[];
}

/** An official chart with its values. */
export interface ChartRelease extends ReleaseBase {
  readonly chart: ChartVersion;
  readonly values: Readonly<Record<string, unknown>>;
}

/** Objects that no chart brings: per file (`objects.yaml`) a function that draws cdk8s constructs into a scope when the output is made. */
export interface ObjectRelease extends ReleaseBase {
  readonly objects: Readonly<Record<string, (scope: Construct) => void>>;
  /**
   * The file by which the API server judges the others, and the release in which Terraform brings it before them: within
   * one, Helm would bring it last, and what a change allows would still be refused.
   * @default there is none
   */
  readonly admissionPolicies?: { readonly file: string; readonly release: string };
}

/**
 * The CRDs that a chart carries in its `crds` folder, which Helm installs once and never upgrades. They are taken from
 * the chart when it is applied, and kept when the release goes.
 */
export interface CrdRelease extends ReleaseBase {
  readonly crdChart: ChartVersion;
  readonly crds: true;
}

/** The one unit that reaches a cluster, by Terraform or by Argo CD. */
export type Release = ChartRelease | ObjectRelease | CrdRelease;

/** Whether a release is an official chart. */
export function isChart(release: Release): release is ChartRelease {
  return 'chart' in release;
}

/** The names under which Terraform carries a release, in their order. */
export function helmReleaseNames(release: Release): readonly string[] {
  return 'objects' in release && release.admissionPolicies
    ? [release.admissionPolicies.release, release.name]
    : [release.name];
}

/** All images of a release, for mirroring into a site without a way out. */
export function releaseImages(release: Release): readonly string[] {
  return release.images ?? (isChart(release) ? release.chart.images : []);
}

/** The chart that a release takes something from; undefined for plain objects. */
export function tryGetChart(release: Release): ChartVersion | undefined {
  if (isChart(release)) return release.chart;
  return 'crdChart' in release ? release.crdChart : undefined;
}

/** A release whose chart comes from a mirror, in which every chart lies under its own name. */
export function applyChartMirror(release: Release, mirror: string): Release {
  const moved = (chart: ChartVersion) => ({ ...chart, repository: mirror, upstreamRepository: chart.repository });
  if (isChart(release)) return { ...release, chart: moved(release.chart) };
  return 'crdChart' in release ? { ...release, crdChart: moved(release.crdChart) } : release;
}
