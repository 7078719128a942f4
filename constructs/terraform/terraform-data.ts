import { TerraformResource, type TerraformMetaArguments } from 'cdktf';
import type { Construct } from 'constructs';

/** Properties of a `TerraformData`. */
export interface TerraformDataProps extends TerraformMetaArguments {
  /** Value stored in the state, which destroy-time provisioners read as `self.input`. @default none */
  readonly input?: unknown;
  /** Value whose change replaces the resource. @default none */
  readonly triggersReplace?: unknown;
}

/**
 * A `terraform_data`, the resource that is built into Terraform and needs no provider. cdktf's own class runs `terraform`
 * at synth.
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
