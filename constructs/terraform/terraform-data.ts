import { TerraformResource, type TerraformMetaArguments } from 'cdktf';
import type { Construct } from 'constructs';

/** What a `terraform_data` keeps, and what replaces it. */
export interface TerraformDataProps extends TerraformMetaArguments {
  /** Kept in the state, and readable as `self.input` in provisioners that run at destroy. */
  readonly input?: unknown;
  /** The resource is replaced when this changes. */
  readonly triggersReplace?: unknown;
}

/**
 * The resource that is built into Terraform, so that nothing has to be downloaded for it. cdktf's own class for it runs
 * `terraform` at synth.
 * @see https://developer.hashicorp.com/terraform/language/resources/terraform-data
 * @example
 * new TerraformData(stack, 'Ready', { triggersReplace: ['1.36'], dependsOn: [] });
 */
export class TerraformData extends TerraformResource {
  constructor(
    scope: Construct,
    id: string,
    private readonly props: TerraformDataProps = {},
  ) {
    super(scope, id, { terraformResourceType: 'terraform_data', ...props });
  }

  protected override synthesizeAttributes(): Record<string, unknown> {
    const { input, triggersReplace } = this.props;
    return {
      ...(input === undefined ? {} : { input }),
      ...(triggersReplace === undefined ? {} : { triggers_replace: triggersReplace }),
    };
  }
}
