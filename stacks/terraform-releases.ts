import { TerraformResource, type TerraformStack } from 'cdktf';
import { Construct } from 'constructs';
import type { TerraformRelease } from '../src/kinds/release';

/**
 * Adds the resources of Terraform releases to a stack. The address of a resource consists of the name of the release and
 * the IDs of its constructs: `aws_s3_bucket.loki_bucket`.
 */
export function addTerraformReleases(stack: TerraformStack, releases: readonly TerraformRelease[]): void {
  const resources = new Map<string, readonly TerraformResource[]>();
  for (const { name, after = [], add } of sortByDependencies(releases)) {
    const scope = new Construct(stack, name);
    add(scope);
    const added = scope.node.findAll().filter((node) => TerraformResource.isTerraformResource(node));
    const dependencies = after.flatMap((release) => resources.get(release) ?? []);
    for (const resource of added) {
      resource.overrideLogicalId(
        resource.node.scopes
          .slice(scope.node.scopes.length - 1)
          .map(({ node }) => node.id)
          .join('_'),
      );
      resource.dependsOn = [...(resource.dependsOn ?? []), ...dependencies.map(({ fqn }) => fqn)];
    }
    resources.set(name, added);
  }
}

/** Sorts releases so that each comes after those in its `after`. The plan has refused cycles. */
function sortByDependencies(releases: readonly TerraformRelease[]): readonly TerraformRelease[] {
  const sorted: TerraformRelease[] = [];
  const visit = (release: TerraformRelease) => {
    if (sorted.includes(release)) return;
    for (const name of release.after ?? []) releases.filter((other) => other.name === name).forEach(visit);
    sorted.push(release);
  };
  releases.forEach(visit);
  return sorted;
}
