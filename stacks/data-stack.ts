import { App, TerraformResource } from 'cdktf';
import type { Construct } from 'constructs';
import type { AnyClusterKind } from '../src/kinds/cluster-kind';
import type { TerraformRelease } from '../src/kinds/release';
import type { DataStackPlan } from '../src/planning/data-stacks';
import { addTerraformReleases, TerraformReleaseStack } from './terraform-releases';

/**
 * The Terraform stack with resources that outlive clusters, such as the databases of a tenant in an environment. It
 * depends on no cluster: what applications need to know is in a secret manager, or follows from names.
 * @example
 * for (const dataStack of language(kinds).plan(acme).dataStacks) new DataStack(app, dataStack, onPrem);
 */
export class DataStack extends TerraformReleaseStack {
  constructor(scope: Construct, { name, cluster, releases, abandonedReleases }: DataStackPlan, kind: AnyClusterKind) {
    super(scope, name);
    kind.bind(cluster.options).addProviders(this);
    addTerraformReleases(this, releases);
    this.removeFromState(abandonedReleases);
  }

  /**
   * Removes the resources of releases from the state without destroying them.
   * @see https://developer.hashicorp.com/terraform/language/resources/syntax#removing-resources
   */
  private removeFromState(releases: readonly TerraformRelease[]): void {
    const addresses = listResourceAddresses(releases);
    if (addresses.length === 0) return;
    this.addOverride(
      'removed',
      addresses.map((from) => ({ from, lifecycle: { destroy: false } })),
    );
  }
}

/** Lists the addresses of the resources of releases, by adding the releases to a stack that is not synthesized. */
function listResourceAddresses(releases: readonly TerraformRelease[]): readonly string[] {
  const stack = new TerraformReleaseStack(new App(), 'abandoned');
  addTerraformReleases(stack, releases);
  return stack.node
    .findAll()
    .filter((node) => TerraformResource.isTerraformResource(node))
    .map((resource) => `${resource.terraformResourceType}.${resource.friendlyUniqueId}`);
}
