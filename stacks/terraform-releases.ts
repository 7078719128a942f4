import { dependable, TerraformElement, TerraformResource, TerraformStack } from 'cdktf';
import { Construct, type Node } from 'constructs';
import type { PlannedTerraformRelease } from '../src/kinds/cluster-plan';

/** Scope whose resources are named by the IDs of their constructs: of one Terraform release, for example. */
export class ReleaseScope extends Construct {}

/**
 * A Terraform stack with Terraform releases. Their resources are named here, when they are created: other resources refer
 * to them at once, and cdktf does not apply a later name to all references.
 */
export class TerraformReleaseStack extends TerraformStack {
  protected override allocateLogicalId(element: TerraformElement | Node): string {
    const node = TerraformElement.isTerraformElement(element) ? element.node : element;
    const isInRelease = node.scopes.some((scope) => scope instanceof ReleaseScope);
    return isInRelease ? node.path.split('/').slice(1).join('_') : super.allocateLogicalId(element);
  }
}

/**
 * Adds the resources of Terraform releases to a stack. The name of a resource consists of the name of the tenant, where the
 * release belongs to one, the name of the release, and the IDs of its constructs: `aws_s3_bucket.shop_web-bucket_bucket`.
 * @param parent scope within the stack, where names of releases could be IDs of other constructs; @default the stack
 */
export function addTerraformReleases(
  stack: TerraformReleaseStack,
  releases: readonly PlannedTerraformRelease[],
  parent: Construct = stack,
): void {
  const resources = new Map<PlannedTerraformRelease, readonly TerraformResource[]>();
  const tenantScopes = new Map<string, Construct>();
  const getOwnerScope = ({ tenant }: PlannedTerraformRelease): Construct => {
    if (tenant === undefined) return parent;
    const scope = tenantScopes.get(tenant) ?? new Construct(parent, tenant);
    tenantScopes.set(tenant, scope);
    return scope;
  };
  for (const release of releases) {
    const scope = new ReleaseScope(getOwnerScope(release), release.name);
    release.add(scope);
    resources.set(
      release,
      scope.node.findAll().filter((node) => TerraformResource.isTerraformResource(node)),
    );
  }
  for (const [{ tenant, after = [] }, added] of resources) {
    const dependencies = [...resources].flatMap(([other, otherResources]) =>
      other.tenant === tenant && after.includes(other.name) ? otherResources : [],
    );
    if (dependencies.length === 0) continue;
    for (const resource of added) resource.dependsOn = [...(resource.dependsOn ?? []), ...dependencies.map(dependable)];
  }
}
