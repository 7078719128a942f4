import { TerraformResource, type ITerraformDependable } from 'cdktf';
import type { Construct } from 'constructs';

/** Attributes of a `helm_release` that Plinth sets, under the names that the provider gives them. */
export interface HelmReleaseAttributes {
  readonly name: string;
  readonly namespace: string;
  readonly chart: string;
  readonly repository?: string;
  readonly version: string;
  readonly values: readonly string[];
  readonly create_namespace: boolean;
  readonly upgrade_install: boolean;
  readonly cleanup_on_fail: boolean;
  readonly max_history: number;
  /** Seconds. */
  readonly timeout: number;
  readonly skip_crds?: boolean;
  readonly wait?: boolean;
  readonly take_ownership?: boolean;
  readonly disable_openapi_validation?: boolean;
}

/**
 * A `helm_release`. The provider's own class creates a token with a stack trace for each optional block: on a platform
 * with many tenants a fifth of the time and most of the memory of the synthesis.
 * @see https://registry.terraform.io/providers/hashicorp/helm/latest/docs/resources/release
 */
export class HelmReleaseResource extends TerraformResource {
  constructor(
    scope: Construct,
    id: string,
    dependsOn: readonly ITerraformDependable[],
    private readonly attributes: HelmReleaseAttributes,
  ) {
    super(scope, id, {
      terraformResourceType: 'helm_release',
      terraformGeneratorMetadata: { providerName: 'helm' },
      dependsOn: [...dependsOn],
    });
  }

  protected override synthesizeAttributes(): Record<string, unknown> {
    return { ...this.attributes };
  }
}
