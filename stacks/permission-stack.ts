import { Construct } from 'constructs';
import type { AnyClusterKind } from '../src/kinds/cluster-kind';
import type { PermissionStackPlan } from '../src/planning/permission-stacks';
import { addTerraformReleases, TerraformReleaseStack } from './terraform-releases';

/**
 * The Terraform stack with the permissions of identities that the clusters of an environment share. It is applied after the
 * infrastructure of the clusters, and before releases run on them.
 * @example
 * for (const stack of language(kinds).plan(acme).permissionStacks) new PermissionStack(app, stack, gke);
 */
export class PermissionStack extends TerraformReleaseStack {
  constructor(scope: Construct, { name, cluster, releases }: PermissionStackPlan, kind: AnyClusterKind) {
    super(scope, name);
    kind.bind(cluster.options).addProviders(this);
    // Names of tenants are lower-case: a tenant can have the name of a component.
    const components = new Construct(this, 'Components');
    addTerraformReleases(
      this,
      releases.filter(({ tenant }) => tenant === undefined),
      components,
    );
    addTerraformReleases(
      this,
      releases.filter(({ tenant }) => tenant !== undefined),
    );
  }
}
