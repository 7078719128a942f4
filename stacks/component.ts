import type { ITerraformDependable } from 'cdktf';
import { Construct } from 'constructs';
import { kinds as builtInKinds } from '../constructs/kinds';
import { HelmRelease } from '../constructs/terraform/helm-release';
import { StackFiles } from '../constructs/terraform/stack-files';
import type { AnyComponent } from '../src/definition/component';
import { clusterInfo, type ClusterInfo } from '../src/kinds/cluster-info';
import type { AnyKind } from '../src/kinds/cluster-kind';
import { isChartRelease } from '../src/kinds/release';
import type { Problem } from '../src/schema/problem';
import { UserError } from '../src/schema/user-error';
import { planStandaloneComponents } from '../src/standalone/components';
import { listComponentSteps, type DeliveryStep } from './delivery-steps';
import { tryGenerateLocalChart } from './local-chart';
import { renderManifestFiles, renderPlainFiles } from './manifest-files';

/** Properties of a `Component`. */
export interface ComponentProps {
  /**
   * The component, such as `traefik({ replicas: 3 })`; or several that share a namespace, or of which some provide the
   * capabilities that others require.
   */
  readonly component: AnyComponent | readonly AnyComponent[];
  /**
   * Cluster that the component is installed on. Its `capabilities` are those that the component may rely on.
   * @default a cluster with the default Kubernetes version and the capabilities network, network-policy and dns
   */
  readonly cluster?: ClusterInfo;
  /**
   * Kinds of the components, for kinds that are not built in.
   * @default kinds
   */
  readonly kinds?: readonly AnyKind[];
  /**
   * Resources and components that must be created first.
   * @default none
   */
  readonly dependsOn?: readonly (ITerraformDependable | Component)[];
}

/**
 * A component in any stack with a Helm provider: its namespace with Pod Security labels and NetworkPolicies, the CRDs of its
 * charts, which are upgraded too, its charts with values, its further objects, and its Terraform resources.
 * @example
 * const ingress = new Component(stack, 'traefik', {
 *   component: traefik({ replicas: 3 }),
 *   cluster: clusterInfo({ domain: 'acme.example', capabilities: { network: {}, 'network-policy': {}, dns: {}, 'load-balancer': {} } }),
 * });
 */
export class Component extends Construct {
  /** Releases in the order of deployment, for `dependsOn` of resources that use the component. */
  readonly releases: readonly HelmRelease[];
  /** Warnings about the options. */
  readonly warnings: readonly Problem[];

  /** @throws DefinitionError with all errors of the options, as `plinth check` reports them */
  constructor(scope: Construct, id: string, props: ComponentProps) {
    super(scope, id);
    const { component, kinds = builtInKinds } = props;
    const dependsOn = listResources(props.dependsOn ?? []);
    const described = props.cluster ?? clusterInfo({ capabilities: { network: {}, 'network-policy': {}, dns: {} } });
    const components = isList(component) ? component : [component];
    const { plan, cluster, warnings } = planStandaloneComponents(components, described, kinds);
    for (const { name, add } of plan.terraformReleases) add(new Construct(this, `terraform-${name}`));
    const releases = new Map<string, HelmRelease>();
    for (const step of listComponentSteps(plan)) {
      const after = step.after.flatMap((name) => releases.get(name) ?? []);
      releases.set(step.release.name, this.addRelease(step, cluster, [...dependsOn, ...after]));
    }
    this.releases = [...releases.values()];
    this.warnings = warnings;
  }

  private addRelease(
    { release, skipCrds }: DeliveryStep,
    { kubernetes }: ClusterInfo,
    dependsOn: readonly ITerraformDependable[],
  ): HelmRelease {
    if (isChartRelease(release)) return new HelmRelease(this, release.name, { release, skipCrds, dependsOn });
    const generated = tryGenerateLocalChart(release, renderPlainFiles(release, renderManifestFiles(release)));
    if (!generated) throw new Error(`release '${release.name}' has neither an official chart nor a generated one`);
    new StackFiles(this, `${release.name}-chart`, {
      files: Object.fromEntries(generated.files.map(({ path, text }) => [path, text])),
    });
    // The namespace may exist: it outlives its release.
    return new HelmRelease(this, release.name, {
      release,
      chart: generated.chart,
      dependsOn,
      takeOwnership: true,
      kubernetes,
    });
  }
}

/**
 * Lists resources, and the releases of components.
 * @throws UserError for one resource or component in place of a list
 */
function listResources(dependsOn: NonNullable<ComponentProps['dependsOn']>): readonly ITerraformDependable[] {
  if (!Array.isArray(dependsOn)) throw new UserError('dependsOn must be a list: write it in brackets');
  return dependsOn.flatMap((dependency) => (dependency instanceof Component ? dependency.releases : [dependency]));
}

function isList(component: ComponentProps['component']): component is readonly AnyComponent[] {
  return Array.isArray(component);
}
