import type { Construct } from 'constructs';
import type { NetworkRules } from './network-rules';

/**
 * Pod Security Standard of a namespace.
 * @see https://kubernetes.io/docs/concepts/security/pod-security-standards/
 */
export type PodSecurity = 'privileged' | 'baseline' | 'restricted';

/**
 * Deployment phase of a release; each phase has a Terraform stack of its own: `bootstrap` (network, DNS and delivery,
 * always deployed by Terraform) and then `platform` (everything else, deployed by Terraform or Argo CD).
 */
export type Phase = 'bootstrap' | 'platform';

/** Pinned version of a Helm chart, with the images that it runs. */
export interface ChartVersion {
  /** Chart repository, `https://…` or `oci://…`, without the name of the chart. */
  readonly repository: string;
  /**
   * Chart repository of the publisher, where `repository` is a mirror.
   * @default repository
   */
  readonly upstreamRepository?: string;
  /** Name of the chart in its repository. */
  readonly name: string;
  /** Version of the chart. */
  readonly version: string;
  /** Version of the packaged software. */
  readonly appVersion: string;
  /** Supported versions of Kubernetes, as a semver range. */
  readonly kubernetes: string;
  /** Images with tags, as the chart's defaults reference them. */
  readonly images: readonly string[];
}

interface ReleaseBase {
  /** Name, unique on the cluster: the name of the Helm release, and of the resource of Terraform or Argo CD. A DNS label. */
  readonly name: string;
  /** Target namespace; Plinth creates it. */
  readonly namespace: string;
  /** Pod Security Standard that the pods need. The least restrictive one of all releases in a namespace is enforced. */
  readonly podSecurity: PodSecurity;
  /**
   * Names of releases of the same cluster that must be deployed first, in addition to the releases of providers of
   * required capabilities.
   * @default none
   */
  readonly after?: readonly string[];
  /** Set where the release contains only CRDs: it is deployed before all releases without CRDs, and never pruned. */
  readonly crds?: true;
  /**
   * Phase of the release. A component of phase `bootstrap` sets `platform` for objects whose CRDs are installed in phase
   * `platform`, such as PodMonitors.
   * @default the phase of the component
   */
  readonly phase?: Phase;
  /**
   * Allowed connections of the release's pods, by name of the network policy. All others are denied.
   * @default none
   */
  readonly networkRules?: Readonly<Record<string, NetworkRules>>;
  /**
   * Set to deny connections between pods of the namespace too, except by `networkRules`: for releases with a pod that
   * connects to addresses which tenants choose.
   * @default connections within the namespace are allowed
   */
  readonly isolatePods?: true;
  /**
   * Images that the release runs, for the bill of materials.
   * @default all images of the chart; none for objects
   */
  readonly images?: readonly string[];
}

/** Release of a Helm chart with values. */
export interface ChartRelease extends ReleaseBase {
  /** Chart, with its pinned version. */
  readonly chart: ChartVersion;
  /** Helm values of the release. */
  readonly values: Readonly<Record<string, unknown>>;
}

/** Release of Kubernetes objects that are not part of a chart. */
export interface ObjectRelease extends ReleaseBase {
  /** By file name (`objects.yaml`), a function that adds the objects as cdk8s constructs. It is called at synth. */
  readonly objects: Readonly<Record<string, (scope: Construct) => void>>;
  /**
   * Set if the fields of all objects are checked already: by the TypeScript types of the objects, or by the checks of the
   * plan. Helm then does not check them against the OpenAPI document of the API server, which takes most of the time of
   * a release.
   */
  readonly areFieldsChecked?: true;
}

/**
 * Release of the CRDs in the `crds` folder of a chart, which Helm installs once and never upgrades. They are read from the
 * chart when it is applied, and retained when the release is removed.
 */
export interface CrdRelease extends ReleaseBase {
  /** Chart whose folder `crds` has the CRDs. */
  readonly crdChart: ChartVersion;
  readonly crds: true;
}

/** Unit of deployment to a cluster, by Terraform or Argo CD. */
export type Release = ChartRelease | ObjectRelease | CrdRelease;

/**
 * Terraform resources, most of them outside the cluster: a bucket, a role, a database. Terraform creates them before the releases of
 * the cluster, also where Argo CD delivers those.
 */
export interface TerraformRelease {
  /** Name, unique in its stack; the addresses of its resources begin with it. A DNS label. */
  readonly name: string;
  /**
   * Stack with the resources: `infrastructure` of the cluster, which is destroyed with the cluster, or `data`, one per
   * tenant and environment, or one per environment for components. Resources of a data stack are never destroyed by the
   * removal of a cluster. `permissions`, one per environment, is for permissions of identities that its clusters share: it is
   * applied after the infrastructure of the clusters, and the releases of all clusters with one name are one release there, in
   * which a resource is created once for each ID. `bootstrap` is for Kubernetes objects with values that only Terraform knows, such as the ID of an
   * identity: this stack configures the Terraform providers of the cloud and of Kubernetes.
   */
  readonly stack: 'infrastructure' | 'data' | 'permissions' | 'bootstrap';
  /**
   * Set for resources of a data stack that hold no data, such as permissions: they are destroyed when no cluster defines
   * them any more.
   */
  readonly holdsNoData?: true;
  /**
   * Options of resources with data in a data stack, by name, whose change would replace the resources or lose data: a string
   * if it is another one, a number if it becomes smaller. The change is an error unless `allowRemoval` contains the release.
   * @default none
   */
  readonly replacedBy?: Readonly<Record<string, string | number>>;
  /**
   * Returns the names of its resources that are unique in the account, such as `bucket acme-prod-shop-photos`: two tenants or
   * environments with one of them are an error, since they would share the resource.
   * @default none
   */
  readonly cloudNames?: () => readonly string[];
  /**
   * Names of Terraform releases of the same stack whose resources must be created first.
   * @default none
   */
  readonly after?: readonly string[];
  /**
   * Adds the resources. The cluster kind configures the Terraform providers of its cloud; for another provider, the
   * function adds the construct that configures it. The function is called at synth.
   */
  readonly add: (scope: Construct) => void;
}

/** Returns whether a release installs a Helm chart, not only the CRDs of one. */
export function isChartRelease(release: Release): release is ChartRelease {
  return 'chart' in release;
}

/** Images of a release, for mirroring into an air-gapped site. */
export function releaseImages(release: Release): readonly string[] {
  return release.images ?? (isChartRelease(release) ? release.chart.images : []);
}

/** Returns the chart of a release; undefined for a release of objects. */
export function tryGetChart(release: Release): ChartVersion | undefined {
  if (isChartRelease(release)) return release.chart;
  return 'crdChart' in release ? release.crdChart : undefined;
}

/**
 * Returns a release with its chart from a mirror.
 * @param mirror chart repository that contains all charts, each under its name
 */
export function applyChartMirror(release: Release, mirror: string): Release {
  const fromMirror = (chart: ChartVersion) => ({ ...chart, repository: mirror, upstreamRepository: chart.repository });
  if (isChartRelease(release)) return { ...release, chart: fromMirror(release.chart) };
  return 'crdChart' in release ? { ...release, crdChart: fromMirror(release.crdChart) } : release;
}
