import { TerraformResource, type ITerraformDependable } from 'cdktf';
import type { Construct } from 'constructs';

/** What Plinth sets of a `helm_release`, in the words of the provider. */
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
}

/**
 * A `helm_release`. The provider's own class makes a token with a stack trace for each block that one might have, which
 * was a fifth of the time of a platform of many tenants and most of its memory.
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
