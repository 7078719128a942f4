import { DataHelmTemplate } from '@cdktf/provider-helm/lib/data-helm-template';
import { dependable, type ITerraformDependable } from 'cdktf';
import { Construct } from 'constructs';
import type { ChartRelease, ChartVersion, CrdRelease, ObjectRelease } from '../../src/kinds/release';
import { formatYaml } from '../kubernetes/yaml';
import { HelmReleaseResource, type HelmReleaseAttributes } from './helm-release-resource';
import { escapeTemplateSequences } from './template-sequences';

/** A chart that Plinth generates next to the stack, for objects that are in no official chart. */
export interface LocalChart {
  /** Path relative to the stack's folder. */
  readonly path: string;
  /** Digest of its files. Version and values contain it, since the provider does not notice changes of templates. */
  readonly digest: string;
}

/** Properties of a `HelmRelease`, in addition to the release. */
export interface HelmReleaseProps {
  /**
   * Resources that must be created first.
   * @default none
   */
  readonly dependsOn?: readonly ITerraformDependable[];
  /**
   * Do not install the CRDs in the chart's `crds` folder, because another release installs them.
   * @default false
   */
  readonly skipCrds?: boolean;
  /**
   * Do not wait until the pods of the release are ready.
   * @default false
   */
  readonly noWait?: boolean;
  /**
   * Adopt existing objects that belong to no Helm release, such as those that Argo CD applied.
   * @default false
   */
  readonly takeOwnership?: boolean;
  /**
   * Minor version of Kubernetes, such as `1.36`, for which the CRDs of a chart are rendered.
   * @default 1.20, the provider's default, which most charts do not support
   */
  readonly kubernetes?: string;
}

const timeoutSeconds = 900;

/**
 * A release that Terraform's Helm provider installs. The namespace must exist, since `create_namespace` would set no Pod
 * Security labels.
 * @example
 * const [release] = flannel.releases({}, clusterInfo());
 * if (release && isChartRelease(release)) new HelmRelease(stack, 'flannel', { release });
 */
export class HelmRelease extends Construct implements ITerraformDependable {
  private readonly resource: HelmReleaseResource;

  constructor(
    scope: Construct,
    id: string,
    props: HelmReleaseProps &
      (
        | { readonly release: ChartRelease }
        | { readonly release: ObjectRelease | CrdRelease; readonly chart: LocalChart }
      ),
  ) {
    super(scope, id);
    const { release, dependsOn = [], skipCrds = false, noWait = false, takeOwnership = false } = props;
    const source =
      'chart' in props
        ? this.renderLocalChart(props.release, props.chart, props.kubernetes)
        : this.renderOfficialChart(props.release);
    this.resource = new HelmReleaseResource(this, 'Default', dependsOn, {
      name: release.name,
      namespace: release.namespace,
      ...source,
      create_namespace: false,
      // An interrupted apply leaves a release that is not in the state; the next apply upgrades it.
      upgrade_install: true,
      cleanup_on_fail: true,
      max_history: 5,
      timeout: timeoutSeconds,
      ...(skipCrds ? { skip_crds: true } : {}),
      ...(noWait ? { wait: false } : {}),
      ...(takeOwnership ? { take_ownership: true } : {}),
      ...('objects' in release && release.areFieldsChecked ? { disable_openapi_validation: true } : {}),
    });
    // The resource's address in the state must not depend on its place in the construct tree.
    this.resource.overrideLogicalId(release.name);
  }

  /** Address of the resource in Terraform, for `depends_on`. */
  get fqn(): string {
    return this.resource.fqn;
  }

  /** Adds resources that must exist before the release. */
  addDependencies(...resources: readonly ITerraformDependable[]): void {
    this.resource.dependsOn = [...(this.resource.dependsOn ?? []), ...resources.map(dependable)];
  }

  private renderOfficialChart({ chart, values }: ChartRelease): ChartAttributes {
    return { ...renderChartAttributes(chart), values: [escapeTemplateSequences(formatYaml(values))] };
  }

  private renderLocalChart(
    release: ObjectRelease | CrdRelease,
    chart: LocalChart,
    kubernetes: string | undefined,
  ): ChartAttributes {
    const source = { chart: chart.path, version: localChartVersion(chart.digest) };
    if (!('crdChart' in release)) return { ...source, values: [formatYaml({ digest: chart.digest })] };
    const template = new DataHelmTemplate(this, 'Crds', {
      name: release.name,
      namespace: release.namespace,
      ...renderChartAttributes(release.crdChart),
      includeCrds: true,
      ...(kubernetes === undefined ? {} : { kubeVersion: `${kubernetes}.0` }),
    });
    template.overrideLogicalId(release.name);
    return { ...source, values: [`\${yamlencode({ crds = ${template.fqn}.crds })}`] };
  }
}

type ChartAttributes = Pick<HelmReleaseAttributes, 'chart' | 'repository' | 'values' | 'version'>;

function renderChartAttributes({ repository, name, version }: ChartVersion) {
  return {
    repository: escapeTemplateSequences(repository),
    chart: escapeTemplateSequences(name),
    version: escapeTemplateSequences(version),
  };
}

/** Returns the semantic version of a local chart. Its `d` prevents a pre-release number with a leading zero, which is not valid. */
export function localChartVersion(digest: string): string {
  return `0.0.0-d${digest.slice(0, 12)}`;
}
