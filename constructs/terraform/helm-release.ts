import { DataHelmTemplate } from '@cdktf/provider-helm/lib/data-helm-template';
import type { ITerraformDependable } from 'cdktf';
import { Construct } from 'constructs';
import type { ChartRelease, ChartVersion, CrdRelease, ObjectRelease } from '../../src/kinds/release';
import { formatYaml } from '../kubernetes/yaml';
import { HelmReleaseResource, type HelmReleaseAttributes } from './helm-release-resource';
import { escapeTemplateSequences } from './template-sequences';

/** A chart that Plinth generates beside the stack, for objects that no chart brings. */
export interface LocalChart {
  /** Path from the stack's folder. */
  readonly path: string;
  /** Digest of its content. The provider sees no edits of templates, so version and values carry it. */
  readonly digest: string;
}

/** How a release is carried by Terraform. */
export interface HelmReleaseProps {
  readonly dependsOn?: readonly ITerraformDependable[];
  /**
   * Leave the CRDs in the chart's `crds` folder to a release of their own.
   * @default false
   */
  readonly skipCrds?: boolean;
  /**
   * Do not wait until its pods are ready.
   * @default false
   */
  readonly noWait?: boolean;
  /**
   * Take over objects that are there already and belong to nobody, or to Argo CD.
   * @default false
   */
  readonly takeOwnership?: boolean;
  /**
   * Minor version of the cluster's Kubernetes, such as `1.36`, to take a chart's CRDs for.
   * @default 1.20, which the provider assumes and most charts refuse
   */
  readonly kubernetes?: string;
}

const timeoutSeconds = 900;

/**
 * A release, carried to its cluster by Terraform's helm provider. The namespace must be there, since
 * `create_namespace` would set no Pod Security label.
 * @example
 * const [release] = flannel.releases({}, clusterInfo());
 * if (release && isChart(release)) new HelmRelease(stack, 'flannel', { release });
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
      // An interrupted apply leaves a release that was never recorded; the next one goes on with it.
      upgrade_install: true,
      cleanup_on_fail: true,
      max_history: 5,
      timeout: timeoutSeconds,
      ...(skipCrds ? { skip_crds: true } : {}),
      ...(noWait ? { wait: false } : {}),
      ...(takeOwnership ? { take_ownership: true } : {}),
    });
    // The address in the state is the release's own name, wherever it stands in the tree.
    this.resource.overrideLogicalId(release.name);
  }

  get fqn(): string {
    return this.resource.fqn;
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
  return { repository, chart: name, version };
}

/** Versions of Helm charts are semantic ones; a digest may begin with a zero, which they forbid in numbers. */
export function localChartVersion(digest: string): string {
  return `0.0.0-d${digest.slice(0, 12)}`;
}
